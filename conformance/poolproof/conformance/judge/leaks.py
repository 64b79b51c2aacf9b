"""Whether destroy gives everything back (LIFE-1), from how much is still taken each time that no pool is alive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ..names import counted

LIVES_TO_TELL = 6
"""So many lives tell what is set up once from what is taken again and again."""
_WINDOW = LIVES_TO_TELL
_LONG_WINDOW = 12
_SELDOM = 3
"""Growths in the long window: of who forgets something at every third or fourth destroy."""
_OBJECTS_A_ROUND = 16
_DESCRIPTOR = "file descriptor"
OF_UNLIKE_LIVES = "which is more than one of their pools takes"
"""How words end that tell a leak by lives of which no two need be alike."""


@dataclass(slots=True)
class _Series:
    """``samples``: how much was taken each time that no pool was alive; ``footprints``: how much more, at most, when a pool was
    created in the round that ended there."""

    samples: list[int] = field(default_factory=list)
    footprints: list[int] = field(default_factory=list)
    _footprint: int = 0

    def rise(self, taken: int) -> None:
        before = self.samples[-1] if self.samples else 0
        self._footprint = max(self._footprint, taken - before)

    def end_round(self, taken: int) -> None:
        self.samples.append(taken)
        self.footprints.append(self._footprint)
        self._footprint = 0

    def growth(self, window: int) -> int:
        return self.samples[-1] - self.samples[-window]

    def largest_footprint(self, window: int) -> int:
        """Of the rounds between the first of the last samples and the last."""
        return max(self.footprints[1 - window :])


@dataclass(slots=True)
class LeakWatch:
    """One-time growth is no leak: a subject may set up something for the whole process at its first create, or keep what was
    destroyed last for the next create. What grows time and again, and never shrinks, is one. Where the rounds differ in their
    pools, what is kept may grow with them: there a leak is only what exceeds the footprint of the largest.

    ``exact``: allocations are counted to the byte. An address space breathes: there only growth in every single round counts.
    So does an interpreter, by an object or two a round: a pool that it keeps holds more than that.
    """

    exact: bool
    _taken: _Series = field(default_factory=_Series)
    _virtual_pages: _Series = field(default_factory=_Series)
    _descriptors: _Series = field(default_factory=_Series)
    _rounds: list[list[tuple[int, int]]] = field(default_factory=lambda: [[]])
    """The capacities of the pools created in each."""

    def note_create(self, capacities: tuple[int, int], taken: int, virtual_pages: int) -> None:
        self._rounds[-1].append(capacities)
        self._taken.rise(taken)
        self._virtual_pages.rise(virtual_pages)

    def end_round(self, taken: int, virtual_pages: int, free_descriptor: int) -> bool:
        """No pool is alive: take a sample. True when there are enough of them to tell."""
        self._taken.end_round(taken)
        self._virtual_pages.end_round(virtual_pages)
        self._descriptors.end_round(free_descriptor)
        self._rounds.append([])
        return len(self._taken.samples) >= _WINDOW

    @property
    def leak(self) -> str | None:
        """What is leaking, in words; None when nothing is."""
        for series, unit, window, growths, least in self._rules():
            if not _grows(series.samples[-window:], window, growths, least):
                continue
            if self._are_alike(window):
                return _in_words(series.samples[-window:], unit)
            if series.growth(window) > series.largest_footprint(window):
                more = counted(series.growth(window), unit)
                return f"{more} more is taken after the last {window - 1} lives, {OF_UNLIKE_LIVES}"
        return None

    def _are_alike(self, window: int) -> bool:
        ended = self._rounds[:-1]
        return all(each == ended[-1] for each in ended[1 - window :])

    def _rules(self) -> Iterator[tuple[_Series, str, int, int, int]]:
        """Samples, what they count, how many of them to look at, how often they must have grown, and by how much."""
        if self.exact:
            yield self._taken, "byte", _WINDOW, _WINDOW // 2, 1
            yield self._taken, "byte", _LONG_WINDOW, _SELDOM, 1
        else:
            yield self._taken, "object", _WINDOW, _WINDOW - 1, _OBJECTS_A_ROUND
        yield self._virtual_pages, "page", _WINDOW, _WINDOW - 1, 1
        yield self._descriptors, _DESCRIPTOR, _WINDOW, _WINDOW - 1, 1


def _grows(recent: list[int], window: int, growths: int, least: int) -> bool:
    """Whether the last samples grew that often, by at least so much, and never shrank."""
    steps = [after - before for before, after in pairwise(recent)]
    return len(recent) == window and min(steps) >= 0 and sum(step >= least for step in steps) >= growths


def _in_words(recent: list[int], unit: str) -> str:
    steps = [after - before for before, after in pairwise(recent)]
    left = [step for step in steps if step]
    if unit == _DESCRIPTOR:  # of which the lowest that is free is known, not how many are open
        return "each life leaves a file descriptor open"
    if len(set(left)) > 1:
        return f"each life leaves something behind: {', '.join(map(str, left[:-1]))} and {counted(left[-1], unit)}"
    if len(left) == len(steps):
        return f"each life leaves {counted(left[0], unit)} behind"
    return f"{len(left)} of {len(steps)} lives leave {counted(left[0], unit)} behind each"
