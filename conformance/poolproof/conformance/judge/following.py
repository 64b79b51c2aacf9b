"""Pools of which no order was asked for: the model lends what the subject lends, as long as it is free."""

from __future__ import annotations

from dataclasses import replace

from poolproof.reference import model
from poolproof.reference.persistent import EMPTY_STACK
from poolproof.spec import Status

from ..observations import Observation
from .pool_view import PoolView


def state_following(view: PoolView, seen: Observation) -> model.PoolState:
    """The pool's state before a get, in which the buffer that was seen is the next to be lent. Where it is none that is free,
    or nothing was handed out, the state as it is."""
    if seen.status != Status.OK or seen.out < 0:
        return view.state
    buffer = view.soa_known if seen.is_new else seen.out
    free = [*view.state.free]
    if buffer not in free or seen.is_new == (buffer < view.soa_known) or free[0] == buffer:
        return view.state
    stack = EMPTY_STACK
    for each in reversed([each for each in free if each != buffer]):
        stack = stack.push(each)
    return replace(view.state, free=stack.push(buffer))
