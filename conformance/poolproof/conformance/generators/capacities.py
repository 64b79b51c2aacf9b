"""Which capacities are worth a look, beside the small ones that are all looked at: for the model in C.

What is wrong with one capacity alone is found by no sample. So: every one up to 1,024; the numbers that the subject's own code
compares and multiplies with, and their neighbours and doubles; those around every power of two; the largest that it accepts,
one less, half of it; and some by the seed, so that other nights try others.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from .. import operations as op
from ..repeated import Part, Repeated
from . import shapes
from .script import Script

Sizes = Sequence[tuple[int, int]]
"""Buffers and receipts."""

EVERY_UP_TO: Final = 1024
LARGEST: Final = 65_600
"""Of buffers and of receipts: no holder counts further."""
_POWERS: Final = tuple(1 << bits for bits in range(11, 17))
_OF_SEED: Final = 12
_DOUBLED_AT_MOST: Final = 5000
_BUFFERS_IN_ALL: Final = 300_000
"""Of the numbers of the code, in pools one after the other."""


def every_small() -> list[tuple[int, int]]:
    """Each number of buffers once, and each of receipts."""
    return [(count, EVERY_UP_TO + 1 - count) for count in range(1, EVERY_UP_TO + 1)]


def larger(largest: tuple[int, int], seed: int) -> list[tuple[int, int]]:
    """Around the powers of two, where products go beyond 16 and 32 bits, and at the end of what is accepted."""
    sizes = [(power + off, power - off) for power in _POWERS for off in (-1, 0, 1)]
    sizes += [(256, 256), (257, 255), (1, LARGEST - 64), (65_536, 1), (LARGEST, LARGEST)]
    buffers, receipts = largest
    sizes += [(buffers - off, 1) for off in (0, 1)] + [(1, receipts - off) for off in (0, 1)]
    sizes += [(buffers // 2, receipts // 2), (buffers // 2 + 1, receipts // 2 + 1), largest]
    source = random.Random(f"capacities/{seed}")
    for _ in range(_OF_SEED):
        bits = source.uniform(10, 15), source.uniform(0, 15)
        sizes.append((int(2 ** bits[0]), int(2 ** bits[1])))
        sizes.append((int(2 ** bits[1]), int(2 ** bits[0])))
    return _possible(sizes)


def around(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """What may be the limit of a capacity, or a divisor of it; as long as there is room, the smallest first."""
    sizes: list[tuple[int, int]] = []
    left = _BUFFERS_IN_ALL
    for number in sorted(numbers):
        near = (number - 1, number, number + 1, 2 * number) if number <= _DOUBLED_AT_MOST else (number, number + 1)
        wanted = [count for count in near if EVERY_UP_TO < count <= LARGEST]
        if sum(wanted) <= left:
            sizes += [(count, count) for count in wanted]
            left -= sum(wanted)
    return _possible(sizes)


def around_default(buffers: int, receipts: int) -> list[tuple[int, int]]:
    """What create makes without a config, written out; and one of the two, with another of the other."""
    beside = [(buffers, receipts + off) for off in (-1, 1)] + [(buffers + off, receipts) for off in (-1, 1)]
    return _possible([(buffers, receipts), *beside, (buffers, 1), (1, receipts), (buffers, buffers), (receipts, receipts)])


def _possible(sizes: Sizes) -> list[tuple[int, int]]:
    return [size for size in dict.fromkeys(sizes) if min(size) >= 1 and max(size) <= LARGEST]


def fill_script(sizes: Sizes) -> Script:
    """Of each size a pool, and all of it lent: exactly so much, none of it twice, and all of it again."""
    return Script("filled", Repeated(*(part for size in sizes for part in _filled(*size))))


def _filled(buffers: int, receipts: int) -> Iterator[Part]:
    get, receipt = [op.get()], [op.take()]
    yield [op.create(buffers, receipts).observing_usage()], 1
    yield get, buffers
    yield [op.get(), op.write(op.SIZE_MAX), op.write(1, 1)], 1
    yield shapes.return_newest_first(1), buffers
    yield receipt, receipts
    yield [op.take(), op.write_record(op.SIZE_MAX), op.write_record(1, 1), op.counters()], 1
    yield [op.get(), op.reset(), op.take(), op.clear(), op.get(), op.destroy()], 1
