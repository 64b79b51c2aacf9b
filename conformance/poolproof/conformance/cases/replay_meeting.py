"""Whether threads that meet in a subject still do what a case shows: the schedule again in the same library, a search anew in
another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ..interleaving import End, Job, Told, Wrong, follow_schedule, judge_job, stress_job, tell
from ..interleaving import Outcome as Tried
from ..interleaving.jobs import fitted
from ..judge import Finding
from ..subjects import Subject
from .meeting import Meeting
from .replayed import Outcome, Replayed

SECONDS_ON_THREADS: Final = 10
"""At the most, for what real threads showed."""
SECONDS: Final = 20.0
"""Of processor time, for a search: as long as a verification takes for all."""
_DIGITS: Final = 12


def replay_meeting(meeting: Meeting, subject: Subject, attempts: int) -> Replayed:
    """Follow the schedule that often where the library is the one that it is of, and search where it is not, or where it shows
    nothing any more. Raises MachineError."""
    try:
        job = fitted(subject.contract, meeting.job)
    except ValueError as error:
        return _cannot_run(f"by the contract {subject.contract.name}: {error}")
    if not subject.is_library:
        return _cannot_run("threads are followed through shared libraries alone, and this is a Python class")
    if _between(job) != subject.contract.sharing.between:
        return _cannot_run(f"the contract {subject.contract.name} promises nothing of {_between(job)} that share a pool")
    if meeting.on_threads:
        return _on_threads(job, subject)
    if subject.sha256 == meeting.library:
        followed = _follow(meeting, job, subject, attempts)
        if isinstance(followed, Replayed):
            return followed
        why = followed
    else:
        why = f"saved of another library (sha256 {meeting.library[:_DIGITS]})"
    return _search(meeting, job, subject, why)


def _on_threads(job: Job, subject: Subject) -> Replayed:
    """Whether real threads show it once more, in the time that there is: what they don't show may be there all the same."""
    rounds = cores = 0
    for seed in range(SECONDS_ON_THREADS):
        stress = stress_job(subject, job, 1.0, seed)
        if stress.end in (End.UNFIT_MACHINE, End.UNFIT_SUBJECT):
            return _cannot_run(f"real threads can't be tried: {stress.why}")
        rounds, cores = rounds + stress.rounds, max(cores, stress.cores)
        if stress.found is not None:
            note = f"by real threads, within {seed + 1} s"
            return _shown(Outcome.STILL_FAILS, 1, 1, tell(job, stress.found), note)
    on = "on 1 processor, where threads take turns" if cores == 1 else f"on {cores} processors"
    note = f"real threads met in {rounds:,} rounds of {job} {on}, and did not show it: that is no proof that it is gone"
    return Replayed(Outcome.NOT_SHOWN, 0, 1, note=note)


def _between(job: Job) -> str:
    return "interrupts" if job.by_interrupt else "threads"


def _follow(meeting: Meeting, job: Job, subject: Subject, attempts: int) -> Replayed | str:
    """What the schedule shows; or why there has to be a search."""
    first = follow_schedule(subject, job, meeting.schedule, SECONDS)
    if first.end is End.MISFIT:
        return "its schedule does not fit this library any more, though it is the same (another C library, or poolproof)"
    if first.found is None:
        return "its schedule shows nothing any more, though the library is the same"
    others = [follow_schedule(subject, job, meeting.schedule, SECONDS).found for _ in range(1, attempts)]
    failures = 1 + sum(each == first.found for each in others)
    outcome = Outcome.STILL_FAILS if failures == attempts else Outcome.FLAKY
    return _shown(outcome, failures, attempts, tell(job, first.found), "by the schedule that was saved")


def _search(meeting: Meeting, job: Job, subject: Subject, why: str) -> Replayed:
    outcome = judge_job(subject, job, SECONDS)
    note = f"{why}: its programs were searched anew"
    is_of_waiting = meeting.wrong in (Wrong.WAITS, Wrong.GOES_ROUND)
    found = outcome.found or (outcome.waiting if is_of_waiting else None)
    if found is not None:
        return _shown(Outcome.STILL_FAILS, 1, 1, tell(job, found), note)
    if outcome.end is not End.WHOLE:
        return replace(_cannot_run(_why_ended(job, outcome)), note=note)
    other = "" if outcome.waiting is None else f"; what is violated there is {tell(job, outcome.waiting).requirement}"
    return Replayed(Outcome.FIXED, 0, 1, note=f"{note}, in every interleaving{other}")


def _shown(outcome: Outcome, failures: int, attempts: int, told: Told, note: str) -> Replayed:
    finding = Finding((told.requirement,), 0, told.expected, told.observed, ends_trace=False)
    return Replayed(outcome, failures, attempts, finding=finding, note=note, meeting=told)


def _why_ended(job: Job, outcome: Tried) -> str:
    return outcome.why or f"{job} could not be searched to the end within {SECONDS:.0f} s"


def _cannot_run(why: str) -> Replayed:
    return Replayed(Outcome.CANNOT_RUN, 0, 0, why=why)
