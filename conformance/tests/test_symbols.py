"""What a library offers, read from its dynamic symbol table: by the loader's tables alone, and of no damaged file."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import poolproof.native
from poolproof.conformance.subjects.symbols import exported_names

Build = Callable[..., Path]

SOURCE = """
#include <stdlib.h>
int pp_get(void) { return 0; }
int pp_return(void) { return abs(1); }
static int own(void) { return 1; }
__attribute__((visibility("hidden"))) int hidden(void) { return own(); }
int pp_value = 3;
"""
NAMES = {"pp_get", "pp_return", "pp_value"}


@pytest.mark.parametrize("style", ["gnu", "sysv", "both"])
def test_names_are_those_that_the_library_defines_for_others(build: Build, style: str) -> None:
    library = build(SOURCE, "-shared", "-fPIC", f"-Wl,--hash-style={style}")
    assert exported_names(library.read_bytes()) >= NAMES
    assert not exported_names(library.read_bytes()) & {"own", "hidden", "abs", ""}


def test_no_table_of_sections_is_needed(build: Build, tmp_path: Path) -> None:
    stripped = tmp_path / "stripped.so"
    shutil.copy(build(SOURCE), stripped)
    subprocess.run(["strip", stripped], check=True)
    content = bytearray(stripped.read_bytes())
    content[40:48] = bytes(8)  # where the table begins
    content[60:62] = bytes(2)  # how many entries it has
    assert exported_names(bytes(content)) >= NAMES


def test_nothing_is_exported_by_a_library_without_functions(build: Build) -> None:
    assert not exported_names(build("static int nothing __attribute__((unused)) = 0;\n").read_bytes()) & NAMES


def test_a_damaged_file_has_no_names_and_does_no_harm(build: Build) -> None:
    content = build(SOURCE).read_bytes()
    draw = random.Random(3)
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(8):
            damaged[draw.randrange(0x400)] = draw.randrange(256)
        assert isinstance(exported_names(bytes(damaged)), frozenset)
    for end in range(0, len(content), 97):
        assert isinstance(exported_names(content[:end]), frozenset)


@pytest.mark.parametrize(
    "content", [b"", b"\x7fELF", b"\x7fELF\x02\x01" + bytes(58), b"no library", b"\x7fELF\x01\x01" + bytes(90)]
)
def test_what_is_no_library_has_no_names(content: bytes) -> None:
    assert exported_names(content) == frozenset()


def test_the_names_of_the_native_pool() -> None:
    names = exported_names(poolproof.native.library_path().read_bytes())
    assert {"bp_create", "bp_get_soa", "bp_abi_version"} <= names
    assert not any(name.startswith("pp_") for name in names)
