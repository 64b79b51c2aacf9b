"""Pools whose memory lies at the edge of what can be read, and all that they can do there without misuse (BOUND-1).

What lies beside a block is mostly more of the same heap: who reads a byte too many finds something there, and goes on. At the
end of its page nothing is there. And what it holds is nonsense, however large it is: who relies on blank memory shows."""

from __future__ import annotations

from collections.abc import Iterator

from .. import operations as op
from ..operations import Operation, Placement
from . import shapes

BOUND_SIZES = (None, (1, 1), (2, 3), (3, 2), (5, 7), (9, 17), (65, 33))
"""The default, and sizes that fill neither words nor bytes of marks."""
_RECEIPTS_TO_THE_LAST = 2048


def bound_scripts(default: tuple[int, int]) -> Iterator[tuple[Operation, ...]]:
    """``default``: the buffers and receipts of a pool without a config."""
    for placement in (Placement.AT_END, Placement.AT_BEGINNING):
        for size in BOUND_SIZES:
            opening = op.create_default() if size is None else op.create(*size)
            yield tuple(shapes.closing([opening.placed(placement).observing_usage(), *_all_of_it(*(size or default))]))


def _all_of_it(block_count: int, record_count: int) -> list[Operation]:
    """Everything drained and written, refused, given back, reset and cleared; and once more after that."""
    receipts = [op.take()] * min(record_count + 1, _RECEIPTS_TO_THE_LAST)
    written = [op.write(index + 1, index) for index in range(block_count)]
    drained = [*shapes.drain(block_count), op.get(), op.get(9)]
    operations = [*drained, *written, op.counters()]
    operations += [*receipts, op.write_record(1), op.write_record(2, record_count - 1), op.reset()]
    operations += [*[op.give_back()] * block_count, op.get(9), *drained]
    operations += [*[op.give_back(block_count)] * block_count, op.get(), op.take()]
    return [*operations, op.clear().observing_usage(), *drained, op.take(), op.clear(), op.get(), op.give_back()]
