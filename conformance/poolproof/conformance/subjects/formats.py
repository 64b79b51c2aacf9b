"""What a file is that can't be loaded here: of another format, machine or C library, or damaged."""

from __future__ import annotations

import os
import platform
import re
import struct
from collections.abc import Mapping
from typing import Final

from .errors import SubjectError
from .symbols import needed_libraries

_MACHINES: Final[Mapping[int, str]] = {3: "i386", 22: "s390x", 40: "arm", 62: "x86_64", 183: "aarch64", 243: "riscv64"}
_BUILD_SHARED: Final = "build it as a shared library (cc -shared -fPIC)"
_OTHER_FORMATS: Final = (
    (b"!<arch>\n", "is a static library", _BUILD_SHARED),
    (b"MZ", "is a Windows program", "build it for Linux"),
    (b"\xcf\xfa\xed\xfe", "is built for macOS", "build it for Linux"),
    (b"\xca\xfe\xba\xbe", "is built for macOS", "build it for Linux"),
)
_C_LIBRARIES: Final = (
    ("glibc", re.compile(r"libc\.so\.6(\.1)?")),
    ("musl", re.compile(r"libc\.so|libc\.musl-.*|ld-musl-.*")),
)
"""By what a library needs. musl calls itself libc.so; distributions give it a longer name."""
_AGAINST: Final[Mapping[str, str]] = {
    "glibc": "build it with this machine's compiler (cc, and not musl-gcc)",
    "musl": "build it with this machine's compiler (cc)",
}
_ET_REL, _ET_EXEC = 1, 2
_CLASS_64 = 2
_PT_LOAD = 1


def check_format(given: str, content: bytes) -> None:
    """Say what a file is that can't be loaded here, better than the loader would. Raises SubjectError."""
    for magic, problem, remedy in _OTHER_FORMATS:
        if content.startswith(magic):
            raise SubjectError(given, problem, remedy)
    if not content.startswith(b"\x7fELF"):
        if given.endswith(".py"):
            raise SubjectError(given, "is a Python file", f"name the class in it: {given}:Class")
        what = "is empty" if not content else "is no shared library"
        raise SubjectError(given, what, "give a file that starts with the ELF magic number, as cc -shared makes it")
    if len(content) < 64:
        raise SubjectError(given, "is cut short", "build or copy it again")
    order = "<" if content[5] == 1 else ">"
    if content[4] == _CLASS_64 and _is_cut_short(content, order):
        raise SubjectError(given, "is cut short", "build or copy it again")
    file_type, machine = struct.unpack_from(f"{order}HH", content, 16)
    if file_type in (_ET_REL, _ET_EXEC):
        raise SubjectError(given, "is an object file" if file_type == _ET_REL else "is a program", _BUILD_SHARED)
    _check_machine(given, _MACHINES.get(machine, f"machine {machine}"), has_64_bits=content[4] == _CLASS_64)
    _check_c_library(given, content)


def _check_machine(given: str, built_for: str, *, has_64_bits: bool) -> None:
    here = platform.machine()
    if not has_64_bits:
        problem = f"is built for {built_for} with 32 bits, and poolproof judges what has 64"
        raise SubjectError(given, problem, f"build it for {here} with 64 bits")
    if built_for != here:
        raise SubjectError(given, f"is built for {built_for}, and this machine is {here}", "judge it on such a machine")


def _check_c_library(given: str, content: bytes) -> None:
    """Of two C libraries in one process neither works; the loader merely finds no such file, or a script of the linker's."""
    needed = needed_libraries(content)
    here = "glibc" if _is_glibc() else "musl"
    built_against = next((name for name, needs in _C_LIBRARIES if any(needs.fullmatch(each) for each in needed)), here)
    if built_against != here:
        problem = f"is built against {built_against}, and the C library here is {here}"
        raise SubjectError(given, problem, _AGAINST[here])


def _is_glibc() -> bool:
    try:
        return bool(os.confstr("CS_GNU_LIBC_VERSION"))
    except (OSError, ValueError):
        return False


def _is_cut_short(content: bytes, order: str) -> bool:
    """Whether a part that the loader would map lies beyond the end of the file: touching it would kill the process."""
    (table,) = struct.unpack_from(f"{order}Q", content, 32)
    entry_bytes, count = struct.unpack_from(f"{order}2H", content, 54)
    if table + entry_bytes * count > len(content):
        return True
    for at in range(table, table + entry_bytes * count, entry_bytes or 1):
        kind, _, offset, _, _, file_bytes = struct.unpack_from(f"{order}2I4Q", content, at)
        if kind == _PT_LOAD and offset + file_bytes > len(content):
            return True
    return False
