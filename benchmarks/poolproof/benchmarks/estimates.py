"""Medians with an interval, from launches of rounds.

The rounds of one launch share its luck (where its memory lies, in which state its processor came to be), so launches are drawn
anew as well as the rounds in each: the interval of the rounds alone would be far too small.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

_REPLICATES = 1000
_SHARE_OUTSIDE = 0.05


@dataclass(frozen=True, slots=True)
class Estimate:
    """A median, and the interval that holds it in 95 of 100 cases."""

    value: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """The interval's, as a share of the value."""
        return (self.high - self.low) / abs(self.value) if self.value else math.inf


def estimate(launches: Sequence[Sequence[float]], *, seed: int = 0) -> Estimate:
    """The median over launches of the median over rounds, with its bootstrap interval. No launch may be empty."""
    source = random.Random(seed)
    ordered = [sorted(rounds) for rounds in launches]
    value = statistics.median(statistics.median(rounds) for rounds in ordered)
    drawn = sorted(
        statistics.median(_median_drawn_anew(source.choice(ordered), source) for _ in ordered) for _ in range(_REPLICATES)
    )
    outside = int(_REPLICATES * _SHARE_OUTSIDE / 2)
    return Estimate(value, min(value, drawn[outside]), max(value, drawn[-1 - outside]))


def _median_drawn_anew(ordered: Sequence[float], source: random.Random) -> float:
    """The median of as many values drawn from ``ordered`` with replacement, without drawing them.

    The middle one of n uniform numbers has a beta distribution; its place among the n values is theirs."""
    half = (len(ordered) + 1) / 2
    return ordered[min(int(source.betavariate(half, half) * len(ordered)), len(ordered) - 1)]
