"""What an exploration of threads comes to: for each job what was visited, and what the whole says nothing about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ..subjects import Subject
from .engine import MEGABYTES, judge_job
from .jobs import Job
from .known import why_not_believed
from .of_one_thread import OF_ONE_THREAD, of_one_thread
from .outcome import End, Outcome
from .telling import Told, tell

ABSTRACTED: Final = (
    "sequentially consistent: what weaker orders of memory let happen is not looked at",
    "another thread may come in at a system call, between operations, and where an instruction touches a byte of the pool's "
    "memory or the library's data that two threads are about to touch at once, one of them to store; elsewhere it makes no "
    "difference who is first, and the engine looks in every state whether that is so",
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
    def abstracted(self) -> tuple[str, ...]:
        """What it says nothing about."""
        keys = [key for each in of_one_thread(self.subject.contract).values() for key in each]
        return (*ABSTRACTED, f"{', '.join(keys)}: {OF_ONE_THREAD}") if keys else ABSTRACTED

    @property
    def is_whole(self) -> bool:
        """Whether every state of every job was visited, and nothing was wrong."""
        return bool(self.trials) and self.told is None and all(each.end is End.WHOLE for _, each in self.trials)

    @property
    def seconds(self) -> float:
        """Of processor time."""
        return sum(each.seconds for _, each in self.trials)


def explore_jobs(
    subject: Subject, jobs: Sequence[Job], seconds: float, on_job: Callable[[Job], None], megabytes: int = MEGABYTES
) -> Certificate:
    """Try the jobs, for so long in all, each with so much memory for its states; whoever interrupts it gets what there is
    so far. Raises MachineError."""
    trials: list[tuple[Job, Outcome]] = []
    left = seconds
    if jobs and (why := why_not_believed()) is not None:
        return Certificate(subject, ((jobs[0], Outcome(End.UNFIT_MACHINE, why=why)),))
    for job in jobs:
        on_job(job)
        try:
            outcome = judge_job(subject, job, max(left, 0.1), megabytes=megabytes)
        except KeyboardInterrupt:
            outcome = Outcome(End.INTERRUPTED, why=f"interrupted in {job}")
        left -= outcome.seconds
        if job.is_new and outcome.end is End.UNFIT_SUBJECT:
            continue  # at its first use a pool may do what can't be put back
        trials.append((job, outcome))
        if outcome.end is not End.WHOLE or outcome.waiting is not None:
            break
    return Certificate(subject, tuple(trials))
