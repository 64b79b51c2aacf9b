"""The clock in C, as compiled here: what it counts is exact, what it times is not judged by a test."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

import poolproof.native
from poolproof.benchmarks import build, field
from poolproof.benchmarks.contest import Contest, hold
from poolproof.benchmarks.launch import Contestant, Schedule
from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.benchmarks.workloads import DEPTH1, TRIPLE, WORKLOADS

COMPILERS = Compilers.from_environment()
pytestmark = pytest.mark.skipif(not COMPILERS.available(Language.C), reason="there is no C compiler")
needs_steps = pytest.mark.skipif(platform.machine() != "x86_64", reason="instructions are stepped through on x86-64 only")


def contest(*contestants: Contestant) -> Contest:
    entries = {workload: tuple(range(len(contestants))) for workload in WORKLOADS}
    return hold(build.clock_program(COMPILERS), Schedule(contestants, entries, 5, 0.2), 1)


@needs_steps
def test_instructions_are_counted_exactly() -> None:
    chains = [Contestant(str(links), field.INLINED, build.chain_kernels(links, COMPILERS)) for links in (7, 8)]
    found = contest(*chains)
    assert found.can_step
    assert found.instructions[DEPTH1, 1] - found.instructions[DEPTH1, 0] == 1
    assert found.instructions[DEPTH1, 0] == 7 + 2  # and the loop's own two


@needs_steps
def test_pools_take_the_instructions_that_they_must() -> None:
    found = contest(field.ours(COMPILERS), field.floor(COMPILERS))
    ours, floor = found.instructions[DEPTH1, 0], found.instructions[DEPTH1, 1]
    assert floor < ours < 60
    assert found.instructions[TRIPLE, 0] >= ours + 1


def test_every_workload_runs_through_calls(tmp_path: Path) -> None:
    found = contest(field.called("native", poolproof.native.library_path(), COMPILERS))
    assert not any("create" in why or "export" in why for why in found.problems.values())
    missing = contest(field.called("nothing", tmp_path / "libnothing.so", COMPILERS))
    assert all("libnothing.so" in missing.why_not(workload, 0) for workload in WORKLOADS)


@needs_steps
def test_two_empty_calls_take_less_than_a_pool() -> None:
    """At get and return alone: the others use what is lent, and the empty functions lend nothing."""
    contestants = (field.empty_calls(COMPILERS), field.called("native", poolproof.native.library_path(), COMPILERS))
    found = hold(build.clock_program(COMPILERS), Schedule(contestants, {DEPTH1: (0, 1)}, 5, 0.2), 1)
    assert 2 < found.instructions[DEPTH1, 0] < found.instructions[DEPTH1, 1]


def test_no_two_libraries_are_called_from_the_same_place() -> None:
    """Where they are, what a call costs is a matter of chance: 9, 12 or 15 cycles for the two empty ones."""
    field_of_two = field.assemble((), (), COMPILERS)
    called = [each.kernels for each in field_of_two.contestants if each.how == field.CALLS]
    assert len(called) == len(set(called)) == 2
    assert field.called("mine", poolproof.native.library_path(), COMPILERS).kernels != field.empty_calls(COMPILERS).kernels
