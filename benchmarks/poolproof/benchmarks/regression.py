"""Figures held against those of an earlier run."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from .document import Baseline
from .estimates import Estimate
from .outcome import Row


class Change(enum.StrEnum):
    NONE = "within the limit"
    REGRESSION = "regression"
    UNCLEAR = "too noisy to tell"
    ABSENT = "not in both"


@dataclass(frozen=True, slots=True)
class Compared:
    """``by``: the change as a share of the earlier figure, with the interval that both figures' noise gives it."""

    key: tuple[str, str, str]
    change: Change
    by: Estimate | None


def compare_rows(rows: Sequence[Row], baseline: Baseline, limit: float) -> tuple[Compared, ...]:
    """Hold each row against the baseline's; ``limit`` as a share: 0.03 is 3 %."""
    return tuple(_compared(row, baseline.cycles.get(row.key), limit) for row in rows)


def _compared(row: Row, then: Estimate | None, limit: float) -> Compared:
    if then is None or row.cycles is None:
        return Compared(row.key, Change.ABSENT if then is None else Change.UNCLEAR, None)
    now = row.cycles
    by = Estimate(now.value / then.value - 1, now.low / then.high - 1, now.high / then.low - 1)
    return Compared(row.key, change_of(by, limit), by)


def change_of(by: Estimate, limit: float) -> Change:
    """A regression is above the limit and beyond the noise; what the noise could hide is unclear."""
    if by.high <= limit:
        return Change.NONE
    if by.value > limit and by.low > 0:
        return Change.REGRESSION
    if by.value <= limit and by.high - by.low <= limit:
        return Change.NONE
    return Change.UNCLEAR
