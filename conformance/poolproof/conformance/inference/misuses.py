"""What becomes of returns that are not proper, each tried in processes of its own."""

from __future__ import annotations

from typing import Final

from .misuse_probes import SITUATIONS
from .probing import Outcome
from .survey import Survey, refusal, shown

_VARIANTS: Final = {"null": 1, "foreign": 3, "other_pool": 2, "interior": 4, "double": 4, "revoked": 2, "record": 1}

_MORE: Final = 8
"""Blocks beyond its count that a pool lends afterwards, where it has them: what came back wrongly comes last in a queue."""


def infer_misuses(survey: Survey) -> None:
    for kind, variants in _VARIANTS.items():
        why = _why_not(survey, kind)
        if why is not None:
            survey.draft.leave_out(f"misuse.{kind}", why)
        else:
            survey.on_progress(f"misuse: {kind}")
            _infer_misuse(survey, kind, variants)


def _why_not(survey: Survey, kind: str) -> str | None:
    """Why there can be no such misuse."""
    match kind:
        case "other_pool" if survey.draft.value("life.instances") == "one":
            return "there is never another pool"
        case "revoked" if survey.draft.value("life.clear") is not True:
            return "there is no clear to revoke a block"
        case "record" if "sequence" not in survey.draft.lines:
            return "there are no records"
        case "interior" if survey.asked.size == 1:
            return "one byte has no inside"
    return None


def _infer_misuse(survey: Survey, kind: str, variants: int) -> None:
    path, outcomes = f"misuse.{kind}", []
    more = min(survey.shape.lent - survey.most, _MORE) if survey.shape.is_at_least else 0
    counters = [name for name in ("used", "free") if survey.draft.value(f"counters.{name}") is not None]
    for situation in SITUATIONS:
        for variant in range(variants):
            outcome = survey.probe(
                "misuse",
                kind=kind,
                situation=situation,
                variant=variant,
                most=survey.most,
                refuses=survey.can_be_exhausted,
                more=more,
                counters=counters,
            )
            if outcome.of("asks"):
                outcomes.append(outcome)
                verdict = _trouble(outcome)
                if verdict is not None:
                    survey.draft.leave_out(path, f"undefined: {verdict} ({situation})")
                    return
    if not outcomes:
        survey.draft.leave_out(path, "undefined: it could not be tried")
        return
    codes = [outcome.of("answered")[0][0] for outcome in outcomes if outcome.of("answered")]
    times = f"{len(outcomes)} of {len(outcomes)} times"
    if not codes:
        survey.draft.promise(path, "aborts", f"the process was ended {times}")
    elif len(codes) < len(outcomes):
        survey.draft.leave_out(
            path, f"undefined: {len(outcomes) - len(codes)} of {len(outcomes)} ended the process, the others did not"
        )
    elif all(codes):
        survey.draft.promise(path, refusal(codes), f"answered {shown(codes)} {times}, and all was as before")
    else:
        survey.draft.promise(path, "ignored", f"all was as before {times}; the answer was {shown(codes)}")


def _trouble(outcome: Outcome) -> str | None:
    """Why it can't be promised; None: nothing went wrong, or the process was ended on purpose."""
    answered = outcome.last("answered")
    if answered is None:
        return None if outcome.aborted else f"the process {outcome.ending}"
    if not outcome.came_back:
        return f"it was answered {answered[0]}, and later the process {outcome.ending}"
    if outcome.last("undisturbed") == [False]:
        return f"it was answered {answered[0]}, and what others hold was overwritten"
    if not all(each[0] for each in outcome.of("whole")) or any(each[0] != 0 for each in outcome.of("returned")):
        what = "accepted" if answered[0] == 0 else f"answered {answered[0]}"
        return f"it was {what}, and then the pool lent other blocks than it should"
    if outcome.last("counted") == [False]:
        return f"it was answered {answered[0]}, and then the counters were wrong"
    return None
