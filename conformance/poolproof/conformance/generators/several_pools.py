"""Sequences on several pools: every order in which they end, many alive at once, and many made one after the other (ISO-4).

What pools share without a sound one noticing (a registry, a table, a count of references, a number of few bits) shows where one
ends before another, where a table is full, and where a number comes round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Final

from .. import operations as op
from ..operations import SIZE_MAX, ForeignAddress, Operation, Target
from ..repeated import Repeated
from . import shapes

Create = Callable[[int], Operation]
"""Of the pool with this number."""

_ORDERS: Final = tuple(order for count in (2, 3) for order in permutations(range(count)))
"""In which two or three pools end; 0 is the oldest."""
_SIZES: Final = ((2, 3), (4, 2), (3, 5))
MANY: Final = (65, 260)
"""Alive at once: more than tables have places that are numbered in 6 bits, and in 8."""
FEW: Final = 8
"""Where so many more would take more memory than there may be."""
_LOOKED_AT: Final = 7
LIVES_APART: Final = ((253, 6), (0, 253), (65_533, 6))
"""Lives of a pool beside one that stays, unseen and seen: a number of 8 bits, of fewer, or of 16 comes round."""
LIVES_IN_A_ROW: Final = (1 << 12) + 100
"""What is counted of all pools of a process in 12 bits comes round. Those of 16 bits take seconds."""
_LIVES_TO_TELL: Final = 6
"""So many tell a leak."""


def small(pool: int) -> Operation:
    return op.create(3, 3, pool)


def of_another_size(pool: int) -> Operation:
    return op.create(*_SIZES[pool % len(_SIZES)], pool)


def lives_in_every_order(create: Create, *, used: bool) -> Iterator[list[Operation]]:
    """LIFE-1: everything is given back, in whatever order pools end; ``used``: lent or not."""
    for order in _ORDERS:
        begun = [each for pool in range(len(order)) for each in (create(pool), *(_in_use(pool) if used else ()))]
        yield [*begun, *map(op.destroy, order)] * _LIVES_TO_TELL


def ends_in_every_order(create: Create, *, misused: bool) -> Iterator[list[Operation]]:
    """ISO-4, SAFE-1: those that live on are as they were, and a new pool in the place of the one that ended is new.

    ``misused``: with wrong returns in between (OWN-1, OWN-2)."""
    used_on = _misused_on if misused else _used_on
    for order in _ORDERS:
        yield shapes.closing(shapes.observing_usage(_ended_in_turn(order, create, used_on)))


def _ended_in_turn(order: Sequence[int], create: Create, used_on: Callable[[int], list[Operation]]) -> list[Operation]:
    creates = [create(pool) for pool in range(len(order))]
    sequence = [*creates, *(each for pool in range(len(order)) for each in _in_use(pool))]
    for at, ended in enumerate(order):
        living = order[at + 1 :]
        sequence += [op.destroy(ended), *(each for pool in living for each in used_on(pool))]
        sequence += [creates[ended], *_in_use(ended), *used_on(ended), *(each for pool in living for each in used_on(pool))]
        sequence += [op.destroy(ended)]
    return [*sequence, *creates, *(each for pool in order for each in (*_in_use(pool), *used_on(pool)))]


def _in_use(pool: int) -> list[Operation]:
    """Something lent and written to, something returned, a receipt."""
    taken = [op.get(8, pool), op.get(8, pool), op.write(SIZE_MAX, pool=pool), op.give_back(1, pool)]
    return [*taken, op.take(pool), op.write_record(SIZE_MAX, pool=pool)]


def _used_on(pool: int) -> list[Operation]:
    """In whatever state it is, it comes back to that, but for a receipt more. Its order and its counts show."""
    return [op.counters(pool), op.get(8, pool), op.give_back(0, pool), op.take(pool)]


def _misused_on(pool: int) -> list[Operation]:
    """Its marks show, too."""
    return [*_used_on(pool), op.misuse(Target.RETURNED, pool=pool), op.misuse(Target.OTHER_POOL, pool=pool)]


def _changes(pool: int) -> Iterator[list[Operation]]:
    """Each operation, with each of its answers but to misuse. At the end it is as it was at the beginning."""
    yield [op.get(8, pool)]
    yield [op.get(9, pool)]
    yield [op.write(SIZE_MAX, pool=pool)]
    yield shapes.drain(4, pool)
    yield [op.give_back(2, pool)]
    yield [op.take(pool)] * 5
    yield [op.write_record(SIZE_MAX, pool=pool)]
    yield [op.reset(pool)]
    yield [op.clear(pool)]
    yield [op.destroy_null()]
    yield [op.create(0, 1, 3)]
    yield [op.get(8, pool), op.take(pool)]


def _misuses(pool: int) -> Iterator[list[Operation]]:
    for target in (Target.RETURNED, Target.NULL, Target.FOREIGN, Target.OTHER_POOL, Target.RECORD, Target.INTERIOR):
        yield [op.misuse(target, 0, 63, pool)]
    yield [op.clear(pool), op.misuse(Target.REVOKED, pool=pool), op.get(8, pool)]


def each_changed_alone(create: Create, *, misused: bool) -> list[Operation]:
    """ISO-4: whatever is done to one of three pools, the other two are as they were: usage, order, contents, receipts."""
    sequence = [*map(create, range(3)), *(each for pool in range(3) for each in _in_use(pool))]
    for changed in range(3):
        for change in (_misuses if misused else _changes)(changed):
            sequence += change
            for other in (changed + 1) % 3, (changed + 2) % 3:
                sequence += [op.counters(other), op.give_back(0, other), op.get(8, other), op.take(other)]
    return shapes.closing(sequence)


def shown_what_is_gone(create: Create) -> Iterator[list[Operation]]:
    """OWN-1: a pool is shown the buffers of pools that have ended, lent or free; and again when it is drained."""
    shown = [op.misuse(Target.GONE, nth) for nth in range(4)]
    ended = [create(0), op.get(), op.get(), op.get(), op.give_back(), op.destroy()]
    taken = [create(0), op.get(), op.take()]
    yield shapes.closing([*taken, op.give_back(), *shapes.every_misuse()])  # what shows without a pool that has ended
    yield shapes.closing([*ended, *taken, *shown, *shapes.drain(17), *shown])
    # Of another size, lest the new pool have the very same memory.
    yield shapes.closing([op.create(5, 4), *shapes.drain(4), op.destroy(), *taken, *shown, *shapes.drain(17), *shown])
    beside = [op.foreign(ForeignAddress.BESIDE_OTHER_POOL, far) for far in (64, -64)]
    yield shapes.closing([create(1), op.get(8, 1), *ended, *taken, *shown, *shapes.drain(17), *shown, *beside])


def many_alive(create: Create, count: int) -> Iterator[list[Operation]]:
    """ISO-4, USAGE-1: so many at once, each with counts, an order and contents of its own."""
    pools = range(count)
    creates = [*map(create, pools)]
    counted = [op.take(pool).observing_usage() for pool in pools]
    # The last first: who counts with the first's count is the last, where it is one pool too many.
    yield shapes.closing([*creates, op.take(), *map(op.counters, reversed(pools)), *counted])
    lent = [each for pool in pools for each in (op.get(8, pool), op.write(pool + 1, pool=pool))]
    again = [each for pool in pools for each in (op.get(8, pool), op.give_back(1, pool), op.get(8, pool).observing_usage())]
    yield shapes.closing([*creates, *lent, *again])


def many_drained(create: Create, count: int) -> list[Operation]:
    """CAP-1, ORDER-1, CLEAR-1 of each of so many."""
    sequence = [*map(create, range(count))]
    for pool in range(count):
        sequence += [*shapes.drain(4, pool), *shapes.return_oldest_first(2, pool), op.get(8, pool), op.get(8, pool)]
    for pool in range(count):
        sequence += [op.clear(pool), *shapes.drain(2, pool), op.counters(pool)]
    return shapes.closing(sequence)


def many_end(create: Create, count: int) -> Iterator[list[Operation]]:
    """ISO-4, LIFE-1: oldest first, newest first, and every other one before the rest; some of those that live on are used."""
    oldest_first = [*range(count)]
    for order in (oldest_first, oldest_first[::-1], oldest_first[::2] + oldest_first[1::2]):
        yield _ended(create, order)


def _ended(create: Create, order: Sequence[int]) -> list[Operation]:
    """At the end, when few are left, each is shown the buffers of the others: their numbers may be far apart."""
    sequence = [each for pool in range(len(order)) for each in (create(pool), op.get(8, pool), op.take(pool))]
    for at, ended in enumerate(order):
        sequence.append(op.destroy(ended))
        left = len(order) - at - 1
        if left and (left < _LOOKED_AT or left % _LOOKED_AT == 0):
            looked_at = order[at + 1 :] if left < _LOOKED_AT else (order[at + 1], order[-1])
            sequence += [each.observing_usage() for pool in looked_at for each in _used_on(pool)]
    return [*sequence, create(0), *_in_use(0), op.destroy(0)]


def first_and_last(create: Create, count: int) -> list[Operation]:
    """OWN-1: of as many as are alive, the first is shown the buffers of the last ones, and they are shown its own."""
    lent = [each for pool in range(count) for each in (create(pool), op.get(8, pool))]
    sequence = [*lent, *map(op.destroy, range(1, count - _LOOKED_AT))]
    for pool in range(count - _LOOKED_AT, count):
        sequence += [op.misuse(Target.OTHER_POOL), op.misuse(Target.OTHER_POOL, pool=count - 1), op.destroy(pool)]
    return shapes.closing(sequence)


def lives_in_a_row(create: Create, count: int) -> Repeated[Operation]:
    """CREATE-1, CREATE-2: each new pool is new, however many there were before it."""
    taken = [op.get(), op.write(SIZE_MAX), op.take(), op.get(), op.give_back(1)]
    return Repeated(([create(0), op.counters(), *taken, op.destroy()], count))


def lives_apart(create: Create, unseen: int, seen: int) -> list[Operation]:
    """OWN-1: a pool that stays is shown the buffers of others, which come and go: of those that come after so many unseen."""
    shown = [op.misuse(Target.OTHER_POOL), op.misuse(Target.OTHER_POOL, 1), op.misuse(Target.OTHER_POOL, pool=1)]
    life = [create(1), op.get(8, 1), op.get(8, 1), *shown, op.destroy(1)]
    taken = [op.get(), op.get(), op.give_back(1)]
    return shapes.closing([create(0), *taken, *[create(1), op.destroy(1)] * unseen, *life * seen])
