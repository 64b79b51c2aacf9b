"""Random walks with a plan: phases that drain, fill and hover, over a random subset of the operations (swarm testing).

Uniform choice keeps a pool half full for ever. What pools get wrong lies at the ends, so a walk goes there on purpose, and each
walk leaves out some kinds of operation, because a fault may hide behind any of them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from .. import operations as op
from ..operations import ForeignAddress, Operation, Pattern, Target
from . import shapes
from .foreign import distance
from .values import ACCEPTED_SIZES, REFUSED_SIZES, WORDS

_FOREIGN = tuple(ForeignAddress)
_MISUSES = tuple(target for target in Target if target != Target.LENT)


@dataclass(frozen=True, slots=True)
class WalkShape:
    """What a walk is made for: pools of these capacities (None: the default), and how many operations about."""

    capacities: tuple[int, int] | None
    block_count: int
    record_count: int
    length: int = 200


class Walk:
    """One random sequence. The same generator state gives the same walk."""

    def __init__(self, source: random.Random, shape: WalkShape) -> None:
        self._source = source
        self._shape = shape
        self._pools = source.choice((1, 1, 1, 2, 3))
        self._observe_usage = source.choice((0.0, 0.1, 1.0))
        self._extras = [extra for extra in self._all_extras() if source.random() < 0.5]

    def operations(self) -> list[Operation]:
        sequence = [self._create(pool).observing_usage() for pool in range(self._pools)]
        while len(sequence) < self._shape.length:
            sequence += self._phase()
        return shapes.closing(self._flagged(operation) for operation in sequence)

    def _phase(self) -> list[Operation]:
        pool, source = self._source.randrange(self._pools), self._source
        n = self._shape.block_count
        some = source.randint(1, min(n + 1, 40))
        bulk = source.choice(
            (
                lambda: shapes.drain(n + 1, pool),
                lambda: shapes.drain(some, pool),
                lambda: shapes.return_newest_first(some, pool),
                lambda: shapes.return_oldest_first(some, pool),
                lambda: [op.give_back(source.randrange(64), pool) for _ in range(some)],
                lambda: shapes.return_scrambled(n, pool),
                lambda: self._hover(pool),
                lambda: self._hover(pool),
            )
        )()
        return self._sprinkled(bulk, pool)

    def _hover(self, pool: int) -> list[Operation]:
        moves = (lambda: self._get(pool), lambda: op.give_back(self._source.randrange(4), pool))
        return [self._source.choice(moves)() for _ in range(self._source.randint(2, 30))]

    def _sprinkled(self, bulk: list[Operation], pool: int) -> list[Operation]:
        """The phase with other operations in between."""
        if not self._extras:
            return bulk
        rate = self._source.choice((0.0, 0.05, 0.3))
        sequence = []
        for operation in bulk:
            sequence.append(operation)
            if self._source.random() < rate:
                sequence.append(self._source.choice(self._extras)(pool))
        return [*sequence, self._source.choice(self._extras)(pool)]

    def _all_extras(self) -> tuple[Callable[[int], Operation], ...]:
        source = self._source
        return (
            lambda pool: op.get(source.choice(REFUSED_SIZES), pool),
            lambda pool: op.misuse(source.choice(_MISUSES), source.randrange(64), source.randrange(192), pool),
            lambda pool: op.foreign(source.choice(_FOREIGN), distance(source), source.randrange(192), pool),
            lambda pool: op.misuse(Target.RETURNED, source.randrange(4), 0, pool),
            op.take,
            op.take,
            op.reset,
            op.clear,
            lambda pool: op.write(self._word(), source.randrange(16), self._pattern(), source.randrange(192), pool),
            lambda pool: op.write(self._word(), 0, self._pattern(), source.randrange(192), pool),
            lambda pool: op.write_record(self._word(), source.randrange(8), self._pattern(), source.randrange(128), pool),
            op.destroy,
            self._create,
            op.counters,
            lambda _pool: op.destroy_null(),
        )

    def _create(self, pool: int) -> Operation:
        capacities = self._shape.capacities
        return op.create_default(pool) if capacities is None else op.create(*capacities, pool)

    def _get(self, pool: int) -> Operation:
        return op.get(self._source.choice(ACCEPTED_SIZES), pool)

    def _word(self) -> int:
        return self._source.choice(WORDS) if self._source.random() < 0.7 else self._source.getrandbits(64)

    def _pattern(self) -> Pattern:
        return self._source.choice(tuple(Pattern))

    def _flagged(self, operation: Operation) -> Operation:
        return operation.observing_usage() if self._source.random() < self._observe_usage else operation
