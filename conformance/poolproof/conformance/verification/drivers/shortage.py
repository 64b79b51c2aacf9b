"""The stage in which memory runs out: every allocation of create fails, one after the other (CREATE-4)."""

from __future__ import annotations

from collections.abc import Sequence

from poolproof.spec import Status

from ...generators.shortages import shortages, shortages_beside, shortages_in_a_row, shortages_of_one_pool
from ...operations import Operation, create, create_default, destroy, short_of_memory
from ..examiner import Examiner
from ..verdicts import Configuration

_LARGE = (5_000, 9_000)
"""Enough for an allocator to map what it gives, and for a pool to take another way."""
_ALL_UP_TO = 2048
_ALL_OF_LARGE_UP_TO = 128
_EDGE = 48
_SPREAD = 64
_LASTING_AT_MOST = 64
_BESIDE_AT_MOST = 24
_IN_A_ROW_UP_TO = 64
_OF_FAULTY_AT_MOST = 8
"""Of a subject with a violation already: so that CREATE-4 gets its verdict, and in no time."""
_OF_ONE_POOL_AT_MOST = 128
_BEYOND_AT_MOST = 16
"""Allocations that a create makes only where an earlier one failed."""


def run_shortages(examiner: Examiner, configurations: Sequence[Configuration]) -> None:
    """Of the default, of a small pool and of a large one. Of the default whatever happens."""
    if not examiner.asks_for("CREATE-4") or not configurations:
        return
    if examiner.promised.needs_fresh:
        _run_shortages_of_one_pool(examiner, configurations[0])
        return
    if examiner.has_enough:
        _run_few_shortages(examiner, configurations[0])
        return
    small = [each for each in configurations if each.given is not None][:1]
    for configuration in [*configurations[:1], *small, *_large_one(examiner, configurations)]:
        examiner.check_time()
        if examiner.has_enough:
            return
        _run_shortages_of(examiner, configuration)
    evidence = examiner.evidence
    # An allocator of the subject's own may take it where nobody counts: but then the process is larger.
    evidence.wants_no_memory = not evidence.checked["CREATE-4"] and not evidence.held_bytes and not evidence.deaths


def _run_shortages_of_one_pool(examiner: Examiner, configuration: Configuration) -> None:
    """Of a pool that never ends: each allocation in a process of its own."""
    creating = create_default() if configuration.given is None else create(*configuration.given)
    looked_at = min(configuration.block_count, _SPREAD), configuration.record_count
    count = examiner.session.run([creating], fresh=True)[0].observation.allocations
    for nth in _chosen(count + 1, _OF_ONE_POOL_AT_MOST):
        examiner.check_time()
        if examiner.has_enough:
            return
        examiner.examine(shortages_of_one_pool(creating, looked_at, nth))
    examiner.evidence.wants_no_memory = not count


def _run_few_shortages(examiner: Examiner, configuration: Configuration) -> None:
    creating = create_default() if configuration.given is None else create(*configuration.given)
    looked_at = min(configuration.block_count, 2), 1
    for operations in shortages(creating, looked_at, range(1, _OF_FAULTY_AT_MOST + 1), lasting=False):
        examiner.check_time()
        examiner.examine(operations)


def _large_one(examiner: Examiner, configurations: Sequence[Configuration]) -> list[Configuration]:
    if _accepts(examiner, create(*_LARGE)):
        return [Configuration(_LARGE, *_LARGE)]
    return [*configurations[3:][-1:]]


def _accepts(examiner: Examiner, creating: Operation) -> bool:
    trace = examiner.session.run([creating, destroy()])
    return trace[-1].death is None and trace[0].observation.status == Status.OK


def _run_shortages_of(examiner: Examiner, configuration: Configuration) -> None:
    creating = create_default() if configuration.given is None else create(*configuration.given)
    capacities = configuration.block_count, configuration.record_count
    count = _allocations_of(examiner, creating)
    nths = _chosen(count, _ALL_UP_TO if max(capacities) <= _ALL_UP_TO else _ALL_OF_LARGE_UP_TO)
    for lasting in (False, True):
        for operations in shortages(
            creating, capacities, nths if not lasting else _spread(nths, _LASTING_AT_MOST), lasting=lasting
        ):
            examiner.check_time()
            if examiner.has_enough:
                return
            examiner.examine(operations)
    if examiner.has_enough:
        return
    examiner.examine(shortages_beside(creating, _spread(nths, _BESIDE_AT_MOST)))
    if not examiner.has_enough and 1 < count <= _IN_A_ROW_UP_TO and max(capacities) <= _ALL_UP_TO:
        examiner.examine(shortages_in_a_row(creating, count - 1), fresh=True)


def _allocations_of(examiner: Examiner, creating: Operation) -> int:
    """How many there are to fail: of a create in which none fails, and those that it makes instead of one that did."""
    trace = examiner.session.run([creating, destroy(), creating, destroy()])
    count = trace[2].observation.allocations if len(trace) == 4 else 0
    for beyond in range(1, _BEYOND_AT_MOST):
        trace = examiner.session.run([creating, destroy(), short_of_memory(creating, count + beyond), destroy()])
        if trace[-1].death is not None or not trace[2].observation.allocations_failed:
            return count + beyond
    return count + _BEYOND_AT_MOST


def _chosen(count: int, all_up_to: int) -> list[int]:
    """Every allocation; of very many, the first, the last, and some between."""
    every = range(1, count + 1)
    if count <= all_up_to:
        return [*every]
    between = every[_EDGE:-_EDGE]
    return [*every[:_EDGE], *_spread(between, _SPREAD), *every[-_EDGE:]]


def _spread(nths: Sequence[int], most: int) -> Sequence[int]:
    return nths[:: max(-(-len(nths) // most), 1)]
