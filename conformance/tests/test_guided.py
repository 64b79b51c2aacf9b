"""Guided fuzzing: what libFuzzer finds in a pool's source is judged, made minimal and kept like any other discovery."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance.cases import load_case
from poolproof.conformance.faults.of_contract.catalogue import FOLDER
from poolproof.conformance.faults.of_contract.terms import terms_header
from poolproof.conformance.operations import Kind
from poolproof.spec.contracts import load_contract

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


# ---- by other contracts ----

SLAB = 'contract = 1\nname = "slab"\n[block]\nsize = 24\nalign = 8\ncount = 5\nexhausted = "refused:-9"\n'
GIVEN = SLAB + '[life]\nstorage = "given"\nstorage_fixed = 4160\nstorage_per_block = 64\n'
ONLY_ONE = SLAB + '[life]\ninstances = "one"\ndestroy = "none"\n'
REFUSES_SECOND = """
#define OWN_exhausted
#define OWN_give_back
#include "pool.h"
static int exhausted(pp_pool *pool) { return plain_exhausted(pool); }
static int give_back(pp_pool *pool, void *block) { return pool->lent_count == 2 ? 7 : plain_give_back(pool, block); }
"""
OVERRUN = (FOLDER / "planted" / "bound_1_storage_overrun.c").read_text(encoding="utf-8").replace("../pool.h", "pool.h")


def fuzz_by(folder: Path, contract: str, source: str, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "tried.toml").write_text(contract, encoding="utf-8")
    (folder / "terms.h").write_text(terms_header(load_contract(str(folder / "tried.toml"))), encoding="utf-8")
    includes = shlex.join([f"-I{folder}", f"-I{FOLDER}"])
    flags = f"--cflags=-std=gnu11 -pthread -lm {includes}"
    return fuzz(folder, source, "--contract", "./tried.toml", flags, *words)


@pytest.mark.parametrize("contract", [GIVEN, ONLY_ONE], ids=["given storage", "only one"])
def test_a_sound_pool_of_any_contract_is_driven(contract: str, folder: Path) -> None:
    done = fuzz_by(folder, contract, '#include "pool.h"\n', "--time", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contract slab, level hardened: a new campaign" in done.stdout
    assert "nothing found" in done.stdout


@pytest.mark.parametrize(
    ("contract", "source", "requirement", "last"),
    [
        (SLAB + "[size]\nlargest = 20\n", REFUSES_SECOND, "CAP-3", Kind.RETURN),
        (ONLY_ONE, REFUSES_SECOND, "CAP-3", Kind.RETURN),
        (GIVEN, OVERRUN, "BOUND-1", Kind.RETURN),
    ],
    ids=["sized", "only one", "given storage"],
)
def test_what_breaks_another_contract_is_found(contract: str, source: str, requirement: str, last: Kind, folder: Path) -> None:
    done = fuzz_by(folder, contract, source, "--time", "400", "--until-new", "1")
    assert done.returncode == 1, done.stdout + done.stderr
    (found,) = (folder / "poolproof-corpus").glob(f"{requirement}-*.json")
    case = load_case(found)
    assert (case.contract.name, case.operations[-1].kind) == ("slab", last)


def test_a_contract_that_its_source_does_not_keep_is_told_before_it_is_driven(folder: Path) -> None:
    counted = SLAB + '[counters]\nused = "exact"\n'
    (folder / "counted.toml").write_text(counted, encoding="utf-8")
    small = "int pp_get(void *pool, void **block) { return pool != *block; }\nint pp_return(void *pool) { return pool != 0; }\n"
    for words, said, status in (
        (("--contract", "counted.toml"), "counters.used promises pp_used", 3),
        ((), "missing: it is a pool of blockpool.h, and carries no contract", 2),
        (("--contract", "knhk"), "give a contract with binding = 2", 3),
    ):
        done = fuzz(folder, small, "--time", "1", *words)
        assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (status, True, False), done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pool.c", "--contract", "nowhere.toml"], "nowhere.toml"),
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
