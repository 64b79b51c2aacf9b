"""Guided fuzzing: what libFuzzer finds in a pool's source is judged, made minimal and kept like any other discovery."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance.cases import load_case
from poolproof.conformance.operations import Kind

Build = Callable[..., Path]
PoolSource = Callable[..., str]

COMMAND = (sys.executable, "-m", "poolproof.conformance", "fuzz", "--guided")
GUARD = "  if (size > BP_LANES) return BP_INVALID_SIZE;"
MAGIC = 0x7A11C0DE5EED1234


def has_libfuzzer(folder: Path) -> bool:
    clang = shutil.which("clang")
    if clang is None:
        return False
    (folder / "empty.c").write_text("int LLVMFuzzerTestOneInput(void) { return 0; }\n", encoding="utf-8")
    words = [clang, "-fsanitize=fuzzer,address,undefined", str(folder / "empty.c"), "-o", str(folder / "empty")]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if not has_libfuzzer(tmp_path):
        pytest.skip("there is no clang with libFuzzer: apt-get install clang libclang-rt-14-dev")
    return tmp_path


def fuzz(folder: Path, source: str, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "pool.c").write_text(f"#define _GNU_SOURCE\n{source}", encoding="utf-8")
    command = [*COMMAND, "pool.c", "--jobs", "1", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=450)


def test_a_sound_pool_is_driven_through_its_situations(folder: Path, pool_source: PoolSource) -> None:
    done = fuzz(folder, pool_source(), "--time", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing found" in done.stdout
    assert "operations in all runs: libFuzzer" in done.stdout


def test_a_wrong_answer_is_found_and_made_minimal(folder: Path, pool_source: PoolSource) -> None:
    source = pool_source("array_stack", (GUARD, f"  if (size > BP_LANES && size != {MAGIC}u) return BP_INVALID_SIZE;"))
    done = fuzz(folder, source, "--time", "400", "--until-new", "1")
    assert done.returncode == 1, done.stdout + done.stderr
    (found,) = (folder / "poolproof-corpus").glob("GUARD-*.json")
    operations = load_case(found).operations
    assert [each.kind for each in operations] == [Kind.CREATE, Kind.GET]
    assert operations[-1].value == MAGIC


def test_what_only_a_sanitizer_sees_is_found_too(folder: Path, build: Build, pool_source: PoolSource) -> None:
    reads = "if (pool->receipts_in_use == 1) ((volatile char *)pool)[sizeof *pool]; "
    source = pool_source("array_stack", (GUARD, f"  {reads}\n{GUARD}"))
    done = fuzz(folder, source, "--time", "400", "--until-new", "1")
    assert done.returncode == 1, done.stdout + done.stderr
    (found,) = (folder / "poolproof-corpus").glob("SAFE-1-*.json")
    assert load_case(found).operations[-1].kind == Kind.GET
    assert load_case(found).sanitizer
    again = fuzz(folder, source, "--time", "1")
    assert f"STILL FAILS {found.name}  heap-buffer-overflow" in again.stdout.replace("AddressSanitizer: ", "")
    blind = str(build(source))
    command = [sys.executable, "-m", "poolproof.conformance", "replay", str(found), blind]
    replayed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert replayed.returncode == 4
    assert replayed.stdout.startswith(f"CAN'T RUN   {found.name}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pool.c", "--cluster", "tcp://127.0.0.1:1"], "leave out --cluster"),
        ([], "needs the pool's source"),
        (["nowhere.c"], "there is no such file"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, words: list[str], said: str) -> None:
    if shutil.which("clang") is None:
        pytest.skip("there is no clang")
    done = subprocess.run([*COMMAND, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr


def test_without_clang_it_is_said_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pool.c").touch()
    environment = os.environ | {"CLANG": "clang-that-is-not-there"}
    command = [*COMMAND, "pool.c"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "apt-get install clang libclang-rt-14-dev" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_does_not_compile_is_said(folder: Path) -> None:
    done = fuzz(folder, "int bp_create(void) { return }\n")
    assert done.returncode == 2
    assert "expected expression" in done.stderr
