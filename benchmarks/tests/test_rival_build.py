"""Each rival that can be built here compiles without a warning and lends buffers; the others say what would install them."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from poolproof.benchmarks.rival_build import Available, Missing, availability, build_library, loader_environment
from poolproof.benchmarks.rivals import Library, Rival, load_rivals
from poolproof.benchmarks.toolchain import BuildError, Compilers

RIVALS = load_rivals()
COMPILERS = Compilers.from_environment()
STRICT = ("-O1", "-Wall", "-Wextra", "-Werror")

SMOKE = """
import ctypes, sys

library = ctypes.CDLL(sys.argv[1])
library.bp_name.restype = ctypes.c_char_p
pool, out, usage = ctypes.c_void_p(), ctypes.c_void_p(), (ctypes.c_uint32 * 4)()


def get():
    assert library.bp_get_soa(pool, ctypes.c_size_t(8), ctypes.byref(out)) == 0
    assert ctypes.string_at(out, 192) == bytes(192)
    ctypes.memset(out, 0xA7, 192)
    return ctypes.c_void_p(out.value)


def receipt_id():
    assert library.bp_get_receipt(pool, ctypes.byref(out)) == 0
    content = ctypes.string_at(out, 128)
    assert content[8:] == bytes(120)
    ctypes.memset(out, 0xA7, 128)
    return int.from_bytes(content[:8], "little")


assert library.bp_abi_version() == 1
assert library.bp_name().decode() == sys.argv[2]
assert library.bp_create((ctypes.c_uint32 * 2)(0, 4), ctypes.byref(pool)) == 6 and pool.value is None
assert library.bp_create(None, ctypes.byref(pool)) == 0
library.bp_capacity_usage(pool, usage)
assert (usage[1], usage[3]) == (16, 1024)
for _ in range(3):
    lent = [get() for _ in range(16)]
    assert len({buffer.value for buffer in lent}) == 16
    assert all(ctypes.string_at(buffer, 192) == bytes([0xA7]) * 192 for buffer in lent)
    for buffer in reversed(lent):
        assert library.bp_return_soa(pool, buffer) == 0
    assert [receipt_id() for _ in range(1024)] == list(range(1024))
    assert library.bp_get_receipt(pool, ctypes.byref(out)) == 3 and out.value is None
    library.bp_reset_receipts(pool)
    library.bp_capacity_usage(pool, usage)
    assert usage[2] == 0
    library.bp_clear(pool)
library.bp_destroy(pool)
library.bp_destroy(None)
print("lent and returned")
"""


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.name)
def test_an_available_rival_compiles_without_a_warning_and_lends(rival: Rival, tmp_path: Path) -> None:
    found = availability(rival, COMPILERS)
    if isinstance(found, Missing):
        pytest.skip(found.why)
    library = build_library(rival, tmp_path, COMPILERS, STRICT)
    command = [sys.executable, "-c", SMOKE, str(library), rival.name]
    environment = loader_environment(os.environ)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["lent and returned"]), done.stderr


@pytest.mark.parametrize("rival", [each for each in RIVALS if each.library is None], ids=lambda rival: rival.name)
def test_what_needs_no_library_is_available_wherever_there_is_a_compiler(rival: Rival) -> None:
    if not COMPILERS.available(rival.language):
        pytest.skip(f"no compiler of {rival.language} here")
    assert isinstance(availability(rival, COMPILERS), Available)


def needing(**change: object) -> Rival:
    """A rival that could be built, but for one thing that its library lacks."""
    plain = next(each for each in RIVALS if each.name == "pointer stack")
    library = Library(header="stdlib.h", pkg_config=None, compile=(), link=(), package="libodd-dev")
    return dataclasses.replace(plain, library=dataclasses.replace(library, **change))  # type: ignore[arg-type]


def test_a_library_that_is_there_is_found() -> None:
    assert isinstance(availability(needing(link=("-lm",)), COMPILERS), Available)


@pytest.mark.parametrize(
    "change", [{"header": "odd/no_such_header.h"}, {"link": ("-lodd_no_such_library",)}, {"pkg_config": "odd-no-such-module"}]
)
def test_a_missing_library_is_named_with_its_package(change: dict[str, object], tmp_path: Path) -> None:
    rival = needing(**change)
    found = availability(rival, COMPILERS)
    assert isinstance(found, Missing)
    assert found.why.startswith("not installed: apt-get install ")
    assert found.why.endswith("libodd-dev")
    with pytest.raises(BuildError, match=r"pointer stack: not installed: .*libodd-dev"):
        build_library(rival, tmp_path, COMPILERS)


def test_without_pkg_config_it_is_named_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("cc", "c++"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    availability.cache_clear()
    found = availability(needing(pkg_config="odd"), Compilers())
    availability.cache_clear()
    assert found == Missing("not installed: apt-get install pkg-config libodd-dev")


def test_the_tunables_of_the_user_are_kept() -> None:
    own = loader_environment({"GLIBC_TUNABLES": "glibc.malloc.check=0", "HOME": "/home"})
    assert own["GLIBC_TUNABLES"].startswith("glibc.malloc.check=0:glibc.rtld.")
    assert own["HOME"] == "/home"
    assert loader_environment({})["GLIBC_TUNABLES"].startswith("glibc.rtld.")


def test_a_missing_compiler_is_named() -> None:
    found = availability(RIVALS[0], Compilers(c=("no-such-compiler",)))
    assert isinstance(found, Missing)
    assert "no compiler 'no-such-compiler'" in found.why
    assert "CC" in found.why


def test_what_the_compiler_said_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.h"
    broken.write_text("#error this is not an adapter\n")
    rival = dataclasses.replace(needing(), file=broken, library=None)
    with pytest.raises(BuildError, match="this is not an adapter"):
        build_library(rival, tmp_path / "into", COMPILERS)
    assert list((tmp_path / "into").iterdir()) == []


def test_a_rival_is_compiled_once_for_the_same_words(tmp_path: Path) -> None:
    rival = needing()
    first = build_library(rival, tmp_path, COMPILERS, ("-O0",))
    written = first.stat().st_mtime_ns
    assert build_library(rival, tmp_path, COMPILERS, ("-O0",)) == first
    assert first.stat().st_mtime_ns == written
    assert build_library(rival, tmp_path, COMPILERS, ("-O1",)) != first
