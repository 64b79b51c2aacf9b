"""The stage of the native lane: millions of operations, judged in C. The judge proper has the last word on what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from poolproof.spec.vocabulary import CONFIGURATIONS, DICTIONARY_CAPACITY, Probe, SlowOperation

from ...generators.shapes import closing
from ...operations import Operation
from ...subjects import LaneOrder
from ...subjects.constants import harvest
from ...subjects.terms import largest_count
from ..events import Began
from ..examiner import Examiner
from ..verdicts import Configuration

_SLICE = 4_000_000
"""A fraction of a second: how long the lane runs before the time is looked at."""
_NEWS_AT_MOST = 6
"""A fault that is found at once is found again at once: the lane is left when it keeps stopping."""
_RECEIPTS_AT_MOST = 1 << 20
OTHER_BLOCKS_AT_MOST = 520
"""To make a pool larger than this takes as long as a walk on it."""
_SMALL_BLOCK_BYTES = 2048
_OPERATIONS_WITHOUT_END = 1_500_000
"""Of pools that are never destroyed: ten walks, each in a process."""
_TIMED_OPERATIONS = 400_000
_TIMED_RUNS = 3
_STEPPED_AT_MOST = 4
_RACES_TRIED = 5
_WALKS_AGAIN = 3
_HISTORY_AT_MOST = 40_000
"""Operations, which the judge proper needs a second or two for."""


def run_lane(
    examiner: Examiner, configurations: Sequence[Configuration], others: Sequence[Configuration], round_number: int
) -> None:
    """``others``: pools of further sizes, walked over more seldom."""
    order = lane_order(examiner, configurations, others)
    if order is None or examiner.has_enough:
        return
    examiner.emit(Began("native lane", 0.4))
    walk, left, news = _seed(examiner.plan.seed, round_number), _operations(examiner), _NEWS_AT_MOST
    if examiner.steps and "HOT-5" not in examiner.promised.reasons:
        _step_through_slow_ones(examiner, order, walk)
    while left > 0 and news > 0 and not examiner.has_enough:
        examiner.check_time()
        run = examiner.session.run_lane(order, walk, min(left, _SLICE))
        examiner.evidence.note_lane(run.reached)
        walk, left = walk + run.walks, left - run.operations
        if run.log:
            news -= 1
            _examine(examiner, order, range(walk - run.walks, walk - 1), run.log)
        elif run.death is not None:  # not even its log can be read: some walks again, one by one
            news, left = news - 1, left - _SLICE
            again = examiner.session.walks_of_lane(order, range(walk - run.walks, walk + _WALKS_AGAIN))
            any(examiner.examine(closing(each)) for each in again)


def lane_order(
    examiner: Examiner, configurations: Sequence[Configuration], others: Sequence[Configuration]
) -> LaneOrder | None:
    """The configurations as often as there is room for, of the others each once. None: there is nothing to walk over."""
    subject = examiner.session.subject
    others = [each for each in others if each.block_count <= OTHER_BLOCKS_AT_MOST]
    often = [*configurations] * ((CONFIGURATIONS - len(others)) // len(configurations) if configurations else 0)
    chosen = [
        (each.block_count, each.record_count, each.given is None)
        for each in (*often, *others)
        if each.block_count <= largest_count(subject.contract) and each.record_count <= _RECEIPTS_AT_MOST
    ]
    if not chosen or subject.path is None or not examiner.promised.fits_model_in_c:
        return None
    words, without_misuse = harvest(subject.path, DICTIONARY_CAPACITY), not examiner.tries_misuse
    return LaneOrder(chosen, words, examiner.lane_probes, without_misuse=without_misuse)


def _operations(examiner: Examiner) -> int:
    """How many: fewer where each writes and looks at much, or takes a process of its own every time a pool is to be made."""
    promised, wanted = examiner.promised, examiner.plan.lane_operations
    fewer = wanted // (1 + promised.contract.block.size // _SMALL_BLOCK_BYTES)
    return min(fewer, _OPERATIONS_WITHOUT_END) if promised.needs_fresh else fewer


def _seed(seed: int, round_number: int) -> int:
    """Walk i of a run has this seed and i more: far enough apart that no two runs share walks."""
    return ((seed * 1009 + round_number) << 32) % (1 << 64)


def _examine(examiner: Examiner, order: LaneOrder, earlier: Sequence[int], log: Sequence[Operation]) -> None:
    """A difference by itself, then with what came before it. What neither shows again may be a race: it shows now and then."""
    if not examiner.examine_difference(log) and not examine_with_history(examiner, order, earlier, log):
        any(examiner.examine(closing(log)) for _ in range(_RACES_TRIED))


def examine_with_history(examiner: Examiner, order: LaneOrder, earlier: Sequence[int], log: Sequence[Operation]) -> bool:
    """What a walk does not show by itself owes something to the walks that the process ran before it."""
    history = [list(log)]
    for walk in examiner.session.walks_of_lane(order, reversed(earlier)):
        if sum(map(len, history)) + len(walk) > _HISTORY_AT_MOST:
            break
        history.append(closing(walk))
    return examiner.examine(closing(operation for operations in reversed(history) for operation in operations))


def _step_through_slow_ones(examiner: Examiner, order: LaneOrder, seed: int) -> None:
    """HOT-5 in long histories: what is slow each time in the same place is not slow by chance, and is stepped through."""
    session = examiner.session
    own_pools = [each for each in order.configurations if each[2]]  # of other pools it says nothing
    if not own_pools:
        return
    order = replace(order, configurations=own_pools)
    timed = replace(order, probes=Probe.ALLOCATIONS, slow_threshold=examiner.slow_threshold)
    operations = min(_TIMED_OPERATIONS, _operations(examiner))
    runs = [session.run_lane(timed, seed, operations).slow for _ in range(_TIMED_RUNS)]
    for slow in _slow_every_time(runs)[:_STEPPED_AT_MOST]:
        examiner.check_time()
        step = session.step_in_walk(order, slow.walk, slow.place)
        if step is not None and not examiner.note_stepped([step]):
            continue
        (walked,) = session.walks_of_lane(order, [slow.walk])
        examiner.step_through(walked, [slow.place])


def _slow_every_time(runs: Sequence[Sequence[SlowOperation]]) -> list[SlowOperation]:
    """The slowest first, each by the shortest of its times."""
    times = [{(each.walk, each.place): each.time_stamps for each in run} for run in runs]
    always = set(times[0]).intersection(*times[1:])
    return sorted((SlowOperation(*at, min(each[at] for each in times)) for at in always), key=lambda each: -each.time_stamps)
