"""Sequences for pools of many sizes: for the model in C, which judges fast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .. import operations as op
from ..repeated import Part, Repeated
from . import shapes
from .script import Script

_EVERY_UP_TO: Final = 130
_AROUND: Final = (192, 256, 320, 384, 500, 512, 640, 768, 1000, 1024, 2048)
_RECEIPTS_OF_DEFAULT: Final = 1024

EVERY_CAPACITY: Final = (
    *((capacity, capacity % 61 + 1) for capacity in range(1, _EVERY_UP_TO)),
    *((capacity + off, capacity + 2 * off + 3) for capacity in _AROUND for off in (-1, 0, 1)),
    # One of the two is the default contract's: a pool that looks at the other alone shows here.
    *((16, receipts) for receipts in (1, 8, 16, 1023, 1025, 2048)),
    *((buffers, _RECEIPTS_OF_DEFAULT) for buffers in (1, 8, 15, 17, 32)),
    (3, 4096),
    (65537, 65600),
)
"""Buffers and receipts. The last is where counts and numbers of 16 bits wrap."""


def size_script(block_count: int, record_count: int) -> Script:
    """Everything that depends on the size: all lent, refused, returned in three orders, cleared, revoked; all receipts."""
    n, m = block_count, record_count
    get, receipt = [op.get()], [op.take()]
    some = shapes.drain(min(n, _SOME))
    parts: list[Part] = [([op.create(n, m).observing_usage()], 1)]
    back_and_forth: Part = ([*some, *shapes.return_oldest_first(len(some)), *some, *shapes.return_newest_first(len(some))], 1)
    drained: list[Part] = [(get, n + 1), ([op.get(9)], 1), ([op.give_back()], n)]
    # What only a very large pool gets wrong is a matter of how many are lent, and best told without a prelude.
    parts += [back_and_forth, *drained] if n <= _SCRAMBLED_AT_MOST else [*drained, back_and_forth]
    if n <= _SCRAMBLED_AT_MOST:
        parts += [(get, n), (shapes.return_oldest_first(n), 1), (get, n), (shapes.return_scrambled(n), 1)]
        parts += [([op.misuse(op.Target.RETURNED, index) for index in range(n)], 1)]
        parts += [(get, n), ([op.counters(), op.clear()], 1)]
        parts += [([op.misuse(op.Target.REVOKED, index) for index in range(n)], 1)]
        parts += [*_taken_and_written(get[0], op.write, n), ([op.counters()], n // _LOOKED_AT + 1)]
        parts += [([op.give_back(n // 2), op.get(), op.get(), op.clear()], 1), (get, n)]
    if m <= _SCRAMBLED_AT_MOST:
        parts += [*_taken_and_written(receipt[0], op.write_record, m), (receipt, 1)]
        parts += [([op.counters()], m // _LOOKED_AT + 1), ([op.reset()], 1), (receipt, m)]
    else:
        parts += [(receipt, m + 1), ([op.write_record(op.SIZE_MAX, m - 1), op.write_record(1), op.counters()], 1)]
    after = [op.reset(), *receipt, op.clear(), op.counters(), *get, *receipt, op.destroy()]
    return Script("every_size", Repeated(*parts, (after, 1)))


def _taken_and_written(take: op.Operation, write: Callable[[int], op.Operation], count: int) -> list[Part]:
    """So many blocks, of which no two neighbours hold the same: two that are one show."""
    return [([take, write(op.SIZE_MAX), take, write(1)], count // 2), ([take, write(op.SIZE_MAX)], count % 2)]


_SOME: Final = 60
_LOOKED_AT: Final = 16
"""Lent blocks that the model in C looks at after each operation, in turn."""
_SCRAMBLED_AT_MOST: Final = 4096
"""In a larger pool a return out of order costs the holder, who keeps a list, too much."""
