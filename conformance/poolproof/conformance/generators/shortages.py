"""Creates in which memory runs out, at one allocation after the other, and what must be as before then (CREATE-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import operations as op
from ..operations import SIZE_MAX, Operation
from . import shapes

_LOOKED_AT_MOST = 40
"""Buffers and receipts that are taken from the pool that comes after."""
_ALL_RECEIPTS_UP_TO = 64


def shortages(
    creating: Operation, capacities: tuple[int, int], nths: Iterable[int], *, lasting: bool
) -> Iterator[list[Operation]]:
    """Sequences, each of a few allocations. Each create comes twice: what only the first keeps is no leak. When one succeeds
    all the same, the operations that follow are done with its pool."""
    opening = [creating, op.destroy()]
    sequence = [*opening]
    for nth in nths:
        short = op.short_of_memory(creating, nth, lasting=lasting)
        sequence += [short, short, creating, op.counters(), *_used(*capacities), op.destroy()]
        if len(sequence) > _LONG:
            yield sequence
            sequence = [*opening]
    if len(sequence) > len(opening):
        yield sequence


_LONG = 300


def shortages_of_one_pool(creating: Operation, capacities: tuple[int, int], nth: int) -> list[Operation]:
    """The same of a pool that never ends, for a process that has made none."""
    short = op.short_of_memory(creating, nth)
    return [short, short, creating, op.counters(), *_used(*capacities)]


def shortages_beside(creating: Operation, nths: Iterable[int]) -> list[Operation]:
    """The same while two other pools live, an older and a newer one, of which something is lent, something was returned, and
    everything was written."""
    sequence = [creating, op.destroy()]
    for pool in (1, 2):
        sequence += [creating._replace(pool=pool), op.get(pool=pool), op.get(pool=pool), op.take(pool)]
        sequence += [op.write(SIZE_MAX, pool=pool), op.write_record(SIZE_MAX, pool=pool), op.give_back(1, pool)]
    for nth in nths:
        sequence += [op.short_of_memory(creating, nth), op.destroy()]
        for pool in (1, 2):
            sequence += [op.counters(pool), op.get(pool=pool), op.give_back(0, pool), op.take(pool)]
    for pool in (1, 2):
        sequence += [op.clear(pool), op.get(pool=pool), op.get(pool=pool), op.take(pool)]
    return [*sequence, creating, op.get(), op.destroy(), op.destroy(1), op.destroy(2)]


def shortages_in_a_row(creating: Operation, nth: int) -> list[Operation]:
    """More often than a table of pools has places."""
    return [creating, op.destroy(), *[op.short_of_memory(creating, nth)] * _IN_A_ROW, creating, op.get(), op.destroy()]


_IN_A_ROW = 1100


def _used(block_count: int, record_count: int) -> list[Operation]:
    buffers = min(block_count, _LOOKED_AT_MOST)
    receipts = record_count + 1 if record_count <= _ALL_RECEIPTS_UP_TO else _LOOKED_AT_MOST
    sequence = [*shapes.drain(buffers + (buffers == block_count)), *[op.take()] * receipts, op.write(SIZE_MAX)]
    return [*sequence, *shapes.return_oldest_first(min(buffers, 2)), op.clear(), op.get(), op.take()]
