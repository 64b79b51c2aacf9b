"""Leaves operations out of a sequence, and lets those that are kept speak of the same loans as before.

"The buffer lent third from last" is another one when a later get goes, or when a return does. Most often that is what makes a
sequence shorter; where it is not, what was meant must be said anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from poolproof.reference.model import LANES

from ...operations import WRITES, Flag, Kind, Operation, Target


@dataclass(slots=True)
class _Pool:
    """``lent`` and ``receipts``: what is lent, the most recent last, each by the place of the get that lent it."""

    block_count: int
    record_count: int
    lent: list[int] = field(default_factory=list)
    receipts: list[int] = field(default_factory=list)


class Books:
    """What a conforming subject has lent, operation by operation. ``default``: the capacities of a pool without a config."""

    def __init__(self, default: tuple[int, int]) -> None:
        self._default = default
        self.pools: dict[int, _Pool] = {}

    def copy(self) -> Books:
        """Books of their own, that go on from here."""
        other = Books(self._default)
        other.pools = {
            number: replace(pool, lent=[*pool.lent], receipts=[*pool.receipts]) for number, pool in self.pools.items()
        }
        return other

    def spoken_of(self, operation: Operation) -> list[int] | None:
        """The loans among which the operation chooses, the most recent last; None where it chooses none."""
        pool = self.pools.get(operation.pool)
        if pool is None:
            return None
        if operation.kind == Kind.WRITE or (operation.kind == Kind.RETURN and operation.target == Target.LENT):
            return pool.lent
        return pool.receipts if operation.kind in WRITES else None

    def follow(self, operation: Operation, place: int) -> None:
        """The operation is done; ``place``: what a loan that it makes is called."""
        if operation.kind == Kind.CREATE:
            is_default = operation.flags & Flag.DEFAULT_CONFIG
            self.pools.setdefault(operation.pool, _Pool(*(self._default if is_default else operation.capacities)))
            return
        pool = self.pools.get(operation.pool)
        if pool is None:
            return
        match operation.kind:
            case Kind.DESTROY:
                del self.pools[operation.pool]
            case Kind.GET if operation.value <= LANES and len(pool.lent) < pool.block_count:
                pool.lent.append(place)
            case Kind.TAKE if len(pool.receipts) < pool.record_count:
                pool.receipts.append(place)
            case Kind.RETURN if operation.target == Target.LENT and pool.lent:
                del pool.lent[-1 - operation.nth % len(pool.lent)]
            case Kind.RESET:
                pool.receipts.clear()
            case Kind.CLEAR:
                pool.lent.clear()
                pool.receipts.clear()


def loans(operations: Sequence[Operation], default: tuple[int, int]) -> list[int | None]:
    """Of each operation, the place of the get that lent what it gives back or writes to; None where there is none."""
    books = Books(default)
    found: list[int | None] = []
    for place, operation in enumerate(operations):
        among = books.spoken_of(operation)
        found.append(among[-1 - operation.nth % len(among)] if among else None)
        books.follow(operation, place)
    return found


def most_lent(operations: Sequence[Operation], default: tuple[int, int]) -> tuple[int, int]:
    """The most buffers, and the most receipts, that are lent by one pool at a time."""
    books = Books(default)
    buffers = receipts = 0
    for place, operation in enumerate(operations):
        books.follow(operation, place)
        for pool in books.pools.values():
            buffers, receipts = max(buffers, len(pool.lent)), max(receipts, len(pool.receipts))
    return buffers, receipts


def retargeted(
    operations: Sequence[Operation], meant: Sequence[int | None], kept: Iterable[int], books: Books
) -> list[Operation]:
    """The operations at the places that are kept, in ascending order, each speaking of the loan that it was ``meant`` to; those
    whose loan is gone are left out too. ``books``: what is lent before them, and then after them."""
    result = []
    for place in kept:
        operation, loan = operations[place], meant[place]
        if loan is not None:
            among = books.spoken_of(operation)
            if among is None or loan not in among:
                continue
            operation = operation._replace(nth=len(among) - 1 - among.index(loan))
        books.follow(operation, place)
        result.append(operation)
    return result
