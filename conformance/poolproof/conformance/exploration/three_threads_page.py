"""The page of what three threads come to in sound pools: a row for each program; one that was cut short is never "whole"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..interleaving import ABSTRACTED, End, Job, Outcome, Told, tell

Row: TypeAlias = tuple[str, str, str, str, str, str]

_COLUMNS: Final = ("pool", "programs", "states", "transitions", "seconds", "how far")
_WHOLE: Final = "whole"
_CUT_SHORT: Final = "cut short"
_BAR: Final = "\\|"
_RIGHT: Final = ("states", "transitions", "seconds")
_BEGINNING: Final = """\
# Three threads, whole

Sound pools that threads share, explored as `poolproof explore --threads 3` does it: every interleaving of each program, or as
far as time and room went. A job of the nightly workflow does it anew; this page was written by

    make three-threads THREE_THREADS_ARGS="--publish"

(with names of pools behind it, their rows alone: not all need be of one run).

`g` gets, `r` returns the newest block that the thread got, `R` and `Q` return the first and the second of those lent before.
The pools are the sound ones that stand beside the planted faults (`poolproof faults --level shared --list` says what each
is), each by a contract of its own, and [ours](../../native/docs/shared.md) of up to 16 blocks.
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one program in a pool, with at most so many seconds of processor time, and megabytes for its states."""

    pool: str
    job: Job
    outcome: Outcome
    seconds: float
    megabytes: int

    @property
    def told(self) -> Told | None:
        """What the pool is blamed for, and why; a sound one is blamed for nothing."""
        found = next((each for each in (self.outcome.found, self.outcome.waiting, *self.outcome.costs) if each), None)
        return tell(self.job, found) if found is not None else None

    @property
    def is_whole(self) -> bool:
        return self.outcome.end is End.WHOLE and self.told is None


def row(tried: Tried) -> Row:
    """A line of the table."""
    outcome = tried.outcome
    figures = (f"{outcome.states:,}", f"{outcome.transitions:,}", f"{outcome.seconds:.1f}")
    return (tried.pool, str(tried.job), *figures, _how_far(tried))


def _how_far(tried: Tried) -> str:
    outcome = tried.outcome
    if (told := tried.told) is not None:
        return f"violates {told.requirement}: {told.observed}"
    match outcome.end:
        case End.WHOLE:
            return _WHOLE
        case End.OUT_OF_TIME | End.OUT_OF_ROOM:
            lack = f"{tried.seconds:,.0f} s" if outcome.end is End.OUT_OF_TIME else f"{tried.megabytes:,} MB"
            most = outcome.preemptions - 1
            tried_to = f"all schedules of at most {most} preemptions" if most >= 0 else "not even all without preemption"
            return f"{_CUT_SHORT} at {lack}: {tried_to}"
        case End.INTERRUPTED:
            return "interrupted"
        case _:
            return f"not explored: {outcome.why}"


def is_cut_short(row: Row | None) -> bool:
    """Whether there is a row that says so."""
    return row is not None and row[-1].startswith(_CUT_SHORT)


def page(rows: Sequence[Row]) -> str:
    """The whole page."""
    whole = sum(each[-1] == _WHOLE for each in rows)
    rules = ("---:" if each in _RIGHT else "---" for each in _COLUMNS)
    said = f"**{whole} of {len(rows)} programs are whole.** Seconds are of processor time."
    table = [_line(_COLUMNS), _line([*rules]), *map(_line, rows)]
    return "\n".join(
        [_BEGINNING, said, "", *table, "", "What whole says, and what not:", "", *(f"- {each}" for each in ABSTRACTED), ""]
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(each.replace('|', _BAR) for each in cells)} |"


def rows_of(text: str) -> dict[tuple[str, str], Row]:
    """The rows of a page that was written before, by pool and program."""
    rows: dict[tuple[str, str], Row] = {}
    for line in text.splitlines():
        cells = [each.strip().replace(_BAR, "|") for each in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == len(_COLUMNS) and cells[0] != _COLUMNS[0] and not cells[0].startswith("---"):
            pool, programs, states, transitions, seconds, how_far = cells
            rows[pool, programs] = (pool, programs, states, transitions, seconds, how_far)
    return rows
