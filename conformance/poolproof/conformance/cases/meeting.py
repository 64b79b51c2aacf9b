"""A case of threads, or of an interrupt, that met: what each was to do, and the schedule that shows what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from poolproof.spec.contracts import Contract

from ..interleaving import Job, Schedule, Told, Wrong, lines
from ..interleaving.jobs import BLOCKS_MET_AT_MOST, KEPT_AT_MOST, LENT_AT_MOST, THREADS_AT_MOST, lent_by
from ..interleaving.programs import how_to_write, is_program
from .record import Record, nearest

_SHA256_DIGITS: Final = 64
_POINTS_AT_MOST: Final = 1 << 16
_FIELDS: Final = (
    "programs",
    "blocks",
    "lent",
    "kept",
    "by_interrupt",
    "new",
    "on_threads",
    "wrong",
    "library",
    "schedule",
    "shown",
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """``library``: the sha256 of the one library that the schedule is of: its points are places in that code. ``shown``: for
    the eyes only; it is written, and never read. ``on_threads``: real threads showed it, and no schedule does."""

    job: Job
    schedule: Schedule
    wrong: Wrong
    library: str
    shown: tuple[str, ...] = field(default=(), compare=False)
    on_threads: bool = False


def meeting_of(told: Told, library: str) -> Meeting:
    """What was found in a library of this sha256, as it is kept."""
    on_threads = told.found.on_threads is not None
    return Meeting(told.job, told.found.schedule, told.found.wrong, library, tuple(lines(told)), on_threads)


def meeting_data(meeting: Meeting) -> dict[str, object]:
    """What is run, and what goes wrong, without that which belongs to one library: two of these show the same where they are
    equal."""
    job = meeting.job
    return {
        "programs": list(job.programs),
        "blocks": job.count,
        "lent": job.lent,
        "kept": job.kept,
        "by_interrupt": job.by_interrupt,
        **({"new": True} if job.is_new else {}),
        **({"on_threads": True} if meeting.on_threads else {}),
        "wrong": meeting.wrong.value,
    }


def meeting_lines(meeting: Meeting) -> Iterator[str]:
    """The lines of a case file."""
    yield '  "interleaving": {'
    for key, value in meeting_data(meeting).items():
        yield f"    {json.dumps(key)}: {json.dumps(value)},"
    yield f'    "library": {json.dumps(meeting.library)},'
    yield f'    "schedule": {json.dumps([[*each] for each in meeting.schedule])},'
    yield '    "shown": ['
    yield ",\n".join(f"      {json.dumps(line, ensure_ascii=False)}" for line in meeting.shown)
    yield "    ]"
    yield "  }"


def read_meeting(record: Record, contract: Contract) -> Meeting:
    """What ``meeting_lines`` wrote. Raises CaseError."""
    record.allow_only(_FIELDS)
    job = _job(record)
    wanted = "interrupts" if job.by_interrupt else "threads"
    if contract.sharing.between != wanted:
        remedy = f'give a contract with sharing.between = "{wanted}"'
        raise record.error("by_interrupt", f"the contract {contract.name} promises nothing of {wanted}", remedy)
    word = record.text("wrong")
    if word not in tuple(Wrong):
        raise record.error("wrong", f"{word!r} is unknown", nearest(word, list(Wrong)))
    library = record.text("library")
    if len(library) != _SHA256_DIGITS or set(library) - set("0123456789abcdef"):
        remedy = f"give the {_SHA256_DIGITS} digits of the library's, or save the case again"
        raise record.error("library", "is no sha256", remedy)
    schedule, on_threads = _schedule(record, len(job.programs)), record.has("on_threads") and record.flag("on_threads")
    if on_threads and (schedule or job.by_interrupt or job.is_new):
        raise record.error(
            "on_threads", "is true, and real threads follow no schedule, and meet in no new pool", "leave it out"
        )
    return Meeting(job, schedule, Wrong(word), library, on_threads=on_threads)


def _job(record: Record) -> Job:
    by_interrupt = record.flag("by_interrupt")
    programs = record.list("programs")
    most = 2 if by_interrupt else THREADS_AT_MOST
    if not 2 <= len(programs) <= most:
        raise record.error("programs", f"are {len(programs)}", "give 2" if most == 2 else f"give 2 to {most}")
    for each in programs:
        if not isinstance(each, str) or not is_program(each):
            raise record.error("programs", f"{each!r} is no program", how_to_write())
    blocks = record.integer("blocks", 1, BLOCKS_MET_AT_MOST)
    lent = record.integer("lent", 0, min(blocks, LENT_AT_MOST))
    needed = lent_by(tuple(map(str, programs)))
    if lent < needed:
        raise record.error("lent", f"is {lent}, and {needed} lent blocks are returned", f"give at least {needed}")
    kept = record.integer("kept", 0, KEPT_AT_MOST)
    is_new = record.has("new") and record.flag("new")
    if is_new and (by_interrupt or lent or kept):
        raise record.error("new", "is true, and blocks are lent before, or an interrupt comes", "leave it out, or those")
    return Job(tuple(map(str, programs)), blocks, lent, kept, by_interrupt, is_new)


def _schedule(record: Record, threads: int) -> Schedule:
    schedule = []
    for place, each in enumerate(record.list("schedule")):
        right = isinstance(each, list) and len(each) == 2 and all(type(number) is int for number in each)
        if not isinstance(each, list) or not right or not 0 <= each[0] < threads or not 0 <= each[1] <= _POINTS_AT_MOST:
            remedy = f"give [thread from 0 to {threads - 1}, points up to {_POINTS_AT_MOST}]"
            raise record.error(f"schedule[{place}]", f"{json.dumps(each)[:40]} is no stretch of one thread", remedy)
        schedule.append((each[0], each[1]))
    return tuple(schedule)
