"""Starts the engine on one job, and reads what it says."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from poolproof.spec.contracts import Contract, How
from poolproof.spec.vocabulary import PROTOCOL_VERSION
from poolproof.spec.wire import TERMS

from ..subjects import Subject
from ..subjects.machine import machine_error
from ..subjects.resolve import interleaver_path
from ..subjects.terms import terms_of
from .jobs import Job
from .outcome import End, Found, Outcome, Schedule, Wrong, outcome_of

NONSENSE: Final = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What reading an answer may raise that is none."""
NONSENSE_WHY: Final = "what its process told makes no sense: the subject writes where it has no business"
_OF_NOBODY: Final = (Wrong.NO_END, Wrong.GOES_ROUND)
"""Where several hold each other up it is told of none of them."""
MEGABYTES: Final = 512
"""Of memory for the states, unless more is given."""
_WALL_SECONDS: Final = 30.0
_WALL_TIMES: Final = 8.0
"""The engine counts processor time; on a busy machine that takes longer."""


def judge_job(
    subject: Subject,
    job: Job,
    seconds: float,
    *,
    megabytes: int = MEGABYTES,
    every_access: bool = False,
    by_steps: bool = False,
) -> Outcome:
    """Visit every interleaving of a job, for so many seconds of processor time at most, with so much memory for the states.
    ``every_access``: let a switch come at each access to what is shared, raced for or not; ``by_steps``: use no breakpoints.
    Both are slower, and to compare with. Raises MachineError."""
    more = "e" * every_access + "t" * by_steps
    return _outcome(subject, job, _words(subject.contract, job, seconds, more, megabytes), seconds)


def follow_schedule(subject: Subject, job: Job, schedule: Schedule, seconds: float) -> Outcome:
    """Run the job by this schedule alone. Where all can go on from its end, whether they ever end is searched for so many
    seconds of processor time at most. Raises MachineError."""
    words = [*_words(subject.contract, job, seconds), ",".join(f"{thread}:{points}" for thread, points in schedule)]
    return _outcome(subject, job, words, seconds)


def _outcome(subject: Subject, job: Job, words: list[str], seconds: float) -> Outcome:
    said = ask(interleaver_path(), subject, words, _WALL_SECONDS + _WALL_TIMES * seconds)
    return understood(lambda: outcome_of(said), job)


def understood(read: Callable[[], Outcome], job: Job) -> Outcome:
    """What came of a job; or that the answer makes no sense: the subject runs in the process that gives it."""
    try:
        outcome = read()
        for found in (outcome.found, outcome.waiting, *outcome.costs):
            if found is not None:
                check_fits(found, job)
    except NONSENSE:
        return Outcome(End.UNFIT_SUBJECT, why=NONSENSE_WHY)
    return outcome


def check_fits(found: Found, job: Job) -> None:
    """Raise ValueError for threads and stretches that there are not."""
    threads = range(len(job.programs) + 1)
    stretches = range(max(1, len(found.stretches)) + 1)
    whose = [] if found.wrong in _OF_NOBODY else [found.thread]
    seen = [*whose, *(each.thread for each in found.stretches), *(each.thread for each in found.events)]
    if not all(each in threads for each in seen) or not all(each.stretch in stretches for each in found.events):
        raise ValueError(found)


def ask(program: Path, subject: Subject, words: list[str], wall: float) -> Mapping[str, Any]:
    """What a program says of one job; why it says nothing, where it does not within ``wall`` seconds. Raises MachineError."""
    assert subject.path is not None
    command = [str(program), str(subject.path.resolve()), *words]
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            env=subject.worker_environment(),
            timeout=wall,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        return _unfit(End.UNFIT_SUBJECT, f"it did not come to an end within {wall:.0f} s, before threads met or after")
    except OSError as error:
        raise machine_error(error, "no process can be started for the subject") from error
    try:
        said: Mapping[str, Any] = json.loads(ended.stdout)
        if said["version"] != PROTOCOL_VERSION:
            return _unfit(End.UNFIT_MACHINE, "the engine was built from another vocabulary: install poolproof again")
        return said
    except NONSENSE:
        how = f"signal {-ended.returncode}" if ended.returncode < 0 else f"status {ended.returncode}"
        return _unfit(End.UNFIT_SUBJECT, f"the process ended with {how}, and told nothing")


def _unfit(end: End, why: str) -> Mapping[str, str]:
    return {"unfit": end.value, "why": why}


def _words(contract: Contract, job: Job, seconds: float, more: str = "", megabytes: int = MEGABYTES) -> list[str]:
    *words, flags = job_words(contract, job)
    return [*words, flags + more, f"{seconds:g}", str(megabytes)]


def job_words(contract: Contract, job: Job) -> list[str]:
    """A job as the programs read it (job.h), behind the library."""
    terms = TERMS.pack(*terms_of(contract)).hex()
    numbers = [str(job.count), str(job.kept), str(job.lent)]
    return [terms, *numbers, "|".join(job.programs), _flags(contract, job)]


def _of_hot_path(contract: Contract) -> str:
    """What an operation may not do besides its work: m allocate, s call the system, x call it for anything but a futex. A pool
    that grows takes memory where it has to."""
    if contract.hot is None or contract.block.exhausted.how is How.GROWS:
        return ""
    calls = {False: "s", "futex": "x"}.get(contract.hot.system_calls, "")
    return ("" if contract.hot.allocates else "m") + calls


def _flags(contract: Contract, job: Job) -> str:
    counters, counted = contract.counters, {"exact": str.lower, "at-rest": str.upper}
    flags = [
        "" if job.by_interrupt else _of_hot_path(contract),
        "o" if contract.sharing.order == "as-owner" and not job.is_new else "",
        "n" if job.is_new else "",
        "l" if contract.sharing.progress == "lock-free" else "",
        "i" if job.by_interrupt else "",
    ]
    for letter, promise in (("u", counters.used), ("f", counters.free)):
        if promise in counted and (letter == "u" or contract.block.capacity == "exact"):
            flags.append(counted[promise](letter))
    return "".join(flags) or "-"
