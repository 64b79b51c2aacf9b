"""Whether a subject still does what a case shows: the steps again, in fresh processes, judged anew."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from poolproof.spec.vocabulary import Probe

from ..generators.shapes import closing
from ..judge import Abilities, Finding, Judge, is_same_promise
from ..names import status_name
from ..observations import State, Trace
from ..operations import Flag, Kind
from ..runs import Session
from .case import Case, profile_of

ATTEMPTS: Final = 5
_NEEDS_SANITIZER: Final = (
    "nothing was seen, but only a sanitizer saw it before: poolproof fuzz --guided replays it from the source"
)


class Outcome(enum.StrEnum):
    FIXED = "fixed"
    STILL_FAILS = "still fails"
    CANNOT_RUN = "can't run"
    FLAKY = "flaky"


@dataclass(frozen=True, slots=True)
class Replayed:
    """``failures`` of ``attempts`` runs failed. ``trace`` ends with the step that fails; ``why``: why it can't run."""

    outcome: Outcome
    failures: int
    attempts: int
    trace: Trace = ()
    finding: Finding | None = None
    why: str | None = None


def replay(case: Case, session: Session, attempts: int = ATTEMPTS, *, sanitizer_follows: bool = False) -> Replayed:
    """Run the case that often, each time in a fresh process, and judge it by the case's own profile. ``sanitizer_follows``: the
    caller has it run under a sanitizer too, and need not be told that one would be needed."""
    why = _lacks(case, session)
    if why is not None:
        return Replayed(Outcome.CANNOT_RUN, 0, 0, why=why)
    failures, shown, ran = 0, Replayed(Outcome.FIXED, 0, attempts), False
    for _ in range(attempts):
        trace, found = _judged(case, session)
        finding = next((each for each in found if _counts(each, case)), None)
        if finding is not None:
            failures += 1
            shown = Replayed(Outcome.STILL_FAILS, failures, attempts, trace[: finding.place + 1], finding)
        else:
            why = _did_not_run(case, trace)
            ran |= why is None
    if failures == 0:
        if ran and case.sanitizer and not sanitizer_follows:
            ran, why = False, _NEEDS_SANITIZER
        return shown if ran else Replayed(Outcome.CANNOT_RUN, 0, attempts, why=why)
    outcome = Outcome.STILL_FAILS if failures == attempts else Outcome.FLAKY
    return Replayed(outcome, failures, attempts, shown.trace, shown.finding)


def _judged(case: Case, session: Session) -> tuple[Trace, list[Finding]]:
    trace = session.run(closing(case.operations), fresh=True)
    judge = Judge(profile_of(case), _abilities(session), session.subject.contract)
    return trace, [finding for step in trace for finding in judge.observe(step)]


def _abilities(session: Session) -> Abilities:
    return Abilities(
        counts_allocations=session.counts_allocations,
        counts_python_allocations=session.counts_python_allocations,
        counts_system_calls=bool(session.available_probes & Probe.SYSTEM_CALLS),
        counts_page_faults=bool(session.available_probes & Probe.PAGE_FAULTS),
    )


def _counts(finding: Finding, case: Case) -> bool:
    """The failure of the case, or one after which nothing of the case can be judged any more."""
    return is_same_promise(finding.requirements, case.requirements) or finding.ends_trace


def _lacks(case: Case, session: Session) -> str | None:
    """What would have to be observed to judge the case, and can't be here."""
    requirement, probes = case.requirements[0], session.available_probes
    counts_here = session.counts_allocations or (session.counts_python_allocations and requirement != "MEM-1")
    if requirement in ("HOT-1", "HOT-2", "MEM-1") and not counts_here:
        return "allocations of this subject can't be counted"
    for needed, probe, what in (
        ("HOT-3", Probe.SYSTEM_CALLS, "system calls"),
        ("HOT-4", Probe.PAGE_FAULTS, "page faults"),
        ("HOT-5", Probe.INSTRUCTIONS, "instructions"),
    ):
        if requirement == needed and not probes & probe:
            return f"{what} of this subject can't be counted on this machine"
    return None


def _did_not_run(case: Case, trace: Trace) -> str | None:
    """Why a run without a failure proves nothing, if so: the step that failed must have been taken."""
    for number, step in enumerate(trace[: len(case.operations)], start=1):
        seen = step.observation
        if (
            step.operation.kind == Kind.CREATE
            and seen.state == State.DONE
            and seen.status
            and 0 not in _capacities(case, number)
        ):
            return f"step {number}: create answers {status_name(seen.status)}: the subject does not serve this capacity"
    last = trace[len(case.operations) - 1].observation if len(trace) >= len(case.operations) else None
    if last is None or last.state != State.DONE:
        return f"step {len(case.operations)}, which failed, does not apply to this subject"
    return None


def _capacities(case: Case, number: int) -> Iterable[int]:
    operation = case.operations[number - 1]
    return (1,) if operation.flags & Flag.DEFAULT_CONFIG else operation.capacities
