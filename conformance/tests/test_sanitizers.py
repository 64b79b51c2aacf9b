"""Builds with sanitizers: what is the sanitizer's own is unknown, and nothing of it is blamed on the pool."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.faults import build as build_entry
from poolproof.conformance.faults import load_catalogue
from poolproof.conformance.subjects import Subject, SubjectKind, resolve
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.sanitizers import why_doubtful
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level

Build = Callable[..., Path]
PoolSource = Callable[..., str]

PLAN = Plan(level=Level.HOT, lane_operations=200_000, walks=2, machine_examples=1)


def built_with(sanitizer: str, into: Path) -> Path:
    """The sound pool of the catalogue."""
    plain = next(each for each in load_catalogue().canaries if each.name == "plain")
    return build_entry(plain, into, compiler=Compilers.from_environment(), flags=[f"-fsanitize={sanitizer}"])


def judged(library: Path) -> Run:
    return verify(resolve(str(library)), PLAN)


def why_unknown(run: Run) -> dict[str, str]:
    return {each.requirement.id: each.why or "" for each in run.verdicts if each.verdict == Verdict.UNKNOWN}


def test_what_address_sanitizer_touches_and_takes_is_unknown(tmp_path: Path) -> None:
    run = judged(built_with("address", tmp_path))
    assert run.conclusion == Conclusion.INCONCLUSIVE
    unknown = why_unknown(run)
    assert unknown.keys() == {"HOT-4", "MEM-1", "CACHE-1"}
    assert all("AddressSanitizer" in why and "a build without it" in why for why in unknown.values())


def test_checks_alone_leave_nothing_unknown(tmp_path: Path) -> None:
    library = built_with("undefined", tmp_path)
    assert resolve(str(library)).sanitizer == "UndefinedBehaviorSanitizer"
    run = judged(library)
    assert run.failures() == ()
    assert why_unknown(run).keys() <= {"CACHE-1"}, "where valgrind is not installed"


def test_a_fault_of_the_pool_is_blamed_in_such_a_build_too(build: Build, pool_source: PoolSource) -> None:
    accepts_nine = pool_source("array_stack", ("  if (size > BP_LANES)", "  if (size > BP_LANES + 1)"))
    run = judged(build(accepts_nine, "-shared", "-fPIC", "-fsanitize=address"))
    assert {each.requirement.id for each in run.failures()} == {"GUARD-2"}


@pytest.mark.parametrize(
    ("sanitizer", "doubtful"),
    [("AddressSanitizer", {"HOT-5", "HOT-1", "MEM-1"}), ("UndefinedBehaviorSanitizer", {"HOT-5"}), (None, set())],
)
def test_only_counts_are_doubted(sanitizer: str | None, doubtful: set[str]) -> None:
    subject = Subject("x", SubjectKind.LIBRARY, None, path=Path("x"), sanitizer=sanitizer)
    asked = ("HOT-5", "HOT-1", "MEM-1", "OWN-1", "SAFE-1")
    assert {each for each in asked if why_doubtful(each, subject) is not None} == doubtful


def test_what_must_be_there_from_a_programs_start_is_said() -> None:
    subject = Subject("x", SubjectKind.LIBRARY, None, path=Path("x"), sanitizer="ThreadSanitizer")
    problem, remedy = subject.explain_refusal("cannot allocate memory in static TLS block")
    assert "ThreadSanitizer must be there from a program's start" in problem
    assert "without it" in remedy


@pytest.mark.parametrize("sanitizer", ["AddressSanitizer", None])
def test_a_runtime_that_is_preloaded_is_kept_from_the_worker(sanitizer: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = Subject("x", SubjectKind.LIBRARY, None, path=Path("x"), sanitizer=sanitizer)
    monkeypatch.setenv("LD_PRELOAD", "/usr/lib/libasan.so.8 /opt/libmine.so")
    environment = subject.worker_environment()
    assert environment is not None
    assert environment["LD_PRELOAD"] == "/opt/libmine.so"


def test_what_else_is_preloaded_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_PRELOAD", "/opt/libmine.so:/opt/libtasand.so")
    assert Subject("x", SubjectKind.LIBRARY, None, path=Path("x")).worker_environment() is None
