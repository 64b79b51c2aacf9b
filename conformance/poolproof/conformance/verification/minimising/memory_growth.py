"""Whether memory that grows in a pool's life goes on growing (LIFE-2), seen from long sequences in the native lane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from poolproof.spec.contracts import How
from poolproof.spec.vocabulary import LANE_POOLS, LOG_CAPACITY

from ...judge.growth import grows_on
from ...operations import Kind, Operation, counters
from ...repeated import Repeated, parts_of
from ...runs import Session
from ...subjects.terms import most_blocks

_TIMES = (300, 2_400, 19_200)
"""How often something is done until it shows: of what grows each time, every hundredth, every thousandth time."""
_OPERATIONS_AT_MOST = 80_000
"""More takes the judge a second."""
_OVER_AND_OVER_AT_MOST: Final = 10_000
_GOES_ON_FOR: Final = 1_200_000
"""Operations, a good second in the lane: more than what marathons repeat, and more than any history that a pool keeps."""
_SMALL: Final = 4096
"""Blocks. Clear may take as many steps."""


def goes_on(session: Session, operations: Sequence[Operation]) -> bool:
    """Whether what grew in a sequence grows without end: the second half of its last life, over and over. Where the lane can't
    follow, there is nothing to doubt it by: of blocks that a pool makes anew each time it has room for a few alone."""
    if session.subject.contract.block.exhausted.how is How.GROWS and operations[-1].kind == Kind.GET:
        return True
    begins = max((at for at, each in enumerate(operations) if each.kind in (Kind.CREATE, Kind.DESTROY)), default=0)
    body = operations[(begins + 1 + len(operations)) // 2 :]
    is_small = max(each.capacities[0] for each in operations) <= _SMALL
    at_most = _GOES_ON_FOR if is_small else LOG_CAPACITY - len(operations)
    times = at_most // max(len(body), 1)
    if (
        session.subject.contract.block.capacity == "at-least"
    ):  # of one that lends ever new blocks the lane soon asks for no more
        times = min(times, (most_blocks(session.subject.contract) - _gets(operations)) // max(_gets(body), 1))
    if not session.subject.is_library or times < 1 or any(each.pool >= LANE_POOLS for each in operations):
        return True
    replay = session.replay_in_lane(Repeated((operations, 1), (body, times)))
    return replay.place is not None or grows_on(replay.growth)


def _gets(operations: Sequence[Operation]) -> int:
    return sum(each.kind == Kind.GET for each in operations)


def telling_ones(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Of a long sequence of one life that takes more and more memory: others that the judge may see it in. It sees what
    is not allocated, but had of the system, where the usage is asked for."""
    yield from _over_and_over(operations)
    parts = parts_of(operations)
    for times in _TIMES:
        clipped = [(body, min(repeats, times)) for body, repeats in parts[:-1]]
        wanted = [*chain.from_iterable([*body] * repeats for body, repeats in clipped)]
        if len(wanted) > _OPERATIONS_AT_MOST:
            return
        yield wanted
        yield [*chain.from_iterable([*body, counters()] * repeats for body, repeats in clipped)]


def _over_and_over(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """What repeats little takes memory a few times, too few for the judge: its second half, again and again."""
    life = [each for each in operations if each.kind != Kind.DESTROY]
    body = [*life[(len(life) + 1) // 2 :], counters()]
    times = min(_TIMES[0], _OVER_AND_OVER_AT_MOST // len(body))
    if times > 1:
        yield [*life, *body * times]


def is_one_life(operations: Sequence[Operation]) -> bool:
    """Whether one pool is made in it, at its beginning: what others take is no growth."""
    return sum([each.kind for each in body].count(Kind.CREATE) * min(times, 2) for body, times in parts_of(operations)) == 1
