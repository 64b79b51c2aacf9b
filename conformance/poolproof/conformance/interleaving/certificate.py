"""What an exploration of threads comes to: for each job what was visited, and what the whole says nothing about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..subjects import Subject
from .columns import as_data
from .engine import judge_job
from .jobs import Job
from .outcome import End, Outcome
from .telling import Told, tell

SCHEMA: Final = 1
ABSTRACTED: Final = (
    "sequentially consistent: what weaker orders of memory let happen is not looked at",
    "another thread may come in where an instruction touches the pool's memory or the library's data, at a system call, and "
    "between operations; of accesses to one block in a row, at the first two",
    "a read-modify-write without a lock is a load and a store; a clock, where it is read, goes round in four steps",
    "a tag that comes round only after more operations than these is not looked at",
    "two states are told apart by 128 bits of a hash of them",
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """``trials``: each job with what came of it, up to the first that went wrong or could not be finished."""

    subject: Subject
    trials: tuple[tuple[Job, Outcome], ...]

    @property
    def told(self) -> Told | None:
        """What went wrong, in words."""
        for job, outcome in self.trials:
            found = outcome.found or outcome.waiting
            if found is not None:
                return tell(job, found)
        return None

    @property
    def is_whole(self) -> bool:
        """Whether every state of every job was visited, and nothing was wrong."""
        return bool(self.trials) and self.told is None and all(each.end is End.WHOLE for _, each in self.trials)

    @property
    def seconds(self) -> float:
        """Of processor time."""
        return sum(each.seconds for _, each in self.trials)


def explore_jobs(subject: Subject, jobs: Sequence[Job], seconds: float, on_job: Callable[[Job], None]) -> Certificate:
    """Try the jobs, for so long in all. Raises MachineError."""
    trials: list[tuple[Job, Outcome]] = []
    left = seconds
    for job in jobs:
        on_job(job)
        outcome = judge_job(subject, job, max(left, 0.1))
        left -= outcome.seconds
        trials.append((job, outcome))
        if outcome.end is not End.WHOLE or outcome.waiting is not None:
            break
    return Certificate(subject, tuple(trials))


def document(certificate: Certificate) -> dict[str, object]:
    """The certificate as plain data."""
    told = certificate.told
    return {
        "schema": SCHEMA,
        "subject": {"given": certificate.subject.given, "sha256": certificate.subject.sha256},
        "contract": {"name": certificate.subject.contract.name, "sha256": certificate.subject.contract.sha256},
        "whole": certificate.is_whole,
        "abstracted": list(ABSTRACTED),
        "jobs": [*_jobs(certificate)],
        "violation": None
        if told is None
        else {"requirement": told.requirement, "expected": told.expected, "observed": told.observed, **as_data(told)},
        "seconds": round(certificate.seconds, 3),
    }


def _jobs(certificate: Certificate) -> Iterator[dict[str, object]]:
    for job, outcome in certificate.trials:
        yield {
            "programs": list(job.programs),
            "threads": len(job.programs),
            "blocks": job.count,
            "lent": job.lent,
            "kept": job.kept,
            "by_interrupt": job.by_interrupt,
            "end": outcome.end.value,
            "why": outcome.why,
            "states": outcome.states,
            "transitions": outcome.transitions,
            "ends": outcome.ends,
            "boundaries": outcome.boundaries,
            "preemptions": outcome.preemptions,
            "seconds": round(outcome.seconds, 3),
        }
