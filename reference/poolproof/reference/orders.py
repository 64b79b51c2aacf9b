"""Orders: which free block may be lent next. Each is a small policy over the same record of what is free.

Blocks are numbered in the order in which their pool first lent them. A block that was never lent has no number yet; where it
lies shows when it is lent. So a policy answers with the numbers that may come, and whether one never lent before may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from poolproof.reference.persistent import EMPTY_ROW, EMPTY_SET, EMPTY_STACK, NumberSet, Row, Stack
from poolproof.spec.contracts import Contract


class Free(NamedTuple):
    """What is free. ``fresh``: how many never-lent blocks there are for certain; a pool that holds at least so many may have
    more of them."""

    fresh: int
    fresh_lent: int = 0
    """Never-lent blocks that were lent since create, or since a clear that brought back the order after it."""
    newest: Stack = EMPTY_STACK
    """What came back, the last first (lifo, any)."""
    oldest: Stack = EMPTY_STACK
    """With fifo, the front of the queue, the first first; what came back since then is in ``newest``."""
    lowest: Row = EMPTY_ROW
    """With lowest-address: address and number, in order."""
    loose: NumberSet = EMPTY_SET
    """Freed by a clear that promised no order: they come as the pool likes."""
    fresh_is_loose: bool = False
    """A clear that promised no order has been: never-lent blocks come as the pool likes, too."""

    @property
    def known_count(self) -> int:
        """Free blocks that have a number."""
        return len(self.newest) + len(self.oldest) + len(self.lowest) + len(self.loose)


class Allowed(NamedTuple):
    """Which block may be lent next. ``one``: this number, if any; ``several``: any of these; ``fresh``: one that was not lent
    since create, or since a clear that brought back the order after it."""

    one: int | None = None
    several: NumberSet = EMPTY_SET
    fresh: bool = False

    def holds(self, number: int) -> bool:
        return number == self.one or number in self.several


Policy = Callable[[Contract, Free], Allowed]


def allowed(contract: Contract, free: Free) -> Allowed:
    """Return which block may be lent next (ORDER-1). Nothing at all when nothing is free."""
    return _POLICIES[contract.order.reuse](contract, free)


def taken(free: Free, number: int, *, fresh: bool) -> Free:
    """Return what is free once this block is lent, which may be. ``fresh``: it was never lent since create."""
    if fresh:
        return free._replace(fresh=max(free.fresh - 1, 0), fresh_lent=free.fresh_lent + 1)
    if number in free.loose:
        return free._replace(loose=free.loose.without_number(number))
    if free.lowest:
        return free._replace(lowest=free.lowest.without_lowest)
    if free.oldest:
        return free._replace(oldest=free.oldest.below)
    return free._replace(newest=free.newest.below)


def given_back(contract: Contract, free: Free, number: int, address: int) -> Free:
    """Return what is free once this block came back."""
    if contract.order.reuse == "lowest-address":
        return free._replace(lowest=free.lowest.with_number(number, address))
    if contract.order.reuse == "any":
        return free._replace(loose=free.loose.with_number(number))
    return free._replace(newest=free.newest.push(number))


def front_brought_up(contract: Contract, free: Free) -> Free:
    """Return the same, with what came back first at hand (fifo)."""
    if contract.order.reuse != "fifo" or free.oldest or not free.newest:
        return free
    return free._replace(oldest=free.newest.turned, newest=EMPTY_STACK)


def cleared(contract: Contract, free: Free, count: int, lent: NumberSet) -> Free:
    """Return what is free after a clear (ORDER-3)."""
    if contract.order.after_clear == "as-created":
        return Free(fresh=count)
    loose = free.loose.with_all(lent, free.newest, free.oldest, free.lowest.numbers)
    return Free(fresh=free.fresh, fresh_lent=free.fresh_lent, loose=loose, fresh_is_loose=True)


def _may_be_fresh(contract: Contract, free: Free) -> bool:
    return free.fresh > 0 or contract.block.capacity == "at-least"


def _any(contract: Contract, free: Free) -> Allowed:
    return Allowed(several=free.loose, fresh=_may_be_fresh(contract, free))


def _lifo(contract: Contract, free: Free) -> Allowed:
    if not free.newest:
        return Allowed(several=free.loose, fresh=_may_be_fresh(contract, free))
    top = free.newest.top
    if not contract.order.fresh_first:
        return Allowed(one=top)
    if free.fresh_is_loose:  # a clear may have made all blocks as good as never-lent
        return Allowed(one=top, several=free.loose, fresh=_may_be_fresh(contract, free))
    if free.fresh > 0:
        return Allowed(fresh=True)
    return Allowed(one=top, fresh=_may_be_fresh(contract, free))


def _fifo(contract: Contract, free: Free) -> Allowed:
    if free.fresh > 0 or free.loose:
        return Allowed(several=free.loose, fresh=_may_be_fresh(contract, free))
    front = free.oldest.top if free.oldest else None
    return Allowed(one=front, fresh=contract.block.capacity == "at-least")


def _lowest_address(contract: Contract, free: Free) -> Allowed:
    """In a pool of an exact capacity, before any clear, never-lent blocks lie above all that were lent: each of these was the
    lowest when it was. What a pool grows by may lie anywhere."""
    lowest = free.lowest.lowest if free.lowest else None
    may_lie_below = free.fresh_is_loose or contract.block.capacity == "at-least"
    may_be_fresh = (lowest is None or may_lie_below) and _may_be_fresh(contract, free)
    return Allowed(one=lowest, several=free.loose, fresh=may_be_fresh)


_POLICIES: Final[Mapping[str, Policy]] = {"any": _any, "lifo": _lifo, "fifo": _fifo, "lowest-address": _lowest_address}
