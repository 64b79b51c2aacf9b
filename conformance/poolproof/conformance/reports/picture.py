"""A counterexample as a picture, frame by frame: how the pool ought to stand, and which buffer each call was about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from poolproof.reference import model
from poolproof.spec import Profile

from ..judge import Abilities, Judge
from ..judge.pool_view import PoolView
from ..observations import Observation, Step, Trace
from ..operations import Kind, Operation
from .steps import Line, lines

_FRAMES_AT_MOST: Final = 40
_BUFFERS_AT_MOST: Final = 32
"""Of the free ones and of the lent ones: more would be no picture."""


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
        due = _due(judge, step.operation) if number == len(trace) else None
        judge.observe(step)
        line = ends.get(number)
        if line is not None:
            yield {
                "first": line.first,
                "last": line.last,
                "call": line.call,
                "result": line.result,
                "buffer": _buffer(step.operation, step.observation),
                "due": due,
                "pools": [_pool(at, view) for at, view in sorted(judge.pools.items())],
            }


def _due(judge: Judge, operation: Operation) -> dict[str, int] | None:
    """The buffer that a get has to hand out."""
    view = judge.pools.get(operation.pool)
    if view is None or operation.kind != Kind.GET_SOA:
        return None
    _, outcome = model.step(view.state, model.GetSoa(operation.value))
    return None if outcome.buffer is None else {"pool": operation.pool, "number": outcome.buffer}


def _buffer(operation: Operation, seen: Observation) -> dict[str, int] | None:
    """The buffer that was handed out, given back or written to."""
    number = {Kind.GET_SOA: seen.out, Kind.RETURN_SOA: seen.target, Kind.WRITE_SOA: seen.target}.get(operation.kind, -1)
    return {"pool": operation.pool, "number": number} if number >= 0 else None


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
