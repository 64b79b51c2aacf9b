"""What was found as a table: a column a thread, a row for each stretch that one of them runs alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .outcome import Event, Found, Stretch
from .telling import Told, thread_name


@dataclass(frozen=True, slots=True)
class Row:
    """``column``: whose; ``lines``: what it did, in order; ``switch``: where it stands when another one goes on, or why."""

    column: int
    lines: tuple[str, ...]
    switch: str


def heads(told: Told) -> list[str]:
    """The names of the columns; the last is whoever looks in the end, where it saw it."""
    threads = range(len(told.job.programs) + told.found.in_look)
    return [thread_name(told.job, each) for each in threads]


def rows(told: Told) -> list[Row]:
    """Return the rows, from first to last."""
    found = told.found
    shown = [_row(number, stretch, found) for number, stretch in enumerate(found.stretches)]
    if found.in_look:
        events = [each for each in found.events if each.stretch >= len(found.stretches)]
        shown.append(Row(len(told.job.programs), tuple(_lines(events)), ""))
    return shown


def _row(number: int, stretch: Stretch, found: Found) -> Row:
    lines = tuple(_lines([each for each in found.events if each.stretch == number]))
    return Row(stretch.thread, lines or ("goes on",), _switch(stretch))


def _switch(stretch: Stretch) -> str:
    words = {"done": "", "sleeps": "goes to sleep", "between operations": ""}
    return words.get(stretch.stops, f"stops at {stretch.stops}")


def _lines(events: Sequence[Event]) -> Iterator[str]:
    """A line for each call, with its answer where that came in the same stretch."""
    for at, each in enumerate(events):
        if each.said is None:
            answer = events[at + 1] if at + 1 < len(events) and events[at + 1].said is not None else None
            yield _call(each) + (f" -> {_answer(answer)}" if answer is not None else " …")
        elif at == 0 or events[at - 1].said is not None:
            yield f"… {_call(each)} -> {_answer(each)}"


def _call(event: Event) -> str:
    return f"return b{event.block}" if event.call == "return" else event.call


def _answer(event: Event) -> str:
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
    job, found = told.job, told.found
    return {
        "programs": list(job.programs),
        "blocks": job.count,
        "lent": job.lent,
        "kept": job.kept,
        "by_interrupt": job.by_interrupt,
        "preemptions": found.preemptions,
        "schedule": [[*each] for each in found.schedule],
        "heads": heads(told),
        "rows": [{"column": each.column, "lines": list(each.lines), "switch": each.switch} for each in rows(told)],
    }
