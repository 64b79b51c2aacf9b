"""A counterexample as a picture, frame by frame: how the pool ought to stand, and which buffer each call was about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from poolproof.reference import model
from poolproof.spec import Profile, Status

from ..judge import MODELLED_SOA_CAPACITY
from ..observations import Observation, State, Step, Trace
from ..operations import Flag, Kind, Operation, Target
from ..repeated import parts_of
from .steps import Line, lines

_FRAMES_AT_MOST: Final = 40
_BUFFERS_AT_MOST: Final = 32
"""Of the free ones and of the lent ones: more would be no picture."""

_OWN_BUFFERS: Final = frozenset(
    {Target.LENT, Target.RETURNED, Target.REVOKED, Target.INTERIOR, Target.NEIGHBOUR, Target.UNLENT}
)
"""Addresses of a return that are a buffer's of the pool, or near one."""


def picture(trace: Trace, profile: Profile) -> dict[str, object]:
    """The last frames of a counterexample as plain data; ``omitted``: how many lines came before them.

    A frame shows the pools of the reference after its call. In the last, where the subject left the reference, it is the
    pool that the call should have met or made."""
    shown = lines(trace)
    chosen = shown[-_FRAMES_AT_MOST:]
    return {"omitted": len(shown) - len(chosen), "frames": list(_frames(trace, chosen, profile))}


def _frames(trace: Sequence[Step], chosen: Sequence[Line], profile: Profile) -> Iterator[dict[str, object]]:
    pools: dict[int, model.PoolState] = {}
    ends = {line.last: line for line in chosen}
    for number, step in _numbered(trace):
        due = _due(pools, step) if number == len(trace) else None
        _follow(pools, step, profile)
        line = ends.get(number)
        if line is not None:
            yield {
                "first": line.first,
                "last": line.last,
                "call": line.call,
                "result": line.result,
                "buffer": _buffer(step),
                "due": due,
                "wrong": number == len(trace) and _is_wrong(step, due),
                "pools": [_pool(at, state) for at, state in sorted(pools.items())],
            }


def _numbered(trace: Sequence[Step]) -> Iterator[tuple[int, Step]]:
    """The steps by their numbers from 1: of what comes again and again, the first round and the last."""
    before = 0
    for body, times in parts_of(trace):
        for number in dict.fromkeys((0, times - 1)):
            yield from enumerate(body, start=before + number * len(body) + 1)
        before += len(body) * times


def _follow(pools: dict[int, model.PoolState], step: Step, profile: Profile) -> None:
    """Take the pools of the reference past a step. Where the subject did not what the reference does, they stay as they are."""
    operation, seen = step.operation, step.observation
    if seen.state != State.DONE or seen.status != Status.OK:
        return
    if operation.kind == Kind.CREATE:
        _follow_create(pools, operation, seen, profile)
    elif operation.kind == Kind.DESTROY:
        pools.pop(operation.pool, None)
    elif operation.pool in pools:
        asked = _asked(operation, seen)
        if asked is None:
            return
        after, outcome = model.step(pools[operation.pool], asked)
        if outcome.buffer in (None, seen.out) and outcome.receipt in (None, seen.out):
            pools[operation.pool] = after


def _follow_create(pools: dict[int, model.PoolState], operation: Operation, seen: Observation, profile: Profile) -> None:
    is_default = operation.flags & Flag.DEFAULT_CONFIG
    capacities = (profile.soa_capacity, profile.receipt_capacity) if is_default else operation.capacities
    if seen.usage_observed:  # a pool of another size is followed as what it says that it is
        capacities = (seen.soa_total, seen.receipts_total)
    if min(capacities) > 0 and capacities[0] <= MODELLED_SOA_CAPACITY:
        pools[operation.pool] = model.create(*capacities)


def _asked(operation: Operation, seen: Observation) -> model.PoolOperation | None:
    match operation.kind:
        case Kind.GET_SOA:
            return model.GetSoa(operation.value)
        case Kind.RETURN_SOA if not operation.is_misuse:
            return model.ReturnSoa(seen.target)
        case Kind.GET_RECEIPT:
            return model.GetReceipt()
        case Kind.RESET_RECEIPTS:
            return model.ResetReceipts()
        case Kind.CLEAR:
            return model.Clear()
    return None


def _due(pools: dict[int, model.PoolState], step: Step) -> dict[str, int] | None:
    """The buffer that a get had to hand out, and did not."""
    operation = step.operation
    state = pools.get(operation.pool)
    if state is None or operation.kind != Kind.GET_SOA:
        return None
    _, outcome = model.step(state, model.GetSoa(operation.value))
    if outcome.buffer is None or outcome.buffer == step.observation.out:
        return None
    return {"pool": operation.pool, "number": outcome.buffer}


def _buffer(step: Step) -> dict[str, int] | None:
    """The buffer that was handed out, given back or written to."""
    operation, seen = step.operation, step.observation
    number = {Kind.GET_SOA: seen.out, Kind.RETURN_SOA: seen.target, Kind.WRITE_SOA: seen.target}.get(operation.kind, -1)
    if number < 0 or (operation.kind == Kind.RETURN_SOA and operation.target not in _OWN_BUFFERS):
        return None
    return {"pool": operation.pool, "number": number}


def _is_wrong(step: Step, due: dict[str, int] | None) -> bool:
    """Whether the buffer of the last step is what is wrong with it: it must not have been handed out, or taken back."""
    operation, seen = step.operation, step.observation
    if seen.status != Status.OK or _buffer(step) is None:
        return False
    return operation.is_misuse or due is not None or (operation.kind == Kind.GET_SOA and operation.value > model.LANES)


def _pool(pool: int, state: model.PoolState) -> dict[str, object]:
    return {
        "pool": pool,
        "soa_capacity": state.soa_capacity,
        "soa_in_use": len(state.lent),
        "receipt_capacity": state.receipt_capacity,
        "receipts_in_use": state.receipts_in_use,
        "free": list(islice(state.free, _BUFFERS_AT_MOST)),
        "lent": list(islice(state.lent, _BUFFERS_AT_MOST)),
    }
