"""The clock, held against what is known: one thing measured twice, a chain a link longer, a store more."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Final

from . import build, field
from .contest import Contest, OnLaunch, hold
from .estimates import Estimate
from .judgement import RESOLUTION, Answer, Comparison, Judgement, compare
from .launch import Contestant, Schedule
from .toolchain import Compilers
from .workloads import DEPTH1

_FLOOR, _FLOOR_AGAIN, _SEVEN, _EIGHT, _SLOWED, _POOL, _POOL_AGAIN = range(7)
_LAUNCHES_A_REPETITION: Final = 5
_CHAIN_TOLERANCE_CYCLES: Final = 0.05
_SLOWED_CYCLES: Final = (0.4, 1.6)
"""A store more is a cycle more where one is made a cycle, and half of one where two are."""


@dataclass(frozen=True, slots=True)
class Trial:
    what: str
    expected: str
    judgement: Judgement


def run_self_test(
    compilers: Compilers, launches: int, rounds: int, on_launch: OnLaunch = lambda _done, _all: None
) -> tuple[Trial, ...]:
    """Measure what is known. Raises BuildError, ClockError."""
    pool, floor = field.ours(compilers), field.floor(compilers)
    slowed = Contestant("floor, slowed", field.INLINED, build.instrument_kernels("slowed", compilers))
    chains = [Contestant(f"chain of {links}", field.INLINED, build.chain_kernels(links, compilers)) for links in (7, 8)]
    contestants = (floor, floor, *chains, slowed, pool, pool)
    schedule = Schedule(contestants, {DEPTH1: tuple(range(len(contestants)))}, rounds, 6.0)
    contest = hold(build.clock_program(compilers), schedule, launches, on_launch=on_launch)
    return judge_trials(contest)


def judge_trials(contest: Contest) -> tuple[Trial, ...]:
    """What each comparison was to show, and whether it did."""
    return (
        _same("the floor against itself", contest, _FLOOR, _FLOOR_AGAIN),
        _same("the pool against itself", contest, _POOL, _POOL_AGAIN),
        _slower("a chain of 8 additions against one of 7", contest, _EIGHT, _SEVEN, 1.0, _CHAIN_TOLERANCE_CYCLES),
        _slower("the floor with a store more against the floor", contest, _SLOWED, _FLOOR, *_middle(_SLOWED_CYCLES)),
        _repeats("the floor, repeated", contest, _FLOOR),
        _repeats("the pool, repeated", contest, _POOL),
    )


def _same(what: str, contest: Contest, one: int, other: int) -> Trial:
    ratio = contest.ratio(DEPTH1, other, one)
    found = compare(ratio)
    told = contest.why_not(DEPTH1, one) if ratio is None else f"{found}: {_told(ratio, 4)}"
    answer = {Comparison.SAME: Answer.MEETS, Comparison.INCONCLUSIVE: Answer.INCONCLUSIVE}.get(found, Answer.MISSES)
    return Trial(what, "no difference", Judgement(answer, told))


def _slower(what: str, contest: Contest, slow: int, fast: int, cycles: float, tolerance: float) -> Trial:
    expected = f"{cycles:g} cycle slower, within {tolerance:g}"
    by = contest.difference(DEPTH1, slow, fast)
    if by is None:
        return Trial(what, expected, Judgement(Answer.INCONCLUSIVE, contest.why_not(DEPTH1, slow)))
    told = f"{_told(by, 3)} cycles"
    if by.high - by.low > 2 * tolerance:
        return Trial(what, expected, Judgement(Answer.INCONCLUSIVE, f"noise: {told}"))
    seen = abs(by.value - cycles) <= tolerance and by.low > 0
    return Trial(what, expected, Judgement(Answer.MEETS if seen else Answer.MISSES, told))


def _repeats(what: str, contest: Contest, place: int) -> Trial:
    """A repetition is the median of a few launches, as every figure of a report is."""
    medians = contest.launch_medians(DEPTH1, place)
    expected = f"within {RESOLUTION:.0%}"
    each = [
        statistics.median(medians[at : at + _LAUNCHES_A_REPETITION])
        for at in range(0, len(medians) - _LAUNCHES_A_REPETITION + 1, _LAUNCHES_A_REPETITION)
    ]
    if len(each) < 2:
        why = contest.problems.get((DEPTH1, place), f"fewer than two repetitions of {_LAUNCHES_A_REPETITION} launches")
        return Trial(what, expected, Judgement(Answer.INCONCLUSIVE, why))
    spread = (max(each) - min(each)) / statistics.median(each)
    told = f"{spread:.2%} between the least and the greatest of {len(each)} ({min(each):.3f} to {max(each):.3f} cycles)"
    return Trial(what, expected, Judgement(Answer.MEETS if spread <= RESOLUTION else Answer.INCONCLUSIVE, told))


def _told(found: Estimate, digits: int) -> str:
    return f"{found.value:.{digits}f} ({found.low:.{digits}f} to {found.high:.{digits}f})"


def _middle(bounds: tuple[float, float]) -> tuple[float, float]:
    low, high = bounds
    return (low + high) / 2, (high - low) / 2
