"""A contest: contestants side by side at workloads, in several launches of the clock, and what it comes to.

Everything is compared within a round, where all contestants meet the same state of the machine.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .estimates import Estimate, estimate
from .launch import UNKNOWN, Contestant, Schedule, launch
from .records import Batch, BatchVerdict, Launch, Rates
from .workloads import Workload

OnLaunch = Callable[[int, int], None]
"""Called with how many launches of how many are done."""

QUIET_NOPS: Final = 1.02
QUIET_STORES: Final = 1.15
"""A core of our own does this much less in a cycle than the best that was seen, at the most. As in ``c/batch.c``."""
_SLOWED: Final = 1.05
"""More nops than that, and the chain of additions was slowed."""
_ROUNDS_AT_LEAST: Final = 0.5
"""Of the rounds asked for: a launch with fewer good ones tells nothing."""
_LAUNCHES_AT_LEAST: Final = 0.6


@dataclass(frozen=True, slots=True)
class Contest:
    """What was measured. ``launches`` holds, by workload and contestant, the cycles of an operation by round for each launch
    that tells something."""

    contestants: tuple[Contestant, ...]
    rounds: int
    launches: Mapping[tuple[Workload, int], tuple[Mapping[int, float], ...]]
    problems: Mapping[tuple[Workload, int], str]
    """Why something has no figure."""
    counted: Mapping[tuple[Workload, int], tuple[float, float]]
    """Cycles and instructions by the processor's counters, where the kernel gives them."""
    instructions: Mapping[tuple[Workload, int], float]
    nanoseconds: Mapping[tuple[Workload, int], float]
    nops_a_cycle: float
    can_step: bool
    has_counters: bool

    def cycles(self, workload: Workload, place: int) -> Estimate | None:
        launches = self.launches.get((workload, place))
        return estimate([list(rounds.values()) for rounds in launches]) if launches else None

    def ratio(self, workload: Workload, place: int, base: int) -> Estimate | None:
        """How many times the cycles of ``base`` they are."""
        return self._paired(workload, place, base, lambda ours, other: ours / other)

    def difference(self, workload: Workload, place: int, base: int) -> Estimate | None:
        """How many cycles more than those of ``base`` they are."""
        return self._paired(workload, place, base, lambda ours, other: ours - other)

    def _paired(self, workload: Workload, place: int, base: int, combined: Callable[[float, float], float]) -> Estimate | None:
        pairs = zip(self.launches.get((workload, place), ()), self.launches.get((workload, base), ()), strict=False)
        launches = [
            [combined(cycles, others[number]) for number, cycles in rounds.items() if number in others]
            for rounds, others in pairs
        ]
        launches = [rounds for rounds in launches if rounds]
        return estimate(launches) if launches else None

    def least(self, workload: Workload, place: int, base: int | None = None) -> float | None:
        """What the least disturbed twentieth of the rounds stays below; beyond the cycles of ``base``, where one is given."""
        launches = self.launches.get((workload, place), ())
        others = launches if base is None else self.launches.get((workload, base), ())
        found = sorted(
            cycles - (0.0 if base is None else beside[number])
            for rounds, beside in zip(launches, others, strict=False)
            for number, cycles in rounds.items()
            if number in beside
        )
        return found[len(found) // 20] if found else None

    def launch_medians(self, workload: Workload, place: int) -> tuple[float, ...]:
        return tuple(statistics.median(rounds.values()) for rounds in self.launches.get((workload, place), ()))

    def why_not(self, workload: Workload, place: int) -> str:
        return self.problems.get((workload, place), "it was not measured")


def hold(
    program: Path, schedule: Schedule, launches: int, *, seed: int = 1, on_launch: OnLaunch = lambda _done, _all: None
) -> Contest:
    """Launch the clock so often, and put together what it wrote. Raises ClockError."""
    done: list[Launch] = []
    for number in range(launches):
        on_launch(number, launches)
        # Instructions are the same in every launch.
        done.append(launch(program, schedule, seed=seed + 7919 * number, best=_best(done), steps=number == 0))
        if done[-1].problem is not None:
            break
    on_launch(launches, launches)
    return gather(schedule, done)


def _best(launches: Sequence[Launch]) -> Rates:
    """What a quiet core does: the best that two launches saw, for one may be mistaken. Unknown without a second."""
    if len(launches) < 2:
        return UNKNOWN
    nops = sorted((each.best.nops_a_cycle for each in launches), reverse=True)
    stores = sorted((each.best.stores_a_cycle for each in launches), reverse=True)
    return Rates(nops[1], stores[1])


@dataclass(slots=True)
class _Pile:
    launches: list[dict[int, float]] = field(default_factory=list)
    nanoseconds: list[float] = field(default_factory=list)
    counted: list[tuple[float, float]] = field(default_factory=list)
    rejected: Counter[BatchVerdict] = field(default_factory=Counter)


def gather(schedule: Schedule, launches: Sequence[Launch]) -> Contest:
    """Put launches together: only batches of a quiet and steady core count, and only launches with enough of them."""
    best = launches[0].best if len(launches) == 1 else _best(launches)
    entries = [(workload, place) for workload, places in schedule.entries.items() for place in places]
    piles = {entry: _pile(entry, launches, best) for entry in entries}
    kept: dict[tuple[Workload, int], tuple[dict[int, float], ...]] = {}
    problems: dict[tuple[Workload, int], str] = {}
    for entry, pile in piles.items():
        enough = [rounds if len(rounds) >= _ROUNDS_AT_LEAST * schedule.rounds else {} for rounds in pile.launches]
        problem = _problem(entry[1], launches, enough, pile)
        if problem is None:
            kept[entry] = tuple(enough)
        else:
            problems[entry] = problem
    together = _told_by_all(kept)
    problems |= {entry: "no launch told something of all contestants" for entry in kept if not together[entry]}
    return Contest(
        contestants=schedule.contestants,
        rounds=schedule.rounds,
        launches=together,
        problems=problems,
        counted={
            entry: (statistics.median(c for c, _ in pile.counted), statistics.median(i for _, i in pile.counted))
            for entry, pile in piles.items()
            if pile.counted
        },
        instructions=_instructions(entries, launches),
        nanoseconds={entry: statistics.median(pile.nanoseconds) for entry, pile in piles.items() if pile.nanoseconds},
        nops_a_cycle=best.nops_a_cycle,
        can_step=all(each.can_step for each in launches),
        has_counters=all(each.has_counters for each in launches),
    )


def _told_by_all(
    kept: Mapping[tuple[Workload, int], tuple[dict[int, float], ...]],
) -> dict[tuple[Workload, int], tuple[dict[int, float], ...]]:
    """Launches keep their places, so that pairs are pairs: one that tells nothing of any contestant is left out of all."""
    by_workload: dict[Workload, list[tuple[dict[int, float], ...]]] = {}
    for (workload, _), launches in kept.items():
        by_workload.setdefault(workload, []).append(launches)
    usable = {
        workload: [number for number in range(len(each[0])) if all(launches[number] for launches in each)]
        for workload, each in by_workload.items()
    }
    return {entry: tuple(launches[number] for number in usable[entry[0]]) for entry, launches in kept.items()}


def _pile(entry: tuple[Workload, int], launches: Sequence[Launch], best: Rates) -> _Pile:
    workload, place = entry
    pile = _Pile()
    for each in launches:
        rounds: dict[int, float] = {}
        for batch in each.batches:
            if (batch.workload, batch.contestant) != (workload.number, place):
                continue
            verdict = _verdict(batch, best)
            if verdict is not BatchVerdict.GOOD:
                pile.rejected[verdict] += 1
                continue
            rounds[batch.round] = batch.cycles / workload.operations
            operations = batch.times * workload.operations
            pile.nanoseconds.append(batch.counts / operations / each.counts_a_second * 1e9)
            if each.has_counters:
                pile.counted.append((batch.counted_cycles / operations, batch.counted_instructions / operations))
        pile.launches.append(rounds)
    return pile


def _verdict(batch: Batch, best: Rates) -> BatchVerdict:
    """A launch that had a neighbour from its first moment to its last knew no better; the others do."""
    if batch.verdict is not BatchVerdict.GOOD:
        return batch.verdict
    if not all(_is_quiet(each, best) for each in batch.rates):
        return BatchVerdict.BUSY
    if any(each.nops_a_cycle > best.nops_a_cycle * _SLOWED for each in batch.rates):
        return BatchVerdict.UNSTEADY
    return BatchVerdict.GOOD


def _is_quiet(seen: Rates, best: Rates) -> bool:
    nops, stores = seen.nops_a_cycle * QUIET_NOPS, seen.stores_a_cycle * QUIET_STORES
    return nops >= best.nops_a_cycle and stores >= best.stores_a_cycle


def _problem(place: int, launches: Sequence[Launch], enough: Sequence[dict[int, float]], pile: _Pile) -> str | None:
    for each in launches:
        if each.problem is not None:
            return each.problem
        if place in each.unusable:
            return each.unusable[place]
    if sum(1 for rounds in enough if rounds) >= max(1, _LAUNCHES_AT_LEAST * len(launches)):
        return None
    what = {BatchVerdict.BUSY: "a busy neighbour shared the core", BatchVerdict.UNSTEADY: "the core was not steady"}
    most = pile.rejected.most_common(1)
    return f"{what[most[0][0]]} all the time" if most else "there was no time for enough rounds"


def _instructions(entries: Sequence[tuple[Workload, int]], launches: Sequence[Launch]) -> dict[tuple[Workload, int], float]:
    found = {}
    for workload, place in entries:
        each = [
            known[workload.number, place] for known in (it.instructions for it in launches) if (workload.number, place) in known
        ]
        if each:
            found[workload, place] = statistics.median(each) / workload.operations
    return found
