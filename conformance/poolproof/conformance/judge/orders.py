"""Orders other than that of the default contract: what the model of every contract says of the buffers that are lent."""

from __future__ import annotations

from poolproof.reference import promises
from poolproof.reference.promises import Broken, Clear, Get, Lends, PoolState, Return, Rule, Seen
from poolproof.spec.contracts import default_contract

from ..names import block_name
from ..observations import BlockKind, Observation
from .docket import Docket
from .finding import Finding
from .pool_view import PoolView


def new_order(docket: Docket, soa_capacity: int) -> PoolState | None:
    """Return the state of a new pool's order; None where it is that of the default contract, which the plain model knows."""
    if docket.contract.order == default_contract().order:
        return None
    return promises.create(docket.contract, soa_capacity)


def order_of_get(docket: Docket, view: PoolView, seen: Observation) -> Finding | None:
    """Return what a get that succeeded says against the order (ORDER-1 to ORDER-4), if anything."""
    if view.order is None:
        return None
    docket.checked["ORDER-4"] += seen.is_new
    after = promises.step(docket.contract, view.order, Get(), Seen(block=seen.out, address=seen.address))
    if not isinstance(after, Broken):
        view.order = after
        return None
    observed = "a buffer never lent before" if seen.is_new else block_name(BlockKind.SOA, seen.out, 0)
    if after.rule is Rule.FRESH_ORDER:
        return docket.finding("ORDER-4", f"never-lent buffers {docket.contract.order.fresh} by address", observed)
    requirement = "ORDER-3" if view.cleared else "ORDER-2" if view.refused else "ORDER-1"
    assert isinstance(after.expected, Lends)
    allowed = after.expected.allowed
    numbers = [*([] if allowed.one is None else [allowed.one]), *allowed.several]
    names = [block_name(BlockKind.SOA, each, 0) for each in numbers] + ["one never lent before"] * allowed.fresh
    return docket.finding(requirement, f"{' or '.join(names)}: {docket.contract.order.reuse}", observed)


def note_return(docket: Docket, view: PoolView, seen: Observation) -> None:
    """Take account of a return that was taken."""
    if view.order is not None:
        after = promises.step(docket.contract, view.order, Return(seen.target), Seen(block=seen.target, address=seen.address))
        assert isinstance(after, PoolState)
        view.order = after


def note_clear(docket: Docket, view: PoolView) -> None:
    if view.order is not None:
        after = promises.step(docket.contract, view.order, Clear(), Seen())
        assert isinstance(after, PoolState)
        view.order = after
