"""What a contract promises to abort, and was asked for in a process of its own."""

from __future__ import annotations

from poolproof.spec.contracts import Answer
from poolproof.spec.vocabulary import Ending

from ..names import block_name, signal_name
from ..observations import LentKind, Observation
from .docket import Docket
from .finding import Finding


def judge_ending(
    docket: Docket,
    seen: Observation,
    requirement: str,
    expected: str,
    *,
    aborts: bool,
    also: tuple[Answer, ...] = (),
) -> list[Finding]:
    """Whether the process ended as it should. What happened there did not happen to the pool at hand, so pool and model stay
    together. ``also``: answers that would do as well."""
    match seen.ending:
        case Ending.SIGNAL | Ending.STATUS if aborts:
            if seen.disturbed_kind == LentKind.NONE:
                return []
            name = block_name(seen.disturbed_kind, seen.disturbed_index, seen.disturbed_pool)
            observed = f"it ended, and had changed {name}, which is lent"
        case Ending.CAME_BACK if any(docket.fits(each, seen._replace(ending=Ending.NONE)) for each in also):
            return []
        case Ending.CAME_BACK:
            observed = f"it came back with {docket.words.status(seen.status)}"
        case Ending.NONE:
            observed = docket.words.status(seen.status)
        case _:
            observed = ending_text(seen)
    return [docket.finding(requirement, expected, observed, ends_trace=seen.ending == Ending.NONE)]


def ending_text(seen: Observation) -> str:
    """``it was killed by SIGABRT``."""
    match seen.ending:
        case Ending.SIGNAL:
            return f"it was killed by {signal_name(seen.ending_number)}"
        case Ending.STATUS:
            return f"the process ended with status {seen.ending_number}"
        case Ending.ZERO:
            return "the process ended with status 0, as if all were well"
    return "it hung"
