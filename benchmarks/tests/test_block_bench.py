"""Pools of blocks by the clock: each entrant runs its workloads, and those that do the same take as many instructions."""

from __future__ import annotations

import platform

import pytest

from poolproof.benchmarks import blocks
from poolproof.benchmarks.contest import Contest
from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.benchmarks.workloads import DEPTH1, NESTED

COMPILERS = Compilers.from_environment()
pytestmark = pytest.mark.skipif(not COMPILERS.available(Language.C), reason="there is no C compiler")


@pytest.fixture(scope="module")
def contest() -> Contest:
    return blocks.measure(COMPILERS, 1, rounds=5, seconds=0.2)


def test_everybody_runs_every_workload(contest: Contest) -> None:
    for workload in blocks.WORKLOADS:
        for place in range(len(blocks.ENTRANTS)):
            assert "create" not in contest.why_not(workload, place)
            assert "cannot" not in contest.why_not(workload, place)
        assert blocks.table_of(contest, workload).row_count == len(blocks.ENTRANTS)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="instructions are stepped through on x86-64 only")
def test_a_shape_that_is_known_costs_what_192_bytes_cost(contest: Contest) -> None:
    knhk, ours, unchecked, unwiped, wiped, *called = (
        contest.instructions[DEPTH1, place] for place in range(len(blocks.ENTRANTS))
    )
    assert abs(ours - knhk) <= 3
    assert unchecked < unwiped < wiped < ours < min(called)
    assert abs(contest.instructions[NESTED, 1] - contest.instructions[NESTED, 0]) <= 3 * NESTED.operations
