"""How a run ended, in one sentence: it says no more than was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..legible import one_line

_NAMED_AT_MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Ending:
    """``failed``: ids, the most telling first; ``asked``: ids, where only a part of the level was (-k), else None."""

    verdict: str
    level: str
    conforms_at: str | None
    failed: Sequence[str]
    unknown: Sequence[str]
    not_promised: int
    asked: Sequence[str] | None
    unread: Sequence[str] = ()
    """Cases of the corpus that nobody can read: what they would show is not known."""


def headline_of(ending: Ending) -> str:
    if ending.verdict == "conforms":
        return f"conforms: {_met(ending)}"
    # Of a part of the requirements, nothing follows for a level.
    met = f"conforms at {ending.conforms_at}" if ending.conforms_at else "conforms at no level"
    behind = f"; {met}" if ending.asked is None else f" (asked for: {_named(ending.asked)})"
    if ending.verdict == "violates":
        unread = f"; {unread_words(ending.unread)}" if ending.unread else ""
        return f"violates {', '.join(ending.failed)}{behind}{unread}"
    return f"inconclusive: {_left_open(ending)}{behind}"


def _left_open(ending: Ending) -> str:
    if ending.unknown or ending.unread:
        unchecked = [f"not checked: {', '.join(ending.unknown)}"] if ending.unknown else []
        return "; ".join(unchecked + ([unread_words(ending.unread)] if ending.unread else []))
    return "it was not carried out to its end" if ending.conforms_at else "nothing was checked"


def unread_words(names: Sequence[str]) -> str:
    """``2 cases can't be read: a.json, b.json``."""
    return f"{len(names):,} case{'' if len(names) == 1 else 's'} can't be read: {_named([one_line(each) for each in names])}"


def _met(ending: Ending) -> str:
    """How many can't be promised of such a subject is said too."""
    what = f"up to {ending.level}" if ending.asked is None else f"asked for ({_named(ending.asked)})"
    if not ending.not_promised:
        return f"every requirement {what} is met"
    return f"every requirement {what} that is promised is met; {ending.not_promised} not promised"


def _named(ids: Sequence[str]) -> str:
    if len(ids) <= _NAMED_AT_MOST:
        return ", ".join(ids)
    return f"{', '.join(ids[:_NAMED_AT_MOST])} and {len(ids) - _NAMED_AT_MOST} more"
