"""Random marathons: a few operations, drawn, and done more often than 16 bits can count; then a look at the whole pool."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from .. import operations as op
from ..generators import shapes
from ..generators.values import ACCEPTED_SIZES, REFUSED_SIZES, WORDS
from ..operations import Operation, Pattern, Target
from ..verification.verdicts import Configuration

_ROUNDS: Final = (1 << 16) + 100
_BYTES_AT_MOST: Final = 1 << 34
"""Of blocks that are written to, each as often as there are rounds: of very large ones, fewer."""
_BODY_AT_MOST: Final = 3
"""As many as the log of the native lane has room for, that often."""
_DRAINED_AT_MOST: Final = 64
_MISUSES: Final = (Target.RETURNED, Target.NULL, Target.FOREIGN, Target.INTERIOR, Target.REVOKED)


def marathon(
    source: Random, configuration: Configuration, block_bytes: int, admits: Callable[[Operation], bool]
) -> list[Operation]:
    """One sequence, on a pool of this configuration, whose blocks have so many bytes. ``admits``: says whether the contract
    promises what becomes of an operation."""
    opening = op.create_default() if configuration.given is None else op.create(*configuration.given)
    count = min(configuration.block_count, _DRAINED_AT_MOST)
    before = shapes.drain(source.randint(0, count))
    body = [_draw_admitted(source, admits) for _ in range(source.randint(1, _BODY_AT_MOST))]
    after = [*shapes.drain(count + 1), *shapes.return_scrambled(count), *shapes.drain(count + 1), op.take()]
    return shapes.closing([opening, *before, *body * min(_ROUNDS, _BYTES_AT_MOST // block_bytes), *after, op.counters()])


def _draw_admitted(source: Random, admits: Callable[[Operation], bool]) -> Operation:
    """A get of a proper size is always admitted."""
    drawn = _draw(source)
    while not admits(drawn):
        drawn = _draw(source)
    return drawn


def _draw(source: Random) -> Operation:
    draws = (
        lambda: op.get(source.choice(ACCEPTED_SIZES)),
        op.give_back,
        lambda: op.give_back(source.randrange(4)),
        op.take,
        op.reset,
        op.clear,
        op.counters,
        lambda: op.get(source.choice(REFUSED_SIZES)),
        lambda: op.misuse(source.choice(_MISUSES)),
        lambda: op.write(source.choice(WORDS), 0, Pattern.FILL),
        lambda: op.write_record(source.choice(WORDS), 0, Pattern.FILL),
    )
    return source.choice(draws)()
