"""What each shard of a simulated campaign comes to: the same, wherever and however often it is done."""

from __future__ import annotations

import enum
import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Final

from poolproof.spec.contracts import default_contract

from .. import operations as op
from ..campaign.drivers import Workplace
from ..campaign.examiner import OnDiscovery
from ..campaign.shape import group_of
from ..campaign.shards import Discovery, Driver, Shard, ShardResult
from ..cases import Case
from ..judge import Situation
from ..subjects import MachineError, SubjectError

_REQUIREMENTS: Final = ("OWN-2", "GUARD-1", "ORDER-1", "CLEAR-1", "ISO-2")
_LONG: Final = 9
"""Operations: so many that no find is taken for another that fails soon."""


def _case(number: int) -> Case:
    operations = (op.create(1, 1), *[op.get()] * (_LONG + number))
    return Case((_REQUIREMENTS[number],), "this", "that", default_contract(), "subject", operations)


CASES: Final = tuple(_case(number) for number in range(len(_REQUIREMENTS)))
GROUPS: Final = tuple(group_of(each) for each in CASES)


def operations_of(number: int) -> int:
    """How many operations a shard runs. No two sums of different shards are alike."""
    return int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:6], "little")


def seen_in(number: int) -> Counter[str]:
    """The finds of a shard by group, and how often it meets each."""
    first = [GROUPS[number // 3 % len(GROUPS)]] if number % 3 == 1 else []
    second = [GROUPS[number // 5 % len(GROUPS)]] if number % 5 == 2 else []
    return Counter(dict.fromkeys((*first, *second), 1 + number % 4))


def discovery(group: str, driver: Driver) -> Discovery:
    return Discovery(group, CASES[GROUPS.index(group)], driver, 5, 5)


class Lack(enum.Enum):
    """What a shard comes to nothing for."""

    SUBJECT = "the subject is gone"
    MEMORY = "the machine has no room for it"
    SENSE = "an error of poolproof itself"


@dataclass(slots=True)
class SimulatedWorkplace(Workplace):
    lacks: Lack | None = None

    def __post_init__(self) -> None:
        """There is nothing to learn."""

    def run(
        self, shard: Shard, seconds_left: float = float("inf"), on_discovery: OnDiscovery = lambda _discovery: None
    ) -> ShardResult:
        if self.lacks == Lack.SUBJECT:
            raise SubjectError("subject", "is gone", "bring it back")
        if self.lacks == Lack.MEMORY:
            raise MachineError("there is no memory left")
        if self.lacks == Lack.SENSE:
            raise ZeroDivisionError
        seen = seen_in(shard.number)
        found = tuple(discovery(each, shard.driver) for each in seen)
        for each in found:
            on_discovery(each)
        is_whole = seconds_left > 0
        reached = Counter({Situation(0, 3, 0): 1 + shard.number})
        return ShardResult(shard, is_whole, operations_of(shard.number), 1.0, reached, frozenset({1}), found, seen)
