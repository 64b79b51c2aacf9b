"""What fails by a count: a long sequence that no shrinking makes short is tried again as a few operations, over and over.

A counter that overflows needs its number of operations, and the sequence in which it was met holds much else. The same few
operations as often as the log of the native lane has room for fail at the very operation that is one too many: what comes
before it is minimal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from poolproof.spec.vocabulary import LOG_CAPACITY

from .. import operations as op
from ..generators import shapes
from ..operations import Kind, Operation, Target
from ..runs import Session

_DRAINED_AT_MOST: Final = 64
_ROUNDS: Final = (1 << 17) + 100


def counted(operations: Sequence[Operation], session: Session, admits: Callable[[Operation], bool]) -> list[Operation] | None:
    """The shortest sequence of this kind that the subject answers wrongly, shorter than the given one; None: there is none.
    ``admits``: says whether the contract promises what becomes of an operation."""
    shortest: list[Operation] | None = None
    for opening in filter(admits, _openings(operations)):
        for body in _bodies(opening, session):
            if not all(map(admits, body)):
                continue
            limit = len(operations) if shortest is None else len(shortest)
            candidate = [opening, *body * min(_ROUNDS, LOG_CAPACITY // len(body))][: min(limit - 1, LOG_CAPACITY)]
            place = session.replay_in_lane(candidate).place
            if place is not None:
                shortest = candidate[: place + 1]
    return shortest


def _openings(operations: Sequence[Operation]) -> Iterator[Operation]:
    yield op.create(1, 1)
    given = next((each for each in operations if each.kind == Kind.CREATE), None)
    if given is not None:
        yield given._replace(pool=0).without_usage()


def _bodies(opening: Operation, session: Session) -> tuple[list[Operation], ...]:
    n, m = session.default_capacities or (1, 1) if opening.flags & op.Flag.DEFAULT_CONFIG else opening.capacities
    n = min(n, _DRAINED_AT_MOST)
    pair = [op.get(), op.give_back()]
    return (
        pair,
        [op.take(), op.reset()],
        [*[op.take()] * min(m, 4096), op.reset()],
        [op.get(9)],
        [op.get()],
        [op.misuse(Target.NULL)],
        [*pair, op.misuse(Target.RETURNED)],
        [op.get(), op.clear()],
        [op.counters()],
        [op.get(), op.write(op.SIZE_MAX), op.give_back()],
        [*shapes.drain(n + 1), *shapes.return_oldest_first(n)],
    )
