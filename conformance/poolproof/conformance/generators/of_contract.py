"""Sequences for what only some contracts have: sizes in bytes, a pool that lends more than its count, counts of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from poolproof.spec.contracts import Contract, How

from .. import operations as op
from ..operations import SIZE_MAX, Operation, Target
from ..subjects.terms import TIMES_ITS_COUNT, largest_count
from . import shapes

_EVERY_SIZE_UP_TO: Final = 300
_BITS: Final = (7, 8, 12, 15, 16, 31, 32, 33, 63)
"""Where comparisons and conversions break."""
_EVERY_COUNT_UP_TO: Final = 64
_COUNTS_UP_TO: Final = 1025
_SOME: Final = 5
_LONG_LIFE: Final = 600
_LENT_AT_END: Final = 20
_LIVES_TO_TELL: Final = 8
"""Each leaves as much behind, or it was no leak."""
_LENT_AT_END_AT_MOST: Final = 300
_TIMES_AT_LEAST: Final = 20
"""Of what is done over and over: growth is told from what is taken once by how often it comes."""
_LONG_LIFE_OF_GROWING: Final = 2_000
"""What takes twice as much each time shows late."""
_JUDGED_AT_MOST: Final = 20_000
_LENT_AT_MOST: Final = 1 << 14
"""Beyond a count, of a pool that may lend more: each is looked at by the judge."""


def scripts_of_contract(contract: Contract) -> Iterator[tuple[Operation, ...]]:
    """All of them that the contract has a use for, each from a create on."""
    if contract.size is not None:
        for body in (*_served(contract.size.smallest, contract.size.largest), _too_large(contract.size.largest)):
            yield _whole(body)
        yield _whole(_too_large_in_every_state(contract))
    if contract.block.capacity == "at-least":
        yield _whole(_beyond_its_count(contract.block.count))
    if contract.misuse.interior.is_promised:
        yield _whole(_inside(contract.block.size))
    for body in _peaks(contract.block.count):
        yield _whole(body)
    for body in _over_and_over(contract):
        yield _whole(body)
    if contract.life.destroy != "none":
        yield _ended_with_some_lent(contract.block.count)
    yield from _of_every_count(contract)


def _whole(body: list[Operation]) -> tuple[Operation, ...]:
    return tuple(shapes.closing([op.create_default().observing_usage(), *body]))


def sizes_served(smallest: int, largest: int) -> list[int]:
    """Return every size, or where they are very many, the first, the last, and those beside a power of two."""
    if largest - smallest <= _EVERY_SIZE_UP_TO:
        return list(range(smallest, largest + 1))
    ends = {smallest + off for off in range(_EVERY_SIZE_UP_TO // 4)} | {largest - off for off in range(_EVERY_SIZE_UP_TO // 4)}
    powers = {(1 << bit) + off for bit in range(largest.bit_length() + 1) for off in (-1, 0, 1)}
    steps = {smallest + (largest - smallest) * step // 16 + off for step in range(17) for off in (-1, 0, 1)}
    return sorted(size for size in ends | powers | steps if smallest <= size <= largest)


def sizes_too_large(largest: int) -> list[int]:
    """Return sizes beyond the largest, and those that look like one that is served when they are cut to some bits."""
    sizes = {largest + off for off in (1, 2, 3, 7, 8, 9, 15, 16, 64)} | {2 * largest, 2 * largest + 1}
    for bits in _BITS:
        sizes |= {(1 << bits) + off for off in (-1, 0, 1, largest, largest + 1)}
    sizes |= {SIZE_MAX - off for off in (0, 1, 7, 8, 15, 63)}
    return sorted(size for size in sizes if largest < size <= SIZE_MAX)


def _served(smallest: int, largest: int) -> Iterator[list[Operation]]:
    """GUARD-1: whatever was asked for, a holder may use all of a block."""
    sizes = sizes_served(smallest, largest)
    yield [each for size in sizes for each in (op.get_exactly(size), op.write(SIZE_MAX), op.give_back())]
    yield [each for size in sizes for each in (op.get(), op.get_exactly(size), op.write(1), op.give_back(1), op.give_back())]


def _too_large(largest: int) -> list[Operation]:
    """GUARD-2: nothing free is touched by it."""
    return [each for size in sizes_too_large(largest) for each in (op.get_exactly(size), op.get(), op.give_back())]


def _too_large_in_every_state(contract: Contract) -> list[Operation]:
    """GUARD-3, with nothing, one and everything lent."""
    assert contract.size is not None
    largest = contract.size.largest
    refused = [op.get_exactly(size) for size in (largest + 1, 2 * largest + 1, 1 << 32, (1 << 32) + largest, SIZE_MAX)]
    full = shapes.drain(contract.block.count)
    return [*refused, op.get(), *refused, *full, *refused, op.give_back(), *refused, op.get(), op.get()]


def _beyond_its_count(count: int) -> list[Operation]:
    """CAP-1, LIFE-2: as far as anybody goes, back in two orders, and there again."""
    many = min(TIMES_ITS_COUNT * count, count + _LENT_AT_MOST)
    there = shapes.drain(many)
    return [
        *there,
        op.write(SIZE_MAX),
        *shapes.return_oldest_first(many),
        *there,
        *shapes.return_newest_first(many),
        *there,
    ]


def distances_inside(size: int) -> list[int]:
    """Bytes from the beginning of a block: the first and the last few, multiples of powers of two, and parts of a block."""
    near = {off for edge in range(1, 17) for off in (edge, size - edge)}
    powers = {1 << bit for bit in range(size.bit_length())}
    parts = {size * part // parts for parts in (2, 3, 4) for part in range(1, parts)}
    return sorted(each for each in near | powers | {size - power for power in powers} | parts if 0 < each < size)


def _inside(size: int) -> list[Operation]:
    """OWN-1, SAFE-2, ABORT-1: of a block that is lent, one that is free, and one that was lent again."""
    shown = [op.misuse(Target.INTERIOR, 0, distance - 1) for distance in distances_inside(size)]
    return [op.get(), *shown, op.give_back(), *shown, op.get(), *shown, op.give_back(), op.get(), op.get()]


def _peaks(count: int) -> Iterator[list[Operation]]:
    """PEAK-1, USAGE-1: up and down again, each time to another height, and a clear on the way."""
    body: list[Operation] = []
    some = min(count, 40)
    for height in (some // 2, some, some // 3 + 1):
        body += [*shapes.drain(height), *shapes.return_oldest_first(height)]
    body += [*shapes.drain(some), op.get(), op.clear(), *shapes.drain(some // 2 + 1), op.clear(), op.get()]
    yield shapes.observing_usage(body)


def _over_and_over(contract: Contract) -> Iterator[list[Operation]]:
    """LIFE-2: whatever is done again and again takes no more memory once every block was lent and returned."""
    count, there = contract.block.count, shapes.drain(contract.block.count)
    back = shapes.return_newest_first(count)
    some = min(count, _SOME)
    beyond = shapes.drain(TIMES_ITS_COUNT * count) if contract.block.capacity == "at-least" else []
    clears = [op.clear()] if contract.life.clear else []
    for body in (
        [*there, op.get(), *back],
        [*there, *shapes.return_oldest_first(count)],
        [op.get(), op.give_back()],
        [*shapes.drain(some), *clears] if clears else [],
        [*there, *clears] if clears else [],
        [*beyond, *clears] if clears else [],
        [*beyond, *shapes.return_newest_first(len(beyond))],
        [op.take(), op.reset()],
        [*there, op.take(), *(clears or back)],
    ):
        times = max(-(-_LONG_LIFE // max(len(body), 1)), _TIMES_AT_LEAST)
        if body and times * len(body) + 2 * count <= _JUDGED_AT_MOST:
            yield [*there, *back, *body * times]
    if contract.block.exhausted.how is How.GROWS and 2 * count <= _JUDGED_AT_MOST:
        yield [*there, *back, *[op.get(), op.give_back()] * _LONG_LIFE_OF_GROWING]


def _ended_with_some_lent(count: int) -> tuple[Operation, ...]:
    """LIFE-1: destroy gives back everything, however many are lent; each often enough to tell a leak."""
    ends = (
        {*range(min(count, _LENT_AT_END) + 1), count // 2, count - 1, count} if count <= _LENT_AT_END_AT_MOST else {0, 1, 2, 3}
    )
    lives = ([op.create_default(), *shapes.drain(lent), op.destroy()] for lent in sorted(ends))
    return tuple(each for life in lives for each in life * _LIVES_TO_TELL)


def _of_every_count(contract: Contract) -> Iterator[tuple[Operation, ...]]:
    """CREATE-2, CAP-1: every small count that create accepts, and those around the powers of two."""
    counts = contract.block.counts
    around = {(1 << bits) + off for bits in range(6, 11) for off in (-1, 0, 1)}
    last = min(counts.last, largest_count(contract), _COUNTS_UP_TO)
    for count in sorted({*range(1, _EVERY_COUNT_UP_TO + 1)} | around | {counts.first, last}):
        if counts.first <= count <= last and contract.block.all_counts and count != contract.block.count:
            body = [*shapes.drain(count + 1), op.give_back(count), *shapes.return_newest_first(count)]
            yield tuple(shapes.closing([op.create(count, 1).observing_usage(), *body]))


def beyond_counts(contract: Contract) -> Iterator[Operation]:
    """CREATE-3: creates of counts that are not supported."""
    counts = contract.block.counts
    for count in {0, counts.first - 1, counts.last + 1, counts.last + 2, (1 << 32) - 1, 1 << 31}:
        if 0 <= count < 1 << 32 and not counts.holds(count):
            yield op.create(count, 1)
