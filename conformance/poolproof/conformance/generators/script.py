"""A directed sequence, and the name that says what it has in mind: what it finds is judged like everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..operations import Operation


@dataclass(frozen=True, slots=True)
class Script:
    """``operations`` include the creation of its pools, and their end."""

    name: str
    operations: Sequence[Operation]
    is_variant: bool = False
    """The one before it was the same but for looks at the usage."""
    is_judged_at_any_size: bool = False
    """The judge itself sees it however large the pool: it shows what the model in C does not watch for, pages touched first."""
    is_timed: bool = False
    """It shows what takes longer the longer a pool is used (HOT-5)."""


@dataclass(frozen=True, slots=True)
class PoolSize:
    """What a script is written for, and the create of such a pool."""

    block_count: int
    record_count: int
    create: Operation


Body = Callable[[PoolSize], list[Operation]]
