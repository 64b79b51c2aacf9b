"""From an estimate to an answer. What is too noisy to tell is inconclusive, and never a pass."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from .estimates import Estimate

RESOLUTION_CYCLES: Final = 0.1
"""A figure is read to a tenth of a cycle: a loop adds a hundredth or two to the operation in it."""
RESOLUTION: Final = 0.01
"""No difference smaller than this is claimed: figures of one thing repeat so well, and no better."""
_WIDEST: Final = 0.05
"""An interval as wide as this share of its value does not show that there is no difference."""


class Answer(enum.StrEnum):
    MEETS = "meets"
    MISSES = "misses"
    INCONCLUSIVE = "inconclusive"


class Comparison(enum.StrEnum):
    SAME = "no difference"
    FASTER = "faster"
    SLOWER = "slower"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Judgement:
    answer: Answer
    why: str


def at_most(
    figure: Estimate | None, limit: float, problem: str, *, least: float | None = None, slack: float = RESOLUTION_CYCLES
) -> Judgement:
    """Whether a figure is at most ``limit``. ``problem``: why there is none.

    ``least``: what the least disturbed rounds came to. Noise only slows: what meets the limit there is not shown to miss it."""
    if figure is None:
        return Judgement(Answer.INCONCLUSIVE, problem)
    told = f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"
    if figure.high <= limit + slack:
        return Judgement(Answer.MEETS, told)
    lowest = figure.low if least is None else min(figure.low, least)
    if lowest > limit + slack:
        return Judgement(Answer.MISSES, told)
    return Judgement(Answer.INCONCLUSIVE, f"noise: {told}, {lowest:.2f} where it was least, lies on both sides of {limit:g}")


def at_least(figure: Estimate | None, limit: float, problem: str) -> Judgement:
    """Whether a figure is at least ``limit``."""
    if figure is None:
        return Judgement(Answer.INCONCLUSIVE, problem)
    told = f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"
    if figure.low >= limit:
        return Judgement(Answer.MEETS, told)
    if figure.high < limit:
        return Judgement(Answer.MISSES, told)
    return Judgement(Answer.INCONCLUSIVE, f"noise: {told} lies on both sides of {limit:g}")


def compare(ratio: Estimate | None) -> Comparison:
    """What a ratio of two figures shows."""
    if ratio is None:
        return Comparison.INCONCLUSIVE
    if ratio.low > 1 + RESOLUTION:
        return Comparison.SLOWER
    if ratio.high < 1 - RESOLUTION:
        return Comparison.FASTER
    return Comparison.INCONCLUSIVE if ratio.width > _WIDEST else Comparison.SAME
