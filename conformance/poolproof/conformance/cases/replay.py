"""Whether a subject still does what a case shows: the steps again, in fresh processes, judged anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from poolproof.spec.contracts import Contract, promise_lines
from poolproof.spec.vocabulary import Probe

from ..judge import Abilities, Finding, Judge, is_same_promise
from ..judge.wording import words_of
from ..observations import NOT_RUN, State, Trace
from ..operations import Flag, Kind, Operation
from ..reports.calls import call_text
from ..runs import Session
from ..verification.promised import Promised
from .case import Case
from .replay_meeting import replay_meeting
from .replayed import Outcome, Replayed

__all__ = ["ATTEMPTS", "Outcome", "Replayed", "clash", "replay"]

ATTEMPTS: Final = 5
_DIGITS: Final = 12
"""Of a sha256, as people tell two of them apart."""
_NEEDS_SANITIZER: Final = (
    "nothing was seen, but only a sanitizer saw it before: poolproof fuzz --guided replays it from the source"
)


def replay(case: Case, session: Session, attempts: int = ATTEMPTS, *, sanitizer_follows: bool = False) -> Replayed:
    """Run the case that often, each time in a fresh process, and judge it by the contract of the session's subject.
    ``sanitizer_follows``: the caller has it run under a sanitizer too, and need not be told that one would be needed."""
    promised = Promised(session.subject.contract)
    if case.meeting is not None:
        why = _of_another_binding(case, promised.contract)
        if why is not None:
            return Replayed(Outcome.CANNOT_RUN, 0, 0, why=why)
        met = replay_meeting(case.meeting, session.subject, attempts)
        said = [each for each in (met.note, clash(case, promised.contract)) if each is not None]
        return replace(met, note="; ".join(said) or None, contract=promised.contract)
    why = _of_another_binding(case, promised.contract) or _not_admitted(case, promised) or _lacks(case, session)
    if why is not None:
        return Replayed(Outcome.CANNOT_RUN, 0, 0, why=why)
    replayed = _replayed(case, session, promised, attempts, sanitizer_follows)
    return replace(replayed, note=clash(case, promised.contract), contract=promised.contract)


def clash(case: Case, contract: Contract) -> str | None:
    """That a case was saved by another contract than it is judged by, in words; None where both promise the same."""
    saved = case.contract
    if promise_lines(saved) == promise_lines(contract):
        return None
    if saved.name != contract.name:
        return f"saved by the contract {saved.name}, and judged by {contract.name}"
    then, now = (f"sha256 {each.sha256[:_DIGITS]}" for each in (saved, contract))
    return f"saved by another text of the contract {contract.name} ({then}) than it is judged by ({now})"


def _replayed(case: Case, session: Session, promised: Promised, attempts: int, sanitizer_follows: bool) -> Replayed:
    failures, shown, ran = 0, Replayed(Outcome.FIXED, 0, attempts), False
    why = None
    for _ in range(attempts):
        trace, found = _judged(case, session, promised)
        finding = next((each for each in found if _counts(each, case)), None)
        if finding is not None:
            failures += 1
            shown = Replayed(Outcome.STILL_FAILS, failures, attempts, trace[: finding.place + 1], finding)
        else:
            why = _did_not_run(case, trace, promised.contract)
            ran |= why is None
    if failures == 0:
        if ran and case.sanitizer and not sanitizer_follows:
            ran, why = False, _NEEDS_SANITIZER
        return shown if ran else Replayed(Outcome.CANNOT_RUN, 0, attempts, why=why)
    outcome = Outcome.STILL_FAILS if failures == attempts else Outcome.FLAKY
    return Replayed(outcome, failures, attempts, shown.trace, shown.finding)


def _judged(case: Case, session: Session, promised: Promised) -> tuple[Trace, list[Finding]]:
    session.watches_surroundings = case.requirements[0] == "ENV-1"
    try:
        trace = session.run(promised.closed(case.operations), fresh=True)
    finally:
        session.watches_surroundings = False
    judge = Judge(_abilities(session), promised.contract)
    return trace, [finding for step in trace for finding in judge.observe(step)]


def _abilities(session: Session) -> Abilities:
    return Abilities(
        counts_allocations=session.counts_allocations,
        counts_python_allocations=session.counts_python_allocations,
        counts_system_calls=bool(session.available_probes & Probe.SYSTEM_CALLS),
        counts_page_faults=bool(session.available_probes & Probe.PAGE_FAULTS),
        page_bytes=session.page_bytes,
    )


def _counts(finding: Finding, case: Case) -> bool:
    """The failure of the case, or one after which nothing of the case can be judged any more."""
    return is_same_promise(finding.requirements, case.requirements) or finding.ends_trace


def _of_another_binding(case: Case, contract: Contract) -> str | None:
    if case.contract.binding == contract.binding:
        return None
    saved = f"it is of the contract {case.contract.name}, of binding {case.contract.binding}"
    return f"{saved}: {contract.name} is of binding {contract.binding}"


def _not_admitted(case: Case, promised: Promised) -> str | None:
    """The first step that the contract does not promise, if there is one: it may do anything, so it is not taken."""
    if promised.admits_all(case.operations):
        return None
    for number, operation in enumerate(case.operations, start=1):
        if not promised.admits(operation):
            return _undefined_text(number, operation, promised.contract)
    return None


def _undefined_text(number: int, operation: Operation, contract: Contract) -> str:
    call = call_text(operation, NOT_RUN, contract)
    return f"step {number}, {call}: the contract {contract.name} does not promise what becomes of it"


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
        ("MEM-1", Probe.ADDRESS_SPACE, "memory that is taken past malloc and mmap"),
        ("ENV-1", Probe.SURROUNDINGS, "changes around a call"),
    ):
        if requirement == needed and not probes & probe:
            return f"{what} of this subject can't be counted on this machine"
    return None


def _did_not_run(case: Case, trace: Trace, contract: Contract) -> str | None:
    """Why a run without a failure proves nothing, if so: the step that failed must have been taken."""
    for number, step in enumerate(trace[: len(case.operations)], start=1):
        seen = step.observation
        if (
            step.operation.kind == Kind.CREATE
            and not step.operation.runs_short
            and seen.state == State.DONE
            and seen.status
            and 0 not in _asked(step.operation, contract)
        ):
            answer = words_of(contract).status(seen.status)
            asked = "capacity" if contract.binding == 1 else "count"
            return f"step {number}: create answers {answer}: the subject does not serve this {asked}"
    last = trace[len(case.operations) - 1].observation if len(trace) >= len(case.operations) else None
    if last is None or last.state != State.DONE:
        return f"step {len(case.operations)}, which failed, does not apply to this subject"
    return None


def _asked(operation: Operation, contract: Contract) -> Iterable[int]:
    """The numbers that a create asks for."""
    if operation.flags & Flag.DEFAULT_CONFIG:
        return (1,)
    return operation.capacities if contract.binding == 1 else operation.capacities[:1]
