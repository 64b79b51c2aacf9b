"""A contract: what one pool promises, as plain records. Each key of the language is a field of the same name."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias


class How(enum.StrEnum):
    """What becomes of an operation that should not succeed."""

    REFUSED = "refused"
    IGNORED = "ignored"
    ABORTS = "aborts"
    GROWS = "grows"
    UNDEFINED = "undefined"


class Answer(NamedTuple):
    """``code``: exactly this answer, a number of a C library or the name of a Python exception; None: any refusal."""

    how: How
    code: int | str | None = None

    @property
    def is_promised(self) -> bool:
        return self.how is not How.UNDEFINED

    @property
    def is_refusal(self) -> bool:
        return self.how is How.REFUSED

    def __str__(self) -> str:
        return self.how.value if self.code is None else f"{self.how.value}:{self.code}"


class Fill(NamedTuple):
    """``kept``: what the last holder left; ``byte``: this one everywhere; neither: anything."""

    kept: bool = False
    byte: int | None = None

    @property
    def is_promised(self) -> bool:
        return self.kept or self.byte is not None

    def __str__(self) -> str:
        if self.byte is None:
            return "kept" if self.kept else "any"
        return "zero" if self.byte == 0 else f"0x{self.byte:02X}"


class Counts(NamedTuple):
    """The counts that create accepts, first and last."""

    first: int
    last: int

    def holds(self, count: int) -> bool:
        return self.first <= count <= self.last


Reuse: TypeAlias = Literal["any", "lifo", "fifo", "lowest-address"]
Fresh: TypeAlias = Literal["any", "ascending", "descending"]
Counted: TypeAlias = Literal["none", "exact", "at-rest"]


@dataclass(frozen=True, slots=True)
class Block:
    size: int
    """Bytes."""
    align: int
    count: int
    counts: Counts
    all_counts: bool
    capacity: Literal["exact", "at-least"]
    exhausted: Answer


@dataclass(frozen=True, slots=True)
class Order:
    reuse: Reuse
    fresh: Fresh
    fresh_first: bool
    after_clear: Literal["any", "as-created"]


@dataclass(frozen=True, slots=True)
class Contents:
    at_get: Fill
    while_free: Fill


@dataclass(frozen=True, slots=True)
class Size:
    smallest: int
    largest: int
    """Bytes; with binding 1 lanes."""
    too_large: Answer
    before_capacity: bool


@dataclass(frozen=True, slots=True)
class Misuse:
    null: Answer
    foreign: Answer
    other_pool: Answer
    interior: Answer
    double: Answer
    revoked: Answer
    record: Answer


@dataclass(frozen=True, slots=True)
class Life:
    instances: Literal["many", "one", "any"]
    clear: bool
    destroy: Literal["frees", "needs-all-returned", "none"]
    destroy_null: bool
    out_of_memory: Answer
    bad_config: Answer
    storage: Literal["own", "given"]
    storage_align: int
    storage_fixed: int
    """Bytes."""
    storage_per_block: int
    """Bytes; 0: the size of a block, rounded up to its alignment."""


@dataclass(frozen=True, slots=True)
class Counters:
    capacity: Counted
    used: Counted
    free: Counted
    peak: Counted


@dataclass(frozen=True, slots=True)
class Sharing:
    between: Literal["owner", "threads", "interrupts"]
    progress: Literal["blocking", "lock-free"]
    order: Literal["any", "as-owner"]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Records that are taken one after the other, and given back all at once."""

    size: int
    """Bytes."""
    align: int
    count: int
    counts: Counts
    number_at: int | None
    exhausted: Answer


@dataclass(frozen=True, slots=True)
class Hot:
    allocates: bool
    system_calls: bool | Literal["futex"]
    first_touch: bool
    instructions: int
    """0: not judged."""


@dataclass(frozen=True, slots=True)
class Cost:
    """0: not judged."""

    memory: int
    """Bytes."""
    cache_hits: float
    tick_target: float
    tick_baseline: float


@dataclass(frozen=True, slots=True)
class Contract:
    name: str
    about: str
    based_on: str
    binding: int
    block: Block
    order: Order
    contents: Contents
    size: Size | None
    misuse: Misuse
    life: Life
    counters: Counters
    sharing: Sharing
    sequence: Sequence | None
    hot: Hot | None
    cost: Cost | None
    sha256: str
    """Of the file, and of the files that it is based on."""

    def storage_bytes(self, count: int) -> int:
        """How much storage a pool of so many blocks is given (life.storage)."""
        rounded = (self.block.size + self.block.align - 1) // self.block.align * self.block.align
        return self.life.storage_fixed + count * (self.life.storage_per_block or rounded)
