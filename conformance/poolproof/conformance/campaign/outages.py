"""What is away for a while (a scheduler, a server, a disk): it is tried again ever more seldom, and the terminal says so.

Nothing that may come back ends a campaign. It goes on with what there is, until its own time is up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from .durations import duration
from .ports import CLOCK, Clock

_FIRST_WAIT_S: Final = 1.0
_LONGEST_WAIT_S: Final = 30.0
_SAID_AGAIN_AFTER_S: Final = 60.0
"""And after twice as long each time: a night of it is a dozen lines."""


@dataclass(frozen=True, slots=True)
class Outage:
    """All outages of one thing in one run: what was said last, how often it went away, and for how long in all."""

    what: str
    why: str
    times: int
    seconds: float
    is_over: bool


@dataclass(slots=True)
class _Away:
    """Something that is away now."""

    since: float
    next_try: float
    wait: float
    said_again_after: float


class Outages:
    """The book of a campaign's outages. Things are known by what a user calls them."""

    def __init__(self, on_note: Callable[[str], None], clock: Clock = CLOCK) -> None:
        """``on_note``: is told what goes away and what comes back, each in a line."""
        self.note = on_note
        self._clock = clock
        self._away: dict[str, _Away] = {}
        self._told: dict[str, Outage] = {}

    def is_away(self, what: str) -> bool:
        return what in self._away

    def is_due(self, what: str) -> bool:
        """Whether to try it now: it works as far as is known, or has been let alone for long enough."""
        away = self._away.get(what)
        return away is None or self._clock.now() >= away.next_try

    def failed(self, what: str, why: str) -> None:
        """It was tried, and did not work."""
        now, away = self._clock.now(), self._away.get(what)
        if away is None:
            self._away[what] = _Away(now, now + _FIRST_WAIT_S, _FIRST_WAIT_S, _SAID_AGAIN_AFTER_S)
            times = self._told[what].times if what in self._told else 0
            seconds = self._told[what].seconds if what in self._told else 0.0
            self._told[what] = Outage(what, why, times + 1, seconds, is_over=False)
            self.note(f"{what}: {why}; it is tried again until it works")
            return
        away.wait = min(2 * away.wait, _LONGEST_WAIT_S)
        away.next_try = now + away.wait
        self._told[what] = replace(self._told[what], why=why)
        if now - away.since >= away.said_again_after:
            away.said_again_after *= 2
            self.note(f"{what}: has not worked for {duration(now - away.since)}: {why}")

    def worked(self, what: str) -> None:
        """It was tried, and works."""
        away = self._away.pop(what, None)
        if away is not None:
            told, seconds = self._told[what], self._clock.now() - away.since
            self._told[what] = replace(told, seconds=told.seconds + seconds, is_over=True)
            self.note(f"{what}: works again, after {duration(seconds)}")

    def forget(self, what: str) -> None:
        """It is gone for good, and nobody misses it."""
        self._away.pop(what, None)
        self._told.pop(what, None)

    def told(self) -> tuple[Outage, ...]:
        """Those of this run until now, each thing's as one."""
        now = self._clock.now()
        return tuple(
            replace(each, seconds=each.seconds + now - self._away[each.what].since) if each.what in self._away else each
            for each in self._told.values()
        )
