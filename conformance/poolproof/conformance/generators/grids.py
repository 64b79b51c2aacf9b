"""Grids: with so many buffers lent and so many receipts out, each in turn, everything that a holder may do wrong, or write.

A pool may do well in all states but one, and chance comes by there too seldom to try all that is to be tried there. For the
model in C, which judges fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .. import operations as op
from ..operations import SIZE_MAX, Operation, Pattern, Target
from ..repeated import Part, Repeated, filtered
from . import shapes
from .script import Script

_LOW_BUFFERS, _LOW_RECEIPTS = 16, 8
"""So many from the bottom are taken one by one."""
_DISTANCES: Final = 2
"""Of those to a neighbour: the nearest."""
_WRITTEN: Final = (1, SIZE_MAX)


def grids(block_count: int, record_count: int, *, with_misuse: bool = True) -> Iterator[Script]:
    """For the default pool, which has these capacities."""
    n, m = block_count, record_count
    if with_misuse:
        wrong = [*shapes.every_misuse(), *_beside_every_buffer(n)]
        yield Script("every_misuse_everywhere", _everywhere(n, m, wrong))
    patterns = _everywhere(n, m, _written_and_taken_again())
    yield Script("every_pattern_everywhere", patterns if with_misuse else filtered(patterns, lambda each: not each.is_misuse))


def _everywhere(n: int, m: int, tried: list[Operation]) -> Repeated[Operation]:
    parts: list[Part] = [([op.create_default()], 1), *_while_some_were_never_lent(n)]
    out = 0
    for receipts in _levels(m, _LOW_RECEIPTS):
        parts.append(([op.take()], receipts - out))
        out, lent = receipts, 0
        for level in _levels(n, _LOW_BUFFERS):
            parts += [([op.get()], level - lent), (tried, 1)]
            lent = level
        parts.append(([op.give_back()], n))
    return Repeated(*(part for part in parts if part[1]), ([op.counters(), op.destroy()], 1))


def _while_some_were_never_lent(n: int) -> Iterator[Part]:
    """Guesses where those lie. From then on all are known, and all are free."""
    lent = 0
    for level in _levels(n, _LOW_BUFFERS):
        yield [op.get()], level - lent
        yield shapes.unlent(), 1
        lent = level
    yield [op.give_back()], n


def _levels(capacity: int, low: int) -> list[int]:
    """The lowest, the highest, and powers of two between them."""
    powers = (1 << bit for bit in range(capacity.bit_length()))
    chosen = {*range(low + 1), *powers, *range(capacity - 1, capacity + 1)}
    return sorted(each for each in chosen if 0 <= each <= capacity)


def _beside_every_buffer(n: int) -> list[Operation]:
    at_an_end = 2 * _LOW_BUFFERS
    sides = range(2 * n) if n <= at_an_end else (*range(at_an_end), *range(2 * n - at_an_end, 2 * n))
    return [op.misuse(Target.NEIGHBOUR, side, distance) for side in sides for distance in range(_DISTANCES)]


def _written_and_taken_again() -> list[Operation]:
    """The newest, by each pattern: what it holds is no reason to refuse its return, or to keep a word of it."""
    writes = [op.write(value, 0, pattern) for pattern in Pattern for value in _WRITTEN]
    return [each for write in writes for each in (write, op.give_back(), op.get())]
