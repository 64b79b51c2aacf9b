"""In which order a pool lends: each order that can be promised, held against what was lent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .survey import Survey

_STYLES: Final = (("whole", "newest"), ("whole", "oldest"), ("whole", "any"), ("part", "any"), ("walk", "any"))
_STEPS: Final = 700
_SEEDS: Final = (1, 2, 3)
_NEARLY: Final = 0.9
_CANDIDATES: Final = (("lifo", False), ("lifo", True), ("fifo", False), ("lowest-address", False))


@dataclass(slots=True)
class Fit:
    """How often what was due was lent, of the gets that could have shown another order."""

    held: int = 0
    asked: int = 0

    @property
    def is_whole(self) -> bool:
        return self.asked > 0 and self.held == self.asked


def infer_order(survey: Survey) -> None:
    """Promise the order that fits, or say how nearly one did."""
    survey.on_progress("the order")
    logs = list(_logs(survey))
    count = survey.asked.count if not survey.shape.is_at_least else 0
    fits = {candidate: _fit(logs, count, *candidate) for candidate in _CANDIDATES}
    times = f"gets after returns, in {len(logs)} orders"
    if not any(fit.asked for fit in fits.values()):
        survey.draft.leave_out("order.reuse", "with one block there is no order to see")
    elif whole := [candidate for candidate, fit in fits.items() if fit.is_whole]:
        reuse, fresh_first = whole[0]
        survey.draft.promise("order.reuse", reuse, f"{fits[whole[0]].held:,} of {fits[whole[0]].asked:,} {times}")
        if fresh_first:
            survey.draft.promise("order.fresh_first", True, "never-lent blocks came before those that came back")
    else:
        (reuse, _), fit = max(fits.items(), key=lambda each: each[1].held / max(each[1].asked, 1))
        why = f"{reuse} held in {fit.held:,} of {fit.asked:,} {times}"
        if fit.held >= _NEARLY * fit.asked:
            why += ": probably a fault"
            survey.draft.doubts.append(f"order.reuse: {why}")
        survey.draft.leave_out("order.reuse", why)
    _infer_fresh(survey, logs)


def _infer_fresh(survey: Survey, logs: Sequence[Sequence[int]]) -> None:
    steps = [later - earlier for log in logs for earlier, later in pairwise(dict.fromkeys(each for each in log if each > 0))]
    upwards = sum(step > 0 for step in steps)
    if survey.shape.is_at_least:
        survey.draft.leave_out("order.fresh", "a pool that lends more than its count can't promise it")
    elif steps and upwards == len(steps):
        survey.draft.promise(
            "order.fresh", "ascending", f"{len(steps):,} of {len(steps):,} never-lent blocks lay above the last"
        )
    elif steps and upwards == 0 and survey.draft.value("order.reuse") != "lowest-address":
        survey.draft.promise(
            "order.fresh", "descending", f"{len(steps):,} of {len(steps):,} never-lent blocks lay below the last"
        )
    elif steps:
        survey.draft.leave_out("order.fresh", f"{upwards:,} of {len(steps):,} never-lent blocks lay above the last")


def _logs(survey: Survey) -> Iterator[list[int]]:
    for seed in _SEEDS:
        for style, returns in _STYLES:
            if seed > 1 and returns != "any":
                continue
            outcome = survey.probe("order", most=survey.most, seed=seed, style=style, returns=returns, steps=_STEPS)
            log = outcome.last("log")
            if log is not None:
                yield log[0]


def _fit(logs: Sequence[Sequence[int]], count: int, reuse: str, fresh_first: bool) -> Fit:
    """``count``: of never-lent blocks at first; 0: nobody knows how many there are."""
    fit = Fit()
    for log in logs:
        free: list[int] = []
        known: set[int] = set()
        for entry in log:
            if entry < 0:
                free.append(-entry)
                continue
            fresh_left = count - len(known) if count else 0
            if free and (fresh_left > 0 or not count or entry in known):
                due = _due(reuse, free, is_fresh_due=fresh_left > 0 and (fresh_first or reuse == "fifo"))
                is_right = entry not in known if due is None else entry == due
                is_open = not count and entry not in known and reuse != "lifo"
                fit.asked += not is_open and (len(free) > 1 or fresh_left > 0 or due is None)
                fit.held += is_right and not is_open and (len(free) > 1 or fresh_left > 0 or due is None)
            known.add(entry)
            if entry in free:
                free.remove(entry)
    return fit


def _due(reuse: str, free: Sequence[int], *, is_fresh_due: bool) -> int | None:
    """The block that is due; None: a never-lent one."""
    if is_fresh_due:
        return None
    match reuse:
        case "lifo":
            return free[-1]
        case "fifo":
            return free[0]
        case _:
            return min(free)
