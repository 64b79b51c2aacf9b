"""Copies a skeleton under another name."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from poolproof.spec import header_path

from .errors import SkeletonError
from .of_contract import project_of_contract
from .origin import with_origin

LANGUAGES: Final = {
    "c": "src/mypool.c",
    "cpp": "src/mypool.cpp",
    "rust": "src/pool.rs",
    "zig": "src/mypool.zig",
    "python": "src/mypool/pool.py",
    "adapter": "src/mypool.c",
}
"""What there are skeletons of, each with the file that has the gap."""

_FOLDER: Final = Path(__file__).parent
_NAME_IN_SKELETONS: Final = "mypool"
_DOT: Final = "dot-"
"""Stands for the dot of a hidden file: what looks for hidden files should not take the skeletons' for this project's own."""

_TAKEN: Final = frozenset(
    {
        *("all", "clean", "help", "install", "test"),  # targets of every build made by CMake
        *("bin", "build", "examples", "lib", "src", "tests"),  # folders that Cargo, Zig or Python look into
        *("blockpool", "bufferpool", "freelist", "poolproof"),  # files and packages beside the pool
        *("const", "crate", "enum", "extern", "fn", "impl", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "self"),
        *("static", "struct", "super", "trait", "type", "unsafe", "use", "where"),  # keywords of Rust
        *("alloc", "core", "std"),  # its crates
    }
)


def copy_skeleton(language: str, name: str, into: Path) -> list[Path]:
    """Make the folder ``into/name``, a project of that name, and return its files, sorted.

    Raises SkeletonError for a name that is none in every one of the project's tools, a folder that is there already, and one
    that can't be made.
    """
    check_name(name)
    return _new_project(_files(_FOLDER / language, name), into / name)


def make_of_contract(language: str, name: str, into: Path, contract_given: str, *, adapter: bool) -> list[Path]:
    """The same of a pool of a contract, a name or a file, or of an adapter to one. Raises SpecError besides."""
    check_name(name)
    return _new_project(project_of_contract(language, name, contract_given, adapter=adapter), into / name)


def check_name(name: str) -> None:
    """The name becomes that of a library, a crate, a package, a target and a file. Raises SkeletonError."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,63}", name):
        raise SkeletonError(
            f"{name!r} is no name for a pool: it takes 2 to 64 small letters, digits and underscores, and begins with a letter"
        )
    if name in _TAKEN or keyword.iskeyword(name) or name in sys.stdlib_module_names:
        raise SkeletonError(f"{name!r} means something already to the tools that will read it: my_{name} would do")


def _new_project(files: Mapping[Path, str], project: Path) -> list[Path]:
    if project.exists() or project.is_symlink():
        raise SkeletonError(f"{project} is there already: choose another name, or another folder with --into")
    try:
        for file, text in files.items():
            (project / file).parent.mkdir(parents=True, exist_ok=True)
            (project / file).write_text(with_origin(text), encoding="utf-8")
    except OSError as error:
        raise SkeletonError(f"{project} can't be written: {error.strerror}") from error
    return sorted(project / file for file in files)


def _files(skeleton: Path, name: str) -> dict[Path, str]:
    files = {
        _renamed(file.relative_to(skeleton), name): file.read_text(encoding="utf-8").replace(_NAME_IN_SKELETONS, name)
        for file in skeleton.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    if skeleton.name != "python":
        files[Path("include") / header_path().name] = header_path().read_text(encoding="utf-8")
    return files


def _renamed(file: Path, name: str) -> Path:
    def part(word: str) -> str:
        return re.sub(f"^{_DOT}", ".", word).replace(_NAME_IN_SKELETONS, name)

    return Path(*map(part, file.parts))
