"""Directed sequences for a pool of one configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import operations as op
from ..operations import Operation
from . import shapes
from .bodies import BODIES, MISUSE_BODIES
from .script import Body, PoolSize, Script

_USAGE_OBSERVED_UP_TO = 64
_OBSERVED_AT_MOST = 1500
"""Operations: what goes on for longer repeats itself."""


def scripts(capacities: tuple[int, int] | None, block_count: int, record_count: int) -> Iterator[Script]:
    """All scripts for one configuration: ``capacities`` as given to create (None: the default), and what they amount to.

    Each comes twice: with the usage observed after every operation, and without, for a subject whose ``capacity_usage`` mends
    or hides something. For large pools the one without is enough. Those with misuse come last.
    """
    opening = op.create_default() if capacities is None else op.create(*capacities)
    yield from _scripts_of(BODIES, opening, block_count, record_count)
    everything = [opening, *shapes.drain(block_count), *[op.take()] * record_count]
    yield Script("everything_once", tuple(shapes.closing(everything)), is_judged_at_any_size=True)
    yield from _scripts_of(MISUSE_BODIES, opening, block_count, record_count)


def _scripts_of(bodies: Sequence[Body], opening: Operation, block_count: int, record_count: int) -> Iterator[Script]:
    for body in bodies:
        name = body.__name__.removeprefix("_")
        plain = [opening, *body(PoolSize(block_count, record_count, opening))]
        if block_count <= _USAGE_OBSERVED_UP_TO:
            yield Script(name, tuple(shapes.closing(shapes.observing_usage(plain[:_OBSERVED_AT_MOST]))))
        unobserved = tuple(shapes.closing([plain[0].observing_usage(), *plain[1:]]))
        yield Script(name, unobserved, is_variant=block_count <= _USAGE_OBSERVED_UP_TO)
