"""Where a run has been: how full the pool was, what was asked, what came of it.

A requirement is only as well checked as the situations in which it was put to the test. Which there are follows from the model
and the capacity alone, so one that was never reached can be named.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from poolproof.spec import Status

from ..names import operation_name
from ..operations import Kind


class Occupancy(enum.IntEnum):
    """How much of a pool is lent. In a pool of one buffer there is nothing between ``EMPTY`` and ``FULL``."""

    EMPTY = 0
    ONE = 1
    SOME = 2
    ALL_BUT_ONE = 3
    FULL = 4


class Situation(NamedTuple):
    occupancy: int
    kind: int
    status: int

    def __str__(self) -> str:
        occupancy = Occupancy(self.occupancy).name.lower().replace("_", " ")
        return f"{operation_name(self.kind)} -> BP_{Status(self.status).name} with {occupancy} lent"


@lru_cache(maxsize=1024)
def situation(occupancy: int, kind: int, status: int) -> Situation:
    """The one of these three. There are few, and each is met thousands of times."""
    return Situation(occupancy, kind, status)


def occupancy_of(lent: int, count: int) -> Occupancy:
    """``lent``: of a pool of so many blocks; one that may have more than its count lends more."""
    free = count - lent
    if free <= 0:
        return Occupancy.FULL
    if not lent:
        return Occupancy.EMPTY
    if free == 1:
        return Occupancy.ALL_BUT_ONE
    return Occupancy.ONE if lent == 1 else Occupancy.SOME


def situations(block_count: int) -> Iterator[tuple[Situation, str]]:
    """Every situation that a pool of this capacity can be in, and the requirement that is put to the test there."""
    for occupancy in _occupancies(block_count):
        for kind, status, requirement in _ALWAYS:
            yield Situation(occupancy, kind, status), requirement
        if occupancy == Occupancy.FULL:
            yield Situation(occupancy, Kind.GET, Status.EXHAUSTED), "CAP-2"
            yield Situation(occupancy, Kind.GET, Status.INVALID_SIZE), "GUARD-3"
        else:
            yield Situation(occupancy, Kind.GET, Status.OK), "CAP-1"
            yield Situation(occupancy, Kind.GET, Status.INVALID_SIZE), "GUARD-2"
            yield Situation(occupancy, Kind.RETURN, Status.NOT_IN_USE), "OWN-2"
        if occupancy != Occupancy.EMPTY:
            yield Situation(occupancy, Kind.RETURN, Status.OK), "ORDER-1"


_ALWAYS = (
    (Kind.RETURN, Status.NOT_OWNED, "OWN-1"),
    (Kind.TAKE, Status.OK, "RECEIPT-1"),
    (Kind.TAKE, Status.RECEIPTS_EXHAUSTED, "RECEIPT-1"),
    (Kind.RESET, Status.OK, "RECEIPT-3"),
    (Kind.CLEAR, Status.OK, "CLEAR-1"),
)


def _occupancies(block_count: int) -> Iterator[Occupancy]:
    yield Occupancy.EMPTY
    if block_count > 1:
        yield Occupancy.ALL_BUT_ONE
    if block_count > 2:
        yield Occupancy.ONE
    if block_count > 3:
        yield Occupancy.SOME
    yield Occupancy.FULL
