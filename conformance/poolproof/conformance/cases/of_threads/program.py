"""Writes the program: what the case says goes into its head, the rest is the same for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from poolproof.spec.contracts import Contract

from ...interleaving import (
    AFTERWARDS,
    End,
    Event,
    Found,
    Operand,
    Outcome,
    Place,
    Told,
    Wrong,
    answer_of,
    call_of,
    follow_schedule,
    heads,
)
from ...interleaving.programs import ends_thread, has_rows
from ...subjects import Subject
from ..books import NotConcreteError
from ..c_text import c_comment, c_string
from .pool import definitions, header_name, pool_functions

PARTS: Final = ("head", "turns", "stepping", "operations", "ends")
_SECONDS: Final = 20.0
_STEPS_AT_LEAST: Final = 40000
_STEPS_A_BYTE: Final = 8
_KINDS: Final = {
    Wrong.ANSWER: "ANSWER",
    Wrong.ORDER: "ANSWER",
    Wrong.STATUS: "ANSWER",
    Wrong.COUNT: "ANSWER",
    Wrong.ADDRESS: "ADDRESS",
    Wrong.CONTENT: "CONTENT",
    Wrong.OVERWRITTEN: "OVERWRITTEN",
    Wrong.KEPT: "KEPT_BACK",
    Wrong.DEADLOCK: "DEADLOCK",
    Wrong.NO_END: "NO_END",
    Wrong.WAITS: "WAITS_ROUND",
    Wrong.TOO_LONG: "TOO_LONG",
    Wrong.DIED: "DIED",
}
_ENDS_WITH_SCHEDULE: Final = (Wrong.DEADLOCK, Wrong.NO_END, Wrong.WAITS)
"""What shows only from where the schedule ends."""
_UNTIL: Final = {"place": "PLACE", "boundary": "BOUNDARY", "sleeps": "SLEEPS", "done": "DONE"}


def case_of_threads_as_c(told: Told, subject: Subject) -> str:
    """The program, for this very library. Raises NotConcreteError where there is none, and MachineError."""
    if told.found.wrong is Wrong.GOES_ROUND:
        raise NotConcreteError("threads that hold each other up for ever would have to be run for ever")
    if told.found.on_threads is not None:
        raise NotConcreteError("real threads showed it, and follow no schedule")
    if told.job.is_new:
        raise NotConcreteError("blocks of a pool that nobody has called have no names yet")
    if any(map(ends_thread, told.job.programs)):
        raise NotConcreteError("a thread ends in it")
    if any(map(has_rows, told.job.programs)):
        raise NotConcreteError("a part of its programs is done again and again")
    followed = follow_schedule(subject, told.job, told.found.schedule, _SECONDS)
    if followed.end is not End.FOUND or followed.found is None:
        raise NotConcreteError("the schedule does not show it again")
    return _text(told, followed, subject)


def _text(told: Told, followed: Outcome, subject: Subject) -> str:
    contract, library = subject.contract, subject.path.name if subject.path is not None else ""
    words = {
        "heading": _heading(told, subject, library),
        "header": header_name(contract),
        "expected": c_string(told.expected),
        "observed": c_string(told.observed),
        "constants": "\n".join(_constants(told, contract)),
        "programs": ", ".join(c_string(each) for each in told.job.programs),
        "answers": "".join(f"    {c_string(each)},\n" for each in _answers(told)),
        "schedule": "\n".join(_schedule(told, followed, library)),
        "pool": "\n\n".join([*definitions(contract), *pool_functions(contract)]),
        "names": ", ".join(c_string(each) for each in [*heads(told)[: len(told.job.programs)], AFTERWARDS]),
    }
    parts = [(files(__package__) / f"{each}.c.in").read_text(encoding="utf-8") for each in PARTS]
    return re.sub(r"@(\w+)@", lambda found: words[found[1]], "\n".join(parts))


def _heading(told: Told, subject: Subject, library: str) -> str:
    sha256 = f"sha256 {(subject.sha256 or '')[:12]}"
    text = (
        f"{told.requirement}: threads that meet in {library}, by the contract {subject.contract.name}.\n\n"
        f"Expected: {told.expected}\nObserved: {told.observed}\n\n"
        f"It is of that library alone ({sha256}), for it stops threads at instructions. One thread runs at a time.\n"
        "A debugger has the trap flag to itself: run it without one.\n\n"
        f"cc -pthread -I FOLDER_OF_{header_name(subject.contract).removesuffix('.h').upper()}_H THIS.c ./{library} -o case"
        " && ./case\n"
        "Exit status: 1 the failure shows, 0 the fault is gone, 2 the threads went another way."
    )
    lines = c_comment(text).split("\n")
    return "\n".join(["/* " + lines[0], *(f" * {line}".rstrip() for line in lines[1:]), " */"])


def _constants(told: Told, contract: Contract) -> Iterator[str]:
    job, found, block, fill = told.job, told.found, contract.block, contract.contents.at_get
    kinds = [*dict.fromkeys(_KINDS.values()), "WAITS_ASLEEP"]
    kind = "WAITS_ASLEEP" if found.wrong is Wrong.WAITS and found.value else _KINDS[found.wrong]
    yield f"static const enum {{\n  {', '.join(kinds)}\n}} wrong = {kind};"
    counters = (contract.counters.used, contract.counters.free)
    at_get = "ANYTHING" if fill.byte is None and not fill.kept else "AS_KEPT" if fill.byte is None else f"0x{fill.byte:02X}"
    numbers = {
        "THREADS": len(job.programs),
        "BLOCKS": job.count,
        "LENT": job.lent,
        "KEPT": job.kept,
        "BY_INTERRUPT": int(job.by_interrupt),
        "WHO": min(found.thread, len(job.programs) - 1),
        "BLOCK_BYTES": block.size,
        "BLOCK_ALIGN": block.align,
        "ANYTHING": -1,
        "AS_KEPT": -2,
        "AT_GET": at_get,
        "MAY_LEND_MORE": int(block.capacity == "at-least"),
        "ASKS_ONE_MORE": int(block.exhausted.how.value == "refused" and block.capacity == "exact"),
        "ANSWERS_NOTHING": int(contract.misuse.double.how.value == "ignored"),
        "LOWEST_FIRST": int(contract.order.reuse == "lowest-address"),
        "LAST_FIRST": int(contract.order.reuse == "lifo"),
        "COUNTS_USED": int(counters[0] in ("exact", "at-rest")),
        "COUNTS_FREE": int(counters[1] in ("exact", "at-rest") and block.capacity == "exact"),
        "STEPS_AT_MOST": _STEPS_AT_LEAST + _STEPS_A_BYTE * block.size,
    }
    yield "enum {"
    yield from (f"  {name} = {value}," for name, value in numbers.items())
    yield "};"


def _answers(told: Told) -> Iterator[str]:
    """As the program prints them: up to the one that is wrong."""
    job, found = told.job, told.found
    names = [*heads(told)[: len(job.programs)], AFTERWARDS]
    for each in _answers_in_turn(found):
        yield f"{names[each.thread]}  {call_of(each)} -> {answer_of(each)}"
    if found.wrong is Wrong.COUNT:
        yield f"{AFTERWARDS}  {'free' if found.block else 'used'} -> {found.value}"


def _answers_in_turn(found: Found) -> list[Event]:
    events = [each for each in found.events if each.said is not None]
    at_rest = len(found.stretches)
    return [each for each in events if each.stretch < at_rest] if found.wrong is Wrong.COUNT else events


def _schedule(told: Told, followed: Outcome, library: str) -> Iterator[str]:
    found = told.found
    if not found.stretches:
        yield "  {0, SHOWS, 0, 0, NULL, 0, {0}},"
    elif told.job.by_interrupt:
        yield from (_stretch(each, library) for each in followed.places[-1:])
        yield "  {0, SHOWS, 0, 0, NULL, 0, {0}},"
    else:
        shows_at_end = found.in_look or found.wrong in _ENDS_WITH_SCHEDULE
        last = len(found.stretches) if shows_at_end else len(found.stretches) - 1
        yield from (_stretch(each, library) for each in followed.places[:last])
        if not shows_at_end:
            yield f"  {{{found.stretches[-1].thread}, SHOWS, 0, 0, NULL, 0, {{0}}}},"


def _stretch(place: Place, library: str) -> str:
    module = c_string("" if place.module == library else place.module) if place.kind == "place" else "NULL"
    head = f"{place.thread}, {_UNTIL[place.kind]}, {place.begun}, {place.arrival}, {module}, {place.offset:#x}"
    return f"  {{{head}, {_operand(place.split, library)}}},"


def _operand(split: Operand | None, library: str) -> str:
    if split is None:
        return "{0}"
    is_fixed = not any(split.factors)
    module = c_string("" if split.module == library else split.module) if is_fixed else "NULL"
    factors = ", ".join(map(str, split.factors))
    return f"{{{split.bytes}, {module}, {split.offset if is_fixed else split.constant}, {{{factors}}}}}"
