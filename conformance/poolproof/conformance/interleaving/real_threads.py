"""Lets real threads meet, on as many processors: short programs, again and again, judged by the same promises.

What the interleavings can't show is the point of it: stores that others see late, in no order that is sequentially consistent.
Each round begins together, up to an offset that is drawn. A holder writes its mark over the whole block, and looks at it before
it returns it. When all have ended, all blocks must be there, once, and counted, and some order of the operations must explain
what was answered. A clock decides how long is looked, and no verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from poolproof.spec.contracts import Contract

from ..subjects import Subject
from ..subjects.resolve import threads_path
from .engine import NONSENSE, NONSENSE_WHY, ask, check_fits, job_words
from .jobs import Job, directed_jobs
from .outcome import End, Event, Found, OnThreads, Stretch, Wrong, event_of
from .programs import has_rows

_WALL_SECONDS: Final = 60.0
"""Until what does not come to an end is given up: nothing is said of it then."""
_EVENTS_SHOWN: Final = 8
"""Of each thread, the last ones."""
_OFTEN: Final = 4
"""How much longer than others is tried what can be done again and again in one round."""


@dataclass(frozen=True, slots=True)
class Stress:
    """What came of one job. ``answers``: how many different rounds there were, by what was answered; ``cores``: processors
    that the threads ran on; ``why``: why nothing can be said (End.UNFIT_…)."""

    end: End
    why: str = ""
    rounds: int = 0
    operations: int = 0
    answers: int = 0
    cores: int = 0
    found: Found | None = None


def stress_jobs(contract: Contract, threads: int = 2) -> tuple[tuple[Job, float], ...]:
    """Return the jobs of the interleavings that real threads can be judged by, and which part of the time each is worth."""
    jobs = [each for each in directed_jobs(contract, threads) if not (each.by_interrupt or each.is_new)]
    jobs = [each for each in jobs if not any(map(has_rows, each.programs))]
    weights = [_OFTEN if all(_is_closed(program) for program in each.programs) else 1 for each in jobs]
    return tuple((job, weight / sum(weights)) for job, weight in zip(jobs, weights, strict=True))


def stress_job(subject: Subject, job: Job, seconds: float, seed: int) -> Stress:
    """Let threads meet for so many seconds, or until something is found. Raises MachineError."""
    words = [*job_words(subject.contract, job), f"{seconds:g}", str(seed)]
    said = ask(threads_path(), subject, words, _WALL_SECONDS + seconds)
    try:
        return _stress(job, said)
    except NONSENSE:
        return Stress(End.UNFIT_SUBJECT, why=NONSENSE_WHY)


def _stress(job: Job, said: Mapping[str, Any]) -> Stress:
    if "unfit" in said:
        return Stress(End(said["unfit"]), why=str(said["why"]))
    return Stress(
        end=End.FOUND if "found" in said else End.WHOLE,
        rounds=int(said["rounds"]),
        operations=int(said["operations"]),
        answers=int(said["answers"]),
        cores=int(said["cores"]),
        found=_found(job, said) if "found" in said else None,
    )


def _is_closed(program: str) -> bool:
    """Whether it gives back all that it gets, and does nothing else."""
    return not set(program) - set("gra") and program.count("g") == len(program) / 2


def _found(job: Job, said: Mapping[str, Any]) -> Found:
    found = said["found"]
    events = [event_of(each) for each in found["events"]]
    shown = [last for thread in range(len(job.programs) + 1) for last in _last(events, thread)]
    seen = Found(
        wrong=Wrong(found["wrong"]),
        thread=int(found["thread"]),
        block=int(found["block"]) + 1,
        value=int(found["value"]),
        preemptions=0,
        in_look=bool(found["in_look"]),
        stretches=tuple(Stretch(thread, 0, "done") for thread in range(len(job.programs))),
        events=tuple(shown),
        reproduced=True,
        on_threads=OnThreads(1, int(said["rounds"]) + 1, int(said["cores"]), int(found["other"])),
    )
    check_fits(seen, job)
    return seen


def _last(events: list[Event], thread: int) -> list[Event]:
    """The last operations of a thread, from a call on."""
    own = [each for each in events if each.thread == thread][-_EVENTS_SHOWN:]
    return own[1:] if own and own[0].said is not None else own
