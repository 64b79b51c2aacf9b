"""Addresses that are no pool's, by the thousand (OWN-1, SAFE-2): in every part of the address space, and at every distance from
what a pool has.

Who looks for an address in a table, on a page, by a hash or by some of its bits, and not by comparing it, takes one in a few
hundred for a buffer, and who follows it first dies of one in two.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from .. import operations as op
from ..operations import SIZE_MAX, ForeignAddress, Operation
from ..repeated import Part, Repeated
from . import shapes

_UNITS: Final = (8, 16, 64, 192)
_POWERS: Final = 47
_FURTHEST: Final = 1 << 46
_BESIDE: Final = tuple(each for each in ForeignAddress if ForeignAddress.BESIDE_BLOCK <= each <= ForeignAddress.BESIDE_HEAP)
_INSIDE: Final = tuple(each for each in ForeignAddress if each > ForeignAddress.ANYWHERE)
_BLOCKS: Final = 64
"""Of so many, those that the others are beside."""
_AT_RANDOM: Final = 1200
_INSIDE_EACH: Final = 60
_BESIDE_EACH: Final = 60
_STEPS: Final = 200
"""Multiples of a length, from the first buffer on, on either side."""
_HALF_PAGE_BYTES: Final = 2048
_HALF_PAGES: Final = 256
_TRAVELLED: Final = 47
_LINE: Final = 64
_WORDS_AT_MOST: Final = 48
_MULTIPLES: Final = 3
_FIBONACCI: Final = (0x9E3779B97F4A7C15, 2654435769, 2654435761)
"""What addresses are multiplied with most, to make a hash of them."""


def distance(source: random.Random) -> int:
    """8 to 192 bytes times a power of two, on either side."""
    far = source.choice(_UNITS) << source.randrange(_POWERS)
    return source.choice((1, -1)) * min(far, _FURTHEST)


def foreign_everywhere(capacities: tuple[int, int], words: Iterable[int], seed: int) -> Repeated[Operation]:
    """All of them, in the default pool: while all buffers are free, some lent, all lent, and revoked. ``words``: constants of
    the subject's own. What lies where a buffer may be is passed over until all are known."""
    n, m = capacities
    tried = [*_addresses(words, random.Random(f"foreign/{seed}"))]
    ends = [*_at_the_ends(n, m)]
    parts: list[Part] = [
        ([op.create_default(), op.create_default(1), op.get(8, 1), op.take()], 1),
        ([*_where_no_buffer_can_be(tried)], 1),
        (shapes.drain(n), 1),
        (tried, 1),
        (shapes.return_oldest_first(n), 1),
        (tried, 1),
        ([*shapes.drain((n + 1) // 2), op.write(SIZE_MAX), op.counters()], 1),
        (tried, 1),
        ([op.clear(), op.take()], 1),
        (tried, 1),
        ([op.take()], m - 1),
        (ends, 1),
        ([*shapes.drain(n + 1), op.counters(), op.destroy(1), op.destroy()], 1),
    ]
    return Repeated(*(part for part in parts if part[1]))


def _where_no_buffer_can_be(tried: Sequence[Operation]) -> Iterator[Operation]:
    return (each for each in tried if each.foreign_address in _INSIDE)


def _addresses(words: Iterable[int], source: random.Random) -> Iterator[Operation]:
    """First what tells the same in every process, however its memory lies."""
    yield from _alike(words)
    yield from _at_every_distance()
    yield from _in_steps()
    yield from _on_every_page()
    for which in _INSIDE:
        for _ in range(_INSIDE_EACH):
            yield op.foreign(which, source.getrandbits(40) * source.choice((8, _LINE)))
    for which in _BESIDE:
        for _ in range(_BESIDE_EACH):
            yield op.foreign(which, distance(source), source.randrange(_BLOCKS))
    for _ in range(_AT_RANDOM):
        yield op.foreign(ForeignAddress.ANYWHERE, source.getrandbits(47) & -_LINE)
    for _ in range(_AT_RANDOM // 4):
        yield op.foreign(ForeignAddress.ANYWHERE, source.getrandbits(64) & -source.choice(_UNITS[:3]))
        yield op.foreign(ForeignAddress.ANYWHERE, source.randrange(4096) & -8)


def _at_every_distance() -> Iterator[Operation]:
    """From the first buffer, on either side: the low bits stay as they are."""
    for power in range(_TRAVELLED):
        for unit in (_LINE, 192, 8):
            for sign in (1, -1):
                yield op.foreign(ForeignAddress.BESIDE_BLOCK, sign * min(unit << power, _FURTHEST))
    for bit in range(47, 64):
        yield op.foreign(ForeignAddress.BESIDE_BLOCK, 1 << bit)


def _in_steps() -> Iterator[Operation]:
    for step in range(1, _STEPS):
        for sign in (1, -1):
            yield op.foreign(ForeignAddress.BESIDE_BLOCK, sign * step * 192)
            yield op.foreign(ForeignAddress.BESIDE_RECORD, sign * step * _LINE)


def _at_the_ends(buffers: int, receipts: int) -> Iterator[Operation]:
    """Before the first and behind the last of what a pool lends: there another thing begins."""
    for step in range(1, _STEPS):
        yield op.foreign(ForeignAddress.BESIDE_RECORD, step * _LINE, receipts - 1)
        yield op.foreign(ForeignAddress.BESIDE_RECORD, -step * _LINE)
        yield op.foreign(ForeignAddress.BESIDE_BLOCK, step * _LINE, buffers - 1)
        yield op.foreign(ForeignAddress.BESIDE_BLOCK, -step * _LINE)


def _on_every_page() -> Iterator[Operation]:
    """Near the first buffer, twice."""
    for step in range(1, _HALF_PAGES):
        for sign in (1, -1):
            yield op.foreign(ForeignAddress.BESIDE_BLOCK, sign * step * _HALF_PAGE_BYTES)


def _alike(words: Iterable[int]) -> Iterator[Operation]:
    """At distances at which a hash of addresses, or a remainder, comes to the same, or nearly: what they are multiplied or
    divided by is among the constants of the subject."""
    for word in dict.fromkeys((*_FIBONACCI, *_first_odd(words))):
        for times in range(1, _MULTIPLES + 1):
            yield op.foreign(ForeignAddress.BESIDE_BLOCK, times * word * _LINE)
            for bits in (32, 64):
                # A product with it grows by as much, and no more.
                yield op.foreign(ForeignAddress.BESIDE_BLOCK, (times * pow(word, -1, 1 << bits) % (1 << bits)) * _LINE)


def _first_odd(words: Iterable[int]) -> Iterator[int]:
    odd = (word for word in words if word % 2 and word > 2)
    for word, _ in zip(odd, range(_WORDS_AT_MOST), strict=False):
        yield word
