"""Which counters a pool has, and whether they are right after every operation."""

from __future__ import annotations

from typing import Final

from .speakers import COUNTERS
from .survey import Survey

_STEPS: Final = 400


def infer_counters(survey: Survey) -> None:
    for name in COUNTERS:
        if name in survey.prober.can:
            _infer_counter(survey, name)
        else:
            survey.draft.leave_out(f"counters.{name}", "there is none")


def _infer_counter(survey: Survey, name: str) -> None:
    survey.on_progress(f"the counter {name}")
    outcome = survey.probe("counter", counter=name, most=survey.most, steps=_STEPS, refuses=survey.can_be_exhausted)
    counted = outcome.of("counted")
    path, total = f"counters.{name}", survey.shape.capacity or survey.shape.lent
    if not counted or not outcome.came_back:
        raised = outcome.last("raised")
        why = "there is none" if raised and raised[0] == "AttributeError" else f"the process that asked for it {outcome.ending}"
        survey.draft.leave_out(path, why)
        return
    least = survey.asked.count if survey.shape.is_at_least else None
    right = sum(_is_right(name, lent, peak, told, total, least) for lent, peak, told in counted)
    if right == len(counted):
        survey.draft.promise(path, "exact", f"right after {right:,} of {len(counted):,} operations")
        return
    why = f"right after {right:,} of {len(counted):,} operations: probably a fault, unless it counts something else"
    survey.draft.doubts.append(f"{path}: {why}")
    survey.draft.leave_out(path, why)


def _is_right(name: str, lent: int, peak: int, told: int, total: int, least: int | None) -> bool:
    """``least``: how many blocks a pool has at least, that may have more."""
    match name:
        case "capacity":
            return told == total if least is None else told >= max(least, lent)
        case "used":
            return told == lent
        case "free":
            return told == total - lent if least is None else told >= least - lent
        case _:
            return told == peak
