"""What differs from language to language: files, commands, and how the templates' words are spelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from poolproof.spec.contracts import Contract

from . import words_c
from .facts import Facts

_CMAKE: Final = ("cmake -B build", "cmake --build build")
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
}
