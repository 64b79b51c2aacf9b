"""BEFORE and AFTER: the same operations with an aligned allocation each time and with the pool, interleaved in one process."""

from __future__ import annotations

import random
import statistics
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from poolproof import native
from poolproof.native.pipeline import BeforeAndAfter, NativeTransform, time_stamps_of_cycles
from poolproof.reference.pipeline.hooks import EVERY_RUN, read_hooks
from poolproof.reference.pipeline.ingest import Ingest
from poolproof.reference.pipeline.parsers import canonical_term
from poolproof.reference.pipeline.sources import Source
from poolproof.reference.pipeline.transform import OnProblem
from poolproof.spec.hot_part import Hook
from poolproof.spec.pipeline_errors import IngestError, PipelineError

from .probe import HotPathCounts, NotCountedError, count_hot_path

OnRound = Callable[[int, int], None]

_OPERATIONS: Final = 128
"""Of one batch: their triples are 24 KiB, which fit into the first-level cache beside what is measured."""
_REPEATS: Final = 8
_CHAIN_CYCLES: Final = 20_000
_RESAMPLES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A median with the interval that 95 of 100 resamplings of the rounds fall into. In ticks: core clock cycles."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    operations: int
    """Of one batch."""
    rounds: int
    before: Interval
    after: Interval
    saved: Interval
    """Before less after, paired in each round."""
    counts: HotPathCounts | None
    counts_unknown: str | None

    @property
    def at_least_one_tick(self) -> bool | None:
        """None when the interval holds both answers."""
        if self.saved.low >= 1:
            return True
        return False if self.saved.high < 1 else None


class NoClockError(Exception):
    """This processor has no time-stamp counter that can be read here."""


def compare(source: Source, rounds: int, seed: int, on_problem: OnProblem, on_round: OnRound) -> Comparison:
    """Compare over the first operations of a source. Raises PipelineError when it can't be read or holds none,
    NoClockError."""
    hook = read_hooks([EVERY_RUN], canonical_term)[0].hook
    words = _first_words(source, on_problem)
    if time_stamps_of_cycles(_CHAIN_CYCLES) == 0:
        raise NoClockError
    with native.BufferPool() as pool:
        pair = BeforeAndAfter(pool, words, hook)
        measured = _rounds(pair, rounds, random.Random(seed), on_round)
    befores, afters = [before for before, _ in measured], [after for _, after in measured]
    counts, unknown = _counts(words, hook)
    return Comparison(
        operations=pair.operations(),
        rounds=rounds,
        before=_interval(befores, seed),
        after=_interval(afters, seed),
        saved=_interval([before - after for before, after in measured], seed),
        counts=counts,
        counts_unknown=unknown,
    )


def _counts(words: memoryview, hook: Hook) -> tuple[HotPathCounts | None, str | None]:
    try:
        return count_hot_path(words.tobytes(), [hook]), None
    except NotCountedError as why:
        return None, str(why)


def _first_words(source: Source, on_problem: OnProblem) -> memoryview:
    def ask(problem: PipelineError) -> bool:
        if not on_problem(problem):
            raise problem
        return True

    transform, words = NativeTransform(keep_terms=False), array("Q")
    for block in Ingest([source]).blocks(ask):
        words.extend(transform.words(block, ask))
        if len(words) >= 24 * _OPERATIONS:
            break
    whole = len(words) // 24 * 24
    if not whole:
        raise IngestError(source.name, "fewer than 8 triples: not one whole operation", "give a larger file")
    return memoryview(words)[: min(whole, 24 * _OPERATIONS)]


def _rounds(pair: BeforeAndAfter, rounds: int, order: random.Random, on_round: OnRound) -> Sequence[tuple[float, float]]:
    """Each round in an order of its own, so that neither is always the one behind the other."""
    found: list[tuple[float, float]] = []
    for number in range(-2, rounds):  # two to warm up
        chain = time_stamps_of_cycles(_CHAIN_CYCLES)
        sides = [("before", pair.before), ("after", pair.after)]
        order.shuffle(sides)
        results = {name: _best(run) for name, run in sides}
        chain = min(chain, time_stamps_of_cycles(_CHAIN_CYCLES))
        if results["before"][1] != results["after"][1]:
            raise AssertionError("before and after do not yield the same receipts")
        if number >= 0:
            ticks = [results[name][0] / pair.operations() * _CHAIN_CYCLES / chain for name in ("before", "after")]
            found.append((ticks[0], ticks[1]))
            on_round(number + 1, rounds)
    return found


def _best(run: Callable[[], tuple[int, int]]) -> tuple[int, int]:
    """Of a few repeats the fastest: what a neighbour or an interrupt took is no part of the operation."""
    return min(run() for _ in range(_REPEATS))


def _interval(values: Sequence[float], seed: int) -> Interval:
    draw = random.Random(seed)
    medians = sorted(statistics.median(draw.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    edge = _RESAMPLES // 40
    return Interval(statistics.median(values), medians[edge], medians[-edge - 1])
