"""What the whole operation costs a first-level cache that other work has filled, by simulation.

The hit rate alone misleads: an allocator touches many times the memory, most of it twice in a row, and so has a fine rate and
yet more misses. Beside the rate stand the misses of one operation.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .cachegrind import CacheUnmeasuredError, simulate

_SHORT_ROUNDS, _LONG_ROUNDS = 100, 300


@dataclass(frozen=True, slots=True)
class Misses:
    """Of one operation: data references, and those that missed the cache (its own, and the other work's that it evicted)."""

    references: float
    misses: float

    @property
    def hit_rate(self) -> float:
        return 1 - self.misses / self.references


def misses_of(loop: Path, kernels: Path) -> Misses:
    """Simulate the whole operation amid other work. Raises CacheUnmeasuredError."""
    with_it = _a_round(loop, kernels, 1)
    without = _a_round(loop, kernels, 0)
    references = with_it[0] - without[0]
    if references <= 0:
        raise CacheUnmeasuredError("cachegrind counted no data reference")
    return Misses(references, max(with_it[1] - without[1], 0.0))


def _a_round(loop: Path, kernels: Path, operations: int) -> tuple[float, float]:
    """References and misses of one round; the difference of two lengths leaves out loading and creation."""
    short = simulate([str(loop), str(kernels), str(_SHORT_ROUNDS), str(operations)])
    long = simulate([str(loop), str(kernels), str(_LONG_ROUNDS), str(operations)])
    rounds = _LONG_ROUNDS - _SHORT_ROUNDS
    return (long[0] - short[0]) / rounds, (long[1] - short[1]) / rounds
