"""Whether a pool takes more and more memory while it lives (LIFE-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..names import counted
from ..observations import Observation
from ..operations import Kind

_RISES_AT_LEAST = 8
_OPERATIONS_AT_LEAST = 250
_LONG_LIFE = 256
_GAPS_OF_A_STREAK = 4
"""No gap between two rises is longer than such a part of the whole: what doubles, and what comes to an end, is none of it."""
ENDS_OF_LIVES = (Kind.CREATE, Kind.DESTROY, Kind.DESTROY_NULL)
_WINDOWS = 8


@dataclass(slots=True)
class _Peak:
    """The most that was taken since a pool was made or ended, and when it rose."""

    unit: str
    most: int = 0
    rises: list[tuple[int, int]] = field(default_factory=list)
    """The place of each step, and by how much."""

    def begin(self, taken: int) -> None:
        self.most = taken
        self.rises.clear()

    def rise(self, place: int, taken: int) -> str | None:
        """What goes on and on, in words."""
        self.rises.append((place, taken - self.most))
        self.most = taken
        if len(self.rises) % _RISES_AT_LEAST:
            return None
        count = _RISES_AT_LEAST
        while count <= len(self.rises):
            streak = self.rises[-count:]
            if _goes_on([at for at, _ in streak]):
                return _in_words(streak, self.unit)
            count *= 2
        return None


@dataclass(slots=True)
class GrowthWatch:
    """A pool may take something once, keep a few things that it will need again, or first use its memory when a block is lent
    for the first time. What grows again and again, over hundreds of operations and never much more seldom, is none of these.

    ``exact``: allocations are counted, after each operation."""

    exact: bool
    begun: int = 0
    """The place of the step that began the life at hand."""
    taken: _Peak = field(default_factory=lambda: _Peak("byte"))
    pages: _Peak = field(default_factory=lambda: _Peak("page"))

    def note(self, place: int, kind: int, seen: Observation, *, alone: bool) -> str | None:
        """After each step. What is wrong with how much is taken, in words; None: nothing. ``alone``: there is one pool."""
        if kind in ENDS_OF_LIVES:
            self.begin(place, seen)
            return None
        if seen.live_bytes <= self.taken.most and seen.virtual_pages <= self.pages.most:
            return None
        return self._rise(place, seen, counts=alone and not seen.is_new)

    def begin(self, place: int, seen: Observation) -> None:
        self.begun = place
        self.taken.begin(seen.live_bytes)
        self.pages.begin(seen.virtual_pages)

    def is_long_now(self, place: int) -> bool:
        """Whether it is from this step on that the life at hand would show growth."""
        return self.exact and place - self.begun == _LONG_LIFE

    def _rise(self, place: int, seen: Observation, *, counts: bool) -> str | None:
        for peak, taken in ((self.taken, seen.live_bytes), (self.pages, seen.virtual_pages)):
            if taken <= peak.most:
                continue
            if not counts:
                peak.most = taken
            elif (words := peak.rise(place, taken)) is not None:
                return words
        return None


def grows_on(samples: Sequence[tuple[int, int]]) -> bool:
    """Whether memory grew between each two of the last samples: bytes and pages, over a sequence in the native lane."""
    last = samples[-_WINDOWS:]
    return len(last) == _WINDOWS and any(
        all(before[which] < after[which] for before, after in pairwise(last)) for which in (0, 1)
    )


def _goes_on(places: Sequence[int]) -> bool:
    span = places[-1] - places[0]
    return span >= _OPERATIONS_AT_LEAST and max(map(_gap, pairwise(places))) * _GAPS_OF_A_STREAK <= span


def _gap(pair: tuple[int, int]) -> int:
    return pair[1] - pair[0]


def _in_words(streak: Sequence[tuple[int, int]], unit: str) -> str:
    amounts = {amount for _, amount in streak}
    gaps = set(map(_gap, pairwise(at for at, _ in streak)))
    each = counted(amounts.pop(), unit) if len(amounts) == 1 else f"up to {counted(max(amounts), unit)}"
    span = streak[-1][0] - streak[0][0]
    often = f"{len(streak):,} times in {counted(span, 'operation')}"
    if len(gaps) == 1:
        often = "after each operation" if gaps == {1} else f"after every {gaps.pop():,} operations"
    return f"{each} more {often}, and no end of it"
