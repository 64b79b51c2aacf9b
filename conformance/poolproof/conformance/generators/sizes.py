"""Sequences for pools of many sizes, and sequences longer than a counter is wide: for the model in C, which judges fast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from poolproof.reference.model import LANES

from .. import operations as op
from ..repeated import Part, Repeated
from . import shapes
from .scripts import Script

_EVERY_UP_TO: Final = 130
_AROUND: Final = (192, 256, 320, 384, 500, 512, 640, 768, 1000, 1024, 2048)
_RECEIPTS_OF_DEFAULT: Final = 1024

EVERY_CAPACITY: Final = (
    *((capacity, capacity % 61 + 1) for capacity in range(1, _EVERY_UP_TO)),
    *((capacity + off, capacity + 2 * off + 3) for capacity in _AROUND for off in (-1, 0, 1)),
    # One of the two is the default profile's: a pool that looks at the other alone shows here.
    *((16, receipts) for receipts in (1, 8, 16, 1023, 1025, 2048)),
    *((buffers, _RECEIPTS_OF_DEFAULT) for buffers in (1, 8, 15, 17, 32)),
    (3, 4096),
    (65537, 65600),
)
"""Buffers and receipts. The last is where counts and numbers of 16 bits wrap."""

_WRAPS_16_BITS: Final = (1 << 16) + 100
_AS_MANY_PAIRS_AS_FIT: Final = 120_000
_SIZES_IN_A_ROW: Final = 5
_TIMED: Final = ("gets_and_returns", "receipts")


def size_script(soa_capacity: int, receipt_capacity: int) -> Script:
    """Everything that depends on the size: all lent, refused, returned in three orders, cleared, revoked; all receipts."""
    n, m = soa_capacity, receipt_capacity
    get, receipt = [op.get_soa()], [op.get_receipt()]
    some = shapes.drain(min(n, _SOME))
    parts: list[Part] = [([op.create(n, m).observing_usage()], 1)]
    back_and_forth: Part = ([*some, *shapes.return_oldest_first(len(some)), *some, *shapes.return_newest_first(len(some))], 1)
    drained: list[Part] = [(get, n + 1), ([op.get_soa(9)], 1), ([op.return_soa()], n)]
    # What only a very large pool gets wrong is a matter of how many are lent, and best told without a prelude.
    parts += [back_and_forth, *drained] if n <= _SCRAMBLED_AT_MOST else [*drained, back_and_forth]
    if n <= _SCRAMBLED_AT_MOST:
        parts += [(get, n), (shapes.return_oldest_first(n), 1), (get, n), (shapes.return_scrambled(n), 1)]
        parts += [([op.misuse(op.Target.RETURNED, index) for index in range(n)], 1)]
        parts += [(get, n), ([op.capacity_usage(), op.clear()], 1)]
        parts += [([op.misuse(op.Target.REVOKED, index) for index in range(n)], 1)]
        parts += [*_taken_and_written(get[0], op.write_soa, n), ([op.capacity_usage()], n // _LOOKED_AT + 1)]
        parts += [([op.return_soa(n // 2), op.get_soa(), op.get_soa(), op.clear()], 1), (get, n)]
    if m <= _SCRAMBLED_AT_MOST:
        parts += [*_taken_and_written(receipt[0], op.write_receipt, m), (receipt, 1)]
        parts += [([op.capacity_usage()], m // _LOOKED_AT + 1), ([op.reset_receipts()], 1), (receipt, m)]
    else:
        parts += [(receipt, m + 1), ([op.write_receipt(op.SIZE_MAX, m - 1), op.write_receipt(1), op.capacity_usage()], 1)]
    after = [op.reset_receipts(), *receipt, op.clear(), op.capacity_usage(), *get, *receipt, op.destroy()]
    return Script("every_size", Repeated(*parts, (after, 1)))


def _taken_and_written(take: op.Operation, write: Callable[[int], op.Operation], count: int) -> list[Part]:
    """So many blocks, of which no two neighbours hold the same: two that are one show."""
    return [([take, write(op.SIZE_MAX), take, write(1)], count // 2), ([take, write(op.SIZE_MAX)], count % 2)]


def _drains_of_every_sizes(buffers: int) -> list[op.Operation]:
    sequence = []
    gets = [op.get_soa(size) for size in range(LANES + 1)]
    sizes = every_sequence(len(gets), _SIZES_IN_A_ROW)
    for start in range(0, len(sizes), buffers):
        drained = sizes[start : start + buffers]
        sequence += [gets[size] for size in drained] + shapes.return_newest_first(len(drained))
    return sequence


@cache
def every_sequence(symbols: int, length: int) -> tuple[int, ...]:
    """The shortest list, but for its beginning said again at its end, that holds every sequence of the length: de Bruijn's, by
    the Lyndon words in their order (Fredricksen, Kessler and Maiorana)."""
    found: list[int] = []
    word = [-1]
    while word:
        word[-1] += 1
        if length % len(word) == 0:
            found += word
        word = [word[place % len(word)] for place in range(length)]
        while word and word[-1] == symbols - 1:
            word.pop()
    return (*found, *found[: length - 1])


_SOME: Final = 60
_LOOKED_AT: Final = 16
"""Lent blocks that the model in C looks at after each operation, in turn."""
_SCRAMBLED_AT_MOST: Final = 4096
"""In a larger pool a return out of order costs the holder, who keeps a list, too much."""


def marathons(soa_capacity: int, receipt_capacity: int) -> Iterator[Script]:
    """The same few operations more often than 16 bits can count, on the default pool, and then a look at all of it.

    The capacities are those that the default pool of the subject has."""
    n, m = soa_capacity, receipt_capacity
    get, receipt, reset = op.get_soa(), op.get_receipt(), op.reset_receipts()
    returned = [get, op.return_soa()]
    kinds: dict[str, tuple[Part, ...]] = {
        "gets_and_returns": ((returned, _AS_MANY_PAIRS_AS_FIT),),
        "receipts": (([receipt, reset], _AS_MANY_PAIRS_AS_FIT),),
        "all_receipts": (([*[receipt] * m, reset], _WRAPS_16_BITS // m + 1),),
        "refused_sizes": (([op.get_soa(9)], _WRAPS_16_BITS),),
        "refused_gets": (([get], n + _WRAPS_16_BITS), ([op.return_soa()], n)),
        "double_returns": ((returned, 1), ([op.misuse(op.Target.RETURNED)], _WRAPS_16_BITS)),
        "foreign_returns": (([op.misuse(op.Target.NULL)], _WRAPS_16_BITS),),
        "drains": (([*shapes.drain(n + 1), *shapes.return_oldest_first(n)], _WRAPS_16_BITS // n),),
        "clears": (([get, get, op.clear()], _WRAPS_16_BITS),),
        # Who counts clears or resets to know what is blank takes the count of so many more for the same.
        "clears_of_written": (([get, op.write_soa(1), receipt, op.write_receipt(1)], 1), ([op.clear()], 1 << 16)),
        "resets_of_written": (([receipt, op.write_receipt(1)], 1), ([reset], 1 << 16)),
        "usages": (([op.capacity_usage()], _WRAPS_16_BITS),),
    }
    opening: Part = ([op.create_default()], 1)
    after = [*shapes.drain(n + 1), *shapes.return_scrambled(n), *shapes.drain(n + 1), *[receipt] * 3]
    end: Part = ([*after, op.capacity_usage(), op.destroy()], 1)
    for name, parts in kinds.items():
        yield Script(name, Repeated(opening, *parts, end), is_timed=name in _TIMED)
    # In drains of two lengths: five gets between which a buffer comes back in the one are in a row in the other.
    yield Script("sizes", Repeated(opening, (_drains_of_every_sizes(n), 1), end))
    yield Script("sizes_less_one", Repeated(opening, (_drains_of_every_sizes(max(n - 1, 1)), 1), end))
