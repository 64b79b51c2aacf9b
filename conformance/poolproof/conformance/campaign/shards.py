"""What a campaign is made of: shards, each about a second of work, the same work wherever and however often it is done."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Final

from poolproof.spec import Level

from ..cases import Case
from ..judge import Situation
from ..subjects import Subject

SEEDS_A_SHARD: Final = 1 << 24
"""Walks of the native lane that one shard may have: many times what fits into its second."""
OPENING_PARTS: Final = 5
SEEDS: Final = 1 << 64


class Driver(enum.StrEnum):
    """What draws the operations of a shard."""

    OPENING = "opening"
    """The sequences that are the same in every campaign: scripts, pools of every capacity, marathons, small pools explored."""
    LANE = "native lane"
    WALKS = "random walks"
    MARATHONS = "random marathons"
    MACHINE = "state machine"
    GUIDED = "libFuzzer"


@dataclass(frozen=True, slots=True)
class Shard:
    """``amount``: how much of it, in units of its driver (operations, walks, marathons, examples); of the
    opening, which of its parts; of libFuzzer, seconds."""

    number: int
    driver: Driver
    amount: int


@dataclass(frozen=True, slots=True)
class Order:
    """What every shard of a campaign shares; the subject brings its contract along. ``seed``: drawn once, so that no
    two campaigns draw the same walks; ``examples``: where the state machine keeps its own examples, a folder or an address of
    Redis."""

    subject: Subject
    level: Level
    seed: int
    examples: str | None = None

    def lane_seed(self, shard: Shard) -> int:
        """Of the shard's first walk in the native lane: the others follow it, and no shard has one of another's."""
        return (self.seed + shard.number * SEEDS_A_SHARD) % SEEDS

    def source(self, shard: Shard) -> Random:
        """The generator of all else that a shard draws."""
        return Random(f"{self.seed}/{shard.number}")


@dataclass(frozen=True, slots=True)
class Discovery:
    """A violation, minimised and confirmed. ``group``: what makes it the same as another; ``reproduced`` of ``attempts`` fresh
    processes showed it again."""

    group: str
    case: Case
    driver: Driver
    reproduced: int
    attempts: int


@dataclass(frozen=True, slots=True)
class ShardResult:
    """``is_whole``: it was done to its end, and need not be done again. ``seen``: how often each group was met, minimised or
    not; ``unconfirmed``: what was seen and could not be shown again; ``capacities``: of buffers, in the pools it made."""

    shard: Shard
    is_whole: bool
    operations: int
    seconds: float
    reached: Counter[Situation] = field(default_factory=Counter)
    capacities: frozenset[int] = frozenset()
    discoveries: tuple[Discovery, ...] = ()
    seen: Counter[str] = field(default_factory=Counter)
    unconfirmed: tuple[str, ...] = ()
