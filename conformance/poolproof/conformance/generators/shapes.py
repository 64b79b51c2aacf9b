"""Building blocks of sequences: drain, refill, scramble."""

from __future__ import annotations

from collections.abc import Iterable

from .. import operations as op
from ..operations import ForeignAddress, Kind, Operation, Target


def drain(count: int, pool: int = 0) -> list[Operation]:
    return [op.get(8, pool)] * count


def return_newest_first(count: int, pool: int = 0) -> list[Operation]:
    return [op.give_back(0, pool)] * count


def return_oldest_first(count: int, pool: int = 0) -> list[Operation]:
    """An index counts from the newest, modulo how many are lent: the oldest of k is k - 1."""
    return [op.give_back(left - 1, pool) for left in range(count, 0, -1)]


def return_scrambled(count: int, pool: int = 0) -> list[Operation]:
    """Every third of those left: no order that a pool could keep by chance."""
    return [op.give_back(3 * left + 1, pool) for left in range(count)]


_PLAIN_DISTANCE = 64
"""Of a foreign address, where that says anything."""


def every_misuse(pool: int = 0) -> list[Operation]:
    """One of each address that is no lent buffer, but for the guesses of :func:`unlent`. What does not apply in the state at
    hand is passed over."""
    return [
        op.misuse(Target.NULL, pool=pool),
        *(op.foreign(address, _PLAIN_DISTANCE, pool=pool) for address in ForeignAddress),
        op.misuse(Target.RETURNED, pool=pool),
        op.misuse(Target.RETURNED, 1, pool=pool),
        op.misuse(Target.REVOKED, pool=pool),
        op.misuse(Target.REVOKED, 1, pool=pool),
        op.misuse(Target.OTHER_POOL, pool=pool),
        *(op.misuse(Target.RECORD, 0, extra, pool) for extra in (0, 64)),
        *(op.misuse(Target.INTERIOR, index, extra, pool) for index in (0, 1) for extra in (0, 7, 63, 127, 190)),
        *(
            op.misuse(Target.NEIGHBOUR, index, extra, pool)
            for index in (0, 1, 30, 31)
            for extra in range(len(op.NEIGHBOUR_DISTANCES))
        ),
        op.misuse(Target.HANDLE, pool=pool),
    ]


_STRIDES = (3, 4, 5, 6, 7, 8, 12, 16, 64)
"""From one buffer to the next, in lines of 64 bytes: close together, with a header or a guard line, a page each."""


def unlent(pool: int = 0) -> list[Operation]:
    """Returns of what may lie behind and before the first buffer seen, and was not lent since create."""
    return [op.misuse(Target.UNLENT, side, lines, pool) for lines in _STRIDES for side in (0, 1)]


_BEGINS_OR_ENDS = (Kind.CREATE, Kind.DESTROY)


def closing(operations: Iterable[Operation]) -> list[Operation]:
    """The sequence, and at its end a destroy of every pool that it leaves alive."""
    sequence = list(operations)
    lives = [operation for operation in sequence if operation.kind in _BEGINS_OR_ENDS]  # few, of what may be very many
    alive = {operation.pool: operation.kind == Kind.CREATE for operation in lives}
    return sequence + [op.destroy(pool) for pool in sorted(alive) if alive[pool]]


def observing_usage(operations: Iterable[Operation]) -> list[Operation]:
    sequence = list(operations)
    observing = {operation: operation.observing_usage() for operation in set(sequence)}
    return [observing[operation] for operation in sequence]
