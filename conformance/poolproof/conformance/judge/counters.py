"""What a pool tells of itself: how much it has, how much of it is in use, and the most that ever was."""

from __future__ import annotations

from poolproof.reference import promises
from poolproof.spec.contracts import How
from poolproof.spec.vocabulary import Counter

from ..names import number_name, usage_name
from ..observations import Observation
from .docket import Docket
from .finding import Finding
from .pool_view import PoolView

_OF_PEAK = Counter.PEAK
_WRAPPED_FROM = 1 << 31
"""No pool has so many blocks: a count that is taken below zero has."""


def judge_counters(docket: Docket, view: PoolView, seen: Observation) -> list[Finding]:
    """USAGE-1 and PEAK-1: what the counters say after an operation."""
    if seen.usage_observed:
        return _usage(docket, view, seen)
    return [*_blocks(docket, view, seen), *_peak(docket, view, seen)]


def told(seen: Observation) -> dict[str, int]:
    """The counters that were asked for, by name."""
    values = {
        Counter.CAPACITY: ("capacity", seen.counted_capacity),
        Counter.USED: ("used", seen.counted_used),
        Counter.FREE: ("free", seen.counted_free),
        Counter.PEAK: ("peak", seen.counted_peak),
    }
    return dict(value for counter, value in values.items() if seen.counters_seen & counter)


def _usage(docket: Docket, view: PoolView, seen: Observation) -> list[Finding]:
    docket.checked["USAGE-1"] += 1
    state = view.state
    wanted = (len(state.lent), state.block_count, state.records_taken, state.record_count)
    promised, counters = [*wanted], docket.contract.counters
    for place, is_promised in enumerate((counters.used != "none", counters.capacity != "none")):
        promised[place] = wanted[place] if is_promised else seen.usage[place]
    if docket.contract.sequence is None:
        promised[2:] = seen.usage[2:]
    if seen.usage == tuple(promised):
        return []
    return [docket.finding("USAGE-1", usage_name(wanted), usage_name(seen.usage), ends_trace=False)]


def _blocks(docket: Docket, view: PoolView, seen: Observation) -> list[Finding]:
    values = told(seen)
    values.pop("peak", None)
    if not values:
        return []
    docket.checked["USAGE-1"] += 1
    wanted = promises.counters(docket.contract, view.state)
    wrong = {name: value for name, value in values.items() if name in wanted and wanted[name] != value}
    if not wrong:
        wrong, wanted = _of_more(view, values, grows=docket.contract.block.exhausted.how is How.GROWS)
    if not wrong:
        return []
    expected = ", ".join(f"{name} {number_name(wanted[name])}" for name in wrong)
    observed = ", ".join(f"{name} {number_name(value)}" for name, value in wrong.items())
    return [docket.finding("USAGE-1", expected, observed, ends_trace=False)]


def _of_more(view: PoolView, values: dict[str, int], *, grows: bool) -> tuple[dict[str, int], dict[str, int]]:
    """Of a pool that may have more than its count: which numbers can't be right, and what each has to be, or to reach. One that
    ``grows`` may have less at hand than its count: the rest comes when it is asked for."""
    used, capacity, free = len(view.state.lent), values.get("capacity"), values.get("free")
    if capacity is not None and not max(view.state.block_count, used) <= capacity < _WRAPPED_FROM:
        return {"capacity": capacity}, {"capacity": max(view.state.block_count, used)}
    if free is not None and capacity is not None and free != capacity - used:
        return {"free": free}, {"free": capacity - used}
    least = max(view.state.block_count - used, 0)
    if free is not None and (free >= _WRAPPED_FROM or (free < least and not grows)):
        return {"free": free}, {"free": least}
    return {}, {}


def _peak(docket: Docket, view: PoolView, seen: Observation) -> list[Finding]:
    if not seen.counters_seen & _OF_PEAK:
        return []
    docket.checked["PEAK-1"] += 1
    if seen.counted_peak == view.state.peak:
        return []
    expected = f"a peak of {number_name(view.state.peak)}"
    return [docket.finding("PEAK-1", expected, number_name(seen.counted_peak), ends_trace=False)]
