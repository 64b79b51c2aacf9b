"""What was found as a table: a column a thread, a row for each stretch that one of them runs alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .jobs import Job
from .outcome import Event, Found, Stretch, Wrong
from .programs import has_rows
from .telling import AFTERWARDS, Told, signal_name, thread_name

_GOES_ON: Final = "goes on"
_BETWEEN: Final = "between operations"
_AT_ONCE: Final = "at the same time"
_ENDS: Final = "the thread ends, and its thread-local storage is gone"
_DOES_NOT_END: Final = "does not come to an end"


@dataclass(frozen=True, slots=True)
class Row:
    """``column``: whose; ``lines``: what it did, in order; ``switch``: where it stands when another one goes on, or why."""

    column: int
    lines: tuple[str, ...]
    switch: str


def start(job: Job) -> str:
    """How the blocks stand before anybody begins, and what the programs leave unsaid."""
    unshown = " (of what is done again and again, the last time is shown)" if any(map(has_rows, job.programs)) else ""
    if job.is_new:
        return f"nobody has called the pool yet; it has {job.count} block{'' if job.count == 1 else 's'}{unshown}"
    lent, free = (_blocks(first, last) for first, last in ((1, job.lent), (job.lent + 1, job.count)))
    kept = [f"{job.kept} more are lent all the time"] if job.kept else []
    return f"at first {', '.join([*([f'{lent} lent'] if lent else []), *([f'{free} free'] if free else []), *kept])}{unshown}"


def _blocks(first: int, last: int) -> str:
    names = [f"b{each}" for each in range(first, last + 1)]
    listed = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    return f"{listed} {'is' if len(names) == 1 else 'are'}" if names else ""


def heads(told: Told) -> list[str]:
    """The names of the columns; the last is whoever comes when all have ended, where it saw what is wrong."""
    threads = [thread_name(told.job, each) for each in range(len(told.job.programs))]
    return [*threads, AFTERWARDS] if told.found.in_look else threads


def rows(told: Told) -> list[Row]:
    """Return the rows, from first to last."""
    found = told.found
    if found.wrong is Wrong.KEPT:
        return _unshownof_kept(told)
    shown = [_row(number, told) for number in range(len(found.stretches))]
    if found.on_threads is not None:
        shown = [replace(each, switch=_AT_ONCE) for each in shown[:-1]] + shown[-1:]
    if shown and told.job.by_interrupt and shown[-1] == Row(shown[-1].column, (_GOES_ON,), ""):
        shown.pop()
    if found.in_look:
        events = [each for each in found.events if each.stretch >= len(found.stretches)]
        counted = (f"{'free' if found.block else 'used'} -> {found.value}",) if found.wrong is Wrong.COUNT else None
        end = _DOES_NOT_END if found.wrong is Wrong.TOO_LONG else ""
        shown.append(Row(len(told.job.programs), counted or tuple(_lines(events)), end))
    return shown


def lines(told: Told) -> list[str]:
    """The same without columns: how it begins, and then a line for each thing that one of them did."""
    names = heads(told)
    told_rows = [
        f"{names[row.column]}  {line}" for row in rows(told) for line in (*row.lines, *([row.switch] if row.switch else []))
    ]
    return [start(told.job), *told_rows]


def _row(number: int, told: Told) -> Row:
    found, stretch = told.found, told.found.stretches[number]
    said = tuple(_lines([each for each in found.events if each.stretch == number]))
    is_last = not found.in_look and (number == len(found.stretches) - 1 or (told.job.by_interrupt and bool(said)))
    ending = _ending(found, stretch) if is_last else None
    return Row(stretch.thread, said or (_GOES_ON,), _switch(stretch) if ending is None else ending)


def _ending(found: Found, stretch: Stretch) -> str | None:
    """What becomes of who runs last, where it is no answer."""
    goes_round = stretch.stops not in ("done", "sleeps", _BETWEEN)
    match found.wrong:
        case Wrong.DIED if found.thread == stretch.thread:
            return f"dies: {signal_name(found.value)}" if found.value else "ends the process"
        case Wrong.TOO_LONG if found.thread == stretch.thread:
            return _DOES_NOT_END
        case Wrong.NO_END | Wrong.WAITS | Wrong.GOES_ROUND if goes_round:
            return f"goes round, at {stretch.stops}"
        case _:
            return None


def _unshownof_kept(told: Told) -> list[Row]:
    threads = len(told.job.programs)
    each = [Row(thread, ("get -> a block", "return -> taken"), "") for thread in range(threads)]
    got = ("get -> a block",) * told.found.value
    return [*each, Row(threads, (*got, "get -> none free"), "")]


def _switch(stretch: Stretch) -> str:
    words = {"done": "", "sleeps": "goes to sleep", _BETWEEN: ""}
    within = "has loaded, and not stored, in" if stretch.is_split else "stopped before"
    return words.get(stretch.stops, f"{within} {stretch.stops}")


def _lines(events: Sequence[Event]) -> Iterator[str]:
    """A line for each call, with its answer where that came in the same stretch."""
    for at, each in enumerate(events):
        if each.call == "end":
            if each.said is None:
                yield _ENDS
        elif each.said is None:
            answer = events[at + 1] if at + 1 < len(events) and events[at + 1].said is not None else None
            yield call_of(each) + (f" -> {answer_of(answer)}" if answer is not None else " …")
        elif at == 0 or events[at - 1].said is not None:
            yield f"… {call_of(each)} -> {answer_of(each)}"


def call_of(event: Event) -> str:
    """A call in words."""
    return f"return b{event.block}" if event.call == "return" else event.call


def answer_of(event: Event) -> str:
    """What was answered, in words."""
    match event.said:
        case "lent":
            return f"b{event.block}"
        case "none_free":
            return f"none free ({event.value})"
        case "taken":
            return "taken"
        case "not_taken":
            return f"not taken ({event.value})"
        case _:
            return str(event.value)


def as_data(told: Told) -> dict[str, object]:
    """The same as plain data, for reports."""
    job, found, seen = told.job, told.found, told.found.on_threads
    on_threads = {} if seen is None else {"on_threads": {"times": seen.times, "rounds": seen.rounds, "cores": seen.cores}}
    return on_threads | {
        "programs": list(job.programs),
        "blocks": job.count,
        "lent": job.lent,
        "kept": job.kept,
        "by_interrupt": job.by_interrupt,
        "new": job.is_new,
        "preemptions": found.preemptions,
        "schedule": [[*each] for each in found.schedule],
        "start": start(job),
        "heads": heads(told),
        "rows": [{"column": each.column, "lines": list(each.lines), "switch": each.switch} for each in rows(told)],
    }
