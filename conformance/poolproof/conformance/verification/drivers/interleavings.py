"""SHARE-1 to SHARE-4 and ISR-1: short programs of two threads, or of an interrupt, in every interleaving.

HOT-1 to HOT-3 as well: what an operation does besides its work only when it meets another one, no single thread shows. They are
passed by what one thread does; here they can fail."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from poolproof.spec import Level

from ...interleaving import (
    OF_ONE_THREAD,
    End,
    Found,
    Job,
    Outcome,
    Told,
    directed_jobs,
    job_of,
    judge_job,
    of_one_thread,
    tell,
    why_no_jobs,
    why_not_believed,
)
from ...judge import Finding
from ..events import Began, Busy, Measured
from ..examiner import Examiner
from ..verdicts import Counterexample

_SECONDS: Final = 20.0
"""Of processor time, in all."""
_SECONDS_AT_LEAST: Final = 0.5
_BLOCKS_OF_GIVEN: Final = 2
"""As explore has it."""
_OF_LIBRARIES_ALONE: Final = "interleavings are judged of shared libraries alone, and this is a Python class"
_OF_HOT_PATH: Final = ("HOT-1", "HOT-2", "HOT-3")
_MODEL: Final = "sequentially consistent"
"""What weaker orders of memory let happen is not seen here."""


def run_interleavings(examiner: Examiner) -> None:
    """Judge what is promised of sharing. What can't be followed stays open, with the reason."""
    subject, contract = examiner.session.subject, examiner.promised.contract
    asked = [each.id for each in examiner.spec.requirements if each.level is Level.SHARED and examiner.asks_for(each.id)]
    is_shared = contract.sharing.between == "threads" and examiner.plan.level is Level.SHARED
    costs = [each for each in _OF_HOT_PATH if is_shared and examiner.asks_for(each)]
    if not (asked or costs) or examiner.has_enough:
        return
    examiner.emit(Began("interleaving threads", 0.4))
    for requirement in of_one_thread(contract) if is_shared else ():
        examiner.evidence.figures.setdefault(requirement, OF_ONE_THREAD)
    why = (why_no_jobs(contract) or why_not_believed()) if subject.is_library else _OF_LIBRARIES_ALONE
    if why is not None:
        examiner.evidence.unmeasured.update(dict.fromkeys(asked, why))
        return
    given = [job_of(contract, programs, _BLOCKS_OF_GIVEN) for programs in examiner.plan.meetings]
    _Interleavings(examiner, asked, costs).run([*given, *directed_jobs(contract)])


class _Interleavings:
    def __init__(self, examiner: Examiner, asked: Sequence[str], costs: Sequence[str]) -> None:
        self._examiner, self._asked, self._costs = examiner, asked, costs
        self._left = min(_SECONDS, max(examiner.deadline - time.monotonic(), _SECONDS_AT_LEAST))
        self._states = self._boundaries = 0
        self._ended = ""
        """Why not all was tried to its end, the first reason."""
        self._left_out = ""
        """What a pool did at its first use that can't be put back: that costs no verdict."""

    def run(self, jobs: Sequence[Job]) -> None:
        tried = 0
        for job in jobs:
            if self._left < _SECONDS_AT_LEAST and not self._ended:
                self._ended = f"the time was over before {job}"
            if self._examiner.has_enough and not self._ended:
                self._ended = f"the search ended at a violation before {job} (--keep-going goes on)"
            if self._left < _SECONDS_AT_LEAST or self._examiner.has_enough:
                break
            self._examiner.emit(Busy(f"interleaving {job}"))
            outcome = self._judge(job)
            if job.is_new and outcome.end is End.UNFIT_SUBJECT:
                self._left_out = f"; a pool that nobody had called before could not be tried: {outcome.why}"
                continue
            if outcome.end in (End.UNFIT_SUBJECT, End.UNFIT_MACHINE):
                break
            tried += 1
        self._conclude(tried)

    def _judge(self, job: Job) -> Outcome:
        outcome = judge_job(self._examiner.session.subject, job, self._left)
        self._left -= outcome.seconds
        self._note(job, outcome)
        for found in (outcome.found, outcome.waiting):
            if found is not None:
                self._keep(tell(job, found))
        for cost in outcome.costs:
            if tell(job, cost).requirement in self._costs:
                self._keep(tell(job, cost))
        return outcome

    def _note(self, job: Job, outcome: Outcome) -> None:
        checked = self._examiner.evidence.checked
        self._states += outcome.states
        self._boundaries += outcome.boundaries
        counts = {"SHARE-1": outcome.transitions, "SHARE-2": outcome.ends, "ISR-1": outcome.boundaries}
        if outcome.end is End.WHOLE:
            counts |= {"SHARE-3": outcome.states, "SHARE-4": outcome.states}
        for requirement in self._asked:
            checked[requirement] += counts.get(requirement, 0)
        for requirement in self._costs:
            checked[requirement] += outcome.transitions
        is_left_out = job.is_new and outcome.end is End.UNFIT_SUBJECT
        if outcome.end is not End.WHOLE and not is_left_out and not self._ended:
            self._ended = _why_ended(job, outcome)

    def _keep(self, told: Told) -> None:
        """With what a second process shows of it."""
        failures = self._examiner.evidence.failures
        known = failures.get(told.requirement)
        if known is not None and known.reproduced:
            return
        again = judge_job(self._examiner.session.subject, told.job, _SECONDS)
        shown = (each for each in (again.found, again.waiting, *again.costs) if each is not None)
        reproduced = told.found.reproduced + any(_is_same(each, told.found) for each in shown)
        finding = Finding((told.requirement,), 0, told.expected, told.observed, ends_trace=False)
        failures[told.requirement] = Counterexample((), (), finding, reproduced, 2, meeting=told)

    def _conclude(self, tried: int) -> None:
        evidence = self._examiner.evidence
        for requirement in self._asked:
            if requirement in evidence.failures:
                continue
            if self._ended:
                evidence.unmeasured[requirement] = self._ended
            else:
                figure = f"{tried} programs, {self._states:,} states, {_MODEL}{self._left_out}"
                if requirement == "ISR-1":
                    figure = f"{tried} programs, an interrupt before each of {self._boundaries:,} instructions"
                evidence.figures[requirement] = figure
                self._examiner.emit(Measured(requirement, figure))


def _is_same(some: Found, other: Found) -> bool:
    return (some.wrong, some.preemptions) == (other.wrong, other.preemptions)


def _why_ended(job: Job, outcome: Outcome) -> str:
    """Why what was not found may be there all the same."""
    match outcome.end:
        case End.FOUND:
            return f"{job} showed a violation first, and was not tried to its end"
        case End.OUT_OF_TIME | End.OUT_OF_ROOM if job.by_interrupt:
            return f"cut short: in {job}, an interrupt before {outcome.boundaries:,} instructions was tried, and no more"
        case End.OUT_OF_TIME | End.OUT_OF_ROOM:
            most = outcome.preemptions - 1
            tried = f"all schedules of at most {most} preemptions" if most >= 0 else "not even all schedules without preemption"
            lack = "time" if outcome.end is End.OUT_OF_TIME else "room"
            return f"cut short for want of {lack}: in {job}, {tried} were tried ({_MODEL}), and no more"
        case _:
            return outcome.why
