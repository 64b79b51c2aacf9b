"""What differs from language to language: files, commands, and how the templates' words are spelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from poolproof.spec.contracts import Contract

from . import words_c, words_python, words_rust, words_zig
from .facts import Facts

_CMAKE: Final = ("cmake -B build", "cmake --build build")
_CRATE: Final = {"Cargo.toml": "Cargo.toml"}
_PACKAGE: Final = {
    "pyproject.toml": "pyproject.toml",
    "src/NAME/__init__.py": "__init__.py",
    "src/NAME/py.typed": "py.typed",
}
_NEEDS_CMAKE: Final = " CMake is `apt-get install cmake`, or `pip install cmake`."


@dataclass(frozen=True, slots=True)
class Language:
    """Where files stand for ``NAME``: the project's name."""

    shown: str
    source: str
    """The file that a reader goes to first."""
    build_file: str
    build_file_makes: str
    build: tuple[str, ...]
    subject: str
    files: Mapping[str, str]
    """From a file of a pool's project to the template that it is made of."""
    adapter_files: Mapping[str, str]
    words_of: Callable[[Contract, Facts], Facts]
    needs: str = ""
    """What a README says of tools besides poolproof."""
    also_installed: str = ""
    """Packages that a workflow installs beside poolproof."""
    has_binding_file: bool = False
    adapter_source: str = ""
    """Where an adapter has another first file."""


LANGUAGES: Final[Mapping[str, Language]] = {
    "c": Language(
        shown="C",
        source="src/NAME.c",
        build_file="CMakeLists.txt",
        build_file_makes="builds `build/libNAME.so`",
        build=_CMAKE,
        subject="build/libNAME.so",
        files={"src/NAME.c": "pool.c", "CMakeLists.txt": "CMakeLists.txt"},
        adapter_files={"src/NAME.c": "adapter.c", "CMakeLists.txt": "CMakeLists.txt"},
        words_of=words_c.words_of,
        needs=_NEEDS_CMAKE,
    ),
    "cpp": Language(
        shown="C++",
        source="src/NAME.cpp",
        build_file="CMakeLists.txt",
        build_file_makes="builds `build/libNAME.so`",
        build=_CMAKE,
        subject="build/libNAME.so",
        files={"src/NAME.cpp": "pool.cpp", "CMakeLists.txt": "CMakeLists.txt"},
        adapter_files={"src/NAME.cpp": "adapter.cpp", "CMakeLists.txt": "CMakeLists.txt"},
        words_of=words_c.words_of_cpp,
        needs=_NEEDS_CMAKE,
    ),
    "rust": Language(
        shown="Rust",
        source="src/pool.rs",
        build_file="Cargo.toml",
        build_file_makes="builds `target/release/libNAME.so`, and a crate for programs in Rust",
        build=("cargo build --release",),
        subject="target/release/libNAME.so",
        files=_CRATE | {"src/lib.rs": "lib.rs", "src/pool.rs": "pool.rs", "src/binding.rs": "binding.rs"},
        adapter_files=_CRATE | {"src/lib.rs": "adapter.rs"},
        words_of=words_rust.words_of,
        has_binding_file=True,
        adapter_source="src/lib.rs",
    ),
    "zig": Language(
        shown="Zig",
        source="src/NAME.zig",
        build_file="build.zig",
        build_file_makes="builds `zig-out/lib/libNAME.so`",
        build=("python -m ziglang build -Doptimize=ReleaseFast",),
        subject="zig-out/lib/libNAME.so",
        files={"src/NAME.zig": "pool.zig", "build.zig": "build.zig"},
        adapter_files={"src/NAME.zig": "adapter.zig", "build.zig": "build.zig"},
        words_of=words_zig.words_of,
        needs=" Zig is `pip install ziglang`; with a Zig of your own, 0.15 or newer, type `zig` for `python -m ziglang`.",
        also_installed=" ziglang",
    ),
    "python": Language(
        shown="Python",
        source="src/NAME/pool.py",
        build_file="pyproject.toml",
        build_file_makes="the package",
        build=("python -m pip install --editable .",),
        subject="NAME:Pool",
        files=_PACKAGE | {"src/NAME/pool.py": "pool.py", "src/NAME/refusals.py": "refusals.py"},
        adapter_files=_PACKAGE | {"src/NAME/pool.py": "adapter.py"},
        words_of=words_python.words_of,
    ),
}
