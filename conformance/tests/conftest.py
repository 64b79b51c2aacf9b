"""What the tests of the judge share: pools in C, compiled once a session, and subjects made of files."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.conformance.faults.of_contract.terms import terms_header
from poolproof.conformance.observations import Observation
from poolproof.conformance.operations import Operation
from poolproof.conformance.reports import json_report
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, resolve
from poolproof.conformance.verification import Plan, verify
from poolproof.spec import Level, header_path, load_spec
from poolproof.spec.contracts import Contract, default_contract, read_contract, with_counts

POOLS = Path(__file__).parent / "pools"
WARNINGS = ("-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror")

ONE_CAPACITY = (
    ("config == NULL ? 16", "config == NULL ? 2"),
    ("config == NULL ? 1024", "config == NULL ? 3"),
    ("if (soa_capacity > MOST_BUFFERS || receipt_capacity > 1024)", "if (soa_capacity != 2 || receipt_capacity != 3)"),
)

Build = Callable[..., Path]
PoolSource = Callable[..., str]


@pytest.fixture(scope="session")
def compiler() -> str:
    found = shutil.which(os.environ.get("CC", "cc"))
    assert found is not None, "there is no C compiler: install one, or name it in CC"
    return found


@pytest.fixture(scope="session")
def build(compiler: str, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Compile C text into a shared library (or what ``flags`` make of it); the same text and flags only once."""
    folder = tmp_path_factory.mktemp("pools")

    def compile_pool(source: str, *flags: str, name: str = "libpool.so", optimise: str = "-O1") -> Path:
        words = [optimise, *(flags or ("-shared", "-fPIC"))]
        place = folder / hashlib.sha256("\0".join([source, name, *words]).encode()).hexdigest()[:16]
        library = place / name
        if not library.exists():
            place.mkdir()
            (place / "pool.c").write_text(source, encoding="utf-8")
            command = [compiler, *WARNINGS, "-I", str(header_path().parent), *words, str(place / "pool.c"), "-o", str(library)]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            assert result.returncode == 0, result.stderr
        return library

    return compile_pool


@pytest.fixture(scope="session")
def pool_source() -> PoolSource:
    """The text of one of the pools beside this file, with exactly one place changed for each pair, behind ``prelude``."""

    def changed(name: str = "array_stack", *changes: tuple[str, str], prelude: str = "") -> str:
        text = (POOLS / f"{name}.c").read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}.c"
            text = text.replace(old, new)
        return f"{prelude}\n{text}"

    return changed


@pytest.fixture
def python_subject(tmp_path: Path) -> Callable[..., Subject]:
    """The subject ``Pool`` of a Python file with this text."""

    def write(source: str, name: str = "mypool.py") -> Subject:
        path = tmp_path / name
        path.write_text(source, encoding="utf-8")
        return resolve(f"{path}:Pool")

    return write


@pytest.fixture(scope="session")
def small_contract() -> Contract:
    """Four buffers and six receipts by default: a pool of one capacity is judged on them quickly."""
    return with_counts(default_contract(), 4, 6)


@pytest.fixture
def no_trace_left() -> Callable[[], tuple[int, set[int]]]:
    """How many descriptors this process has open, and which children."""
    gc.collect()  # what earlier tests left is closed now, and not in the middle of this one

    def count() -> tuple[int, set[int]]:
        children = {
            int(child)
            for file in Path("/proc/self/task").glob("*/children")
            for child in file.read_text(encoding="ascii").split()
        }
        return len(list(Path("/proc/self/fd").iterdir())), children

    return count


@pytest.fixture(scope="session")
def small_pool(build: Build, pool_source: PoolSource) -> Callable[..., Path]:
    """``array_stack`` of two buffers and three receipts, and of no other capacity, with further changes: judged quickly."""
    return lambda *changes: build(pool_source("array_stack", *ONE_CAPACITY, *changes))


@pytest.fixture(scope="session")
def report_of(small_pool: Callable[..., Path]) -> Callable[..., dict[str, Any]]:
    """The report of a small pool, with these changes to its text: real, and quickly made."""
    contract = with_counts(default_contract(), 2, 3)
    plan = Plan(level=Level.HARDENED, lane_operations=1000, walks=1, machine_examples=1, machine_steps=2)

    def judged(*changes: tuple[str, str]) -> dict[str, Any]:
        spec = load_spec()
        return json_report.report(verify(replace(resolve(str(small_pool(*changes))), contract=contract), plan), spec)

    return judged


@pytest.fixture(scope="session")
def conforming(report_of: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return report_of()


@pytest.fixture(scope="session")
def violating(report_of: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The report of a pool that takes a double return (OWN-2)."""
    return report_of(("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", ""))


@pytest.fixture
def build_of(tmp_path: Path) -> Callable[..., Subject]:
    """Compile C text, or the sound pool, with the sound pool of a contract at hand: the subject, to be judged by that
    contract."""
    compilers = Compilers.from_environment()
    if not compilers.available(Language.C):
        pytest.skip("no C compiler")
    sources = Path(str(terms_header.__code__.co_filename)).parent

    def built(text: str, source: str = '#include "pool.h"\n') -> Subject:
        contract = read_contract(text, "tried")
        (tmp_path / "terms.h").write_text(terms_header(contract), encoding="utf-8")
        (tmp_path / "pool.c").write_text(source, encoding="utf-8")
        includes = [f"-I{each}" for each in (tmp_path, sources, header_path().parent)]
        flags = ["-std=gnu11", "-O1", "-g", "-fPIC", "-shared", "-pthread", *includes]
        library = tmp_path / "pool.so"
        subprocess.run([*compilers.c, *flags, str(tmp_path / "pool.c"), "-o", str(library)], check=True)
        return replace(resolve(str(library)), contract=contract)

    return built


@pytest.fixture
def observe() -> Callable[..., list[Observation]]:
    """Run operations on a subject that outlives them: what was seen of each."""

    def observed(subject: Subject, *operations: Operation, looks_at_all: bool = False) -> list[Observation]:
        with Session(subject) as session:
            trace = session.run(operations, looks_at_all=looks_at_all)
        assert [step.death for step in trace] == [None] * len(operations)
        return [step.observation for step in trace]

    return observed
