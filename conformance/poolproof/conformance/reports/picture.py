"""A counterexample as a picture, frame by frame: how the pool ought to stand, and which buffer each call was about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from poolproof.reference import model
from poolproof.spec import Profile, Status

from ..judge import Abilities, Judge
from ..judge.pool_view import PoolView
from ..observations import Step, Trace
from ..operations import Kind, Target
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
    judge = Judge(profile, Abilities(counts_allocations=False))
    ends = {line.last: line for line in chosen}
    for number, step in enumerate(trace, start=1):
        due = _due(judge, step) if number == len(trace) else None
        judge.observe(step)
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
                "pools": [_pool(at, view) for at, view in sorted(judge.pools.items())],
            }


def _due(judge: Judge, step: Step) -> dict[str, int] | None:
    """The buffer that a get had to hand out, and did not."""
    operation = step.operation
    view = judge.pools.get(operation.pool)
    if view is None or operation.kind != Kind.GET_SOA:
        return None
    _, outcome = model.step(view.state, model.GetSoa(operation.value))
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


def _pool(pool: int, view: PoolView) -> dict[str, object]:
    state = view.state
    return {
        "pool": pool,
        "soa_capacity": state.soa_capacity,
        "soa_in_use": len(state.lent),
        "receipt_capacity": state.receipt_capacity,
        "receipts_in_use": state.receipts_in_use,
        "free": list(islice(state.free, _BUFFERS_AT_MOST)),
        "lent": list(islice(state.lent, _BUFFERS_AT_MOST)),
    }
