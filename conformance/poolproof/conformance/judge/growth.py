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
_BEYOND_ITS_NEED = 16
"""So many times what was lent at once: what is taken on top of it, in ever larger pieces, serves no block."""
_BYTES_AT_LEAST = 16 * 1024
_PIECES_AT_LEAST = 6
ENDS_OF_LIVES = (Kind.CREATE, Kind.DESTROY, Kind.DESTROY_NULL)
_WINDOWS = 8
_RISES_OF_DOUBLING = 2
_SHARE_OF_DOUBLING = 4


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
class _Excess:
    """What is taken after every block was lent at once, in pieces of which none is smaller than the one before: an arena that
    takes twice as much each time, and lends nothing a second time. Its pieces come ever more seldom, so they are no streak."""

    most_lent: int = 0
    most: int = 0
    needed: int = 0
    """What was taken when the most was lent."""
    pieces: int = 0
    piece: int = 0
    since: int = 0

    def begin(self, taken: int) -> None:
        self.most_lent = self.pieces = self.piece = 0
        self.most = self.needed = taken

    def note(self, place: int, taken: int, lent: int, lent_bytes: int) -> str | None:
        """``lent_bytes``: of all blocks, as many as there are to be. What is too much, in words."""
        if lent > self.most_lent:
            self.most_lent, self.pieces, self.piece = lent, 0, 0
            self.needed = self.most = max(self.most, taken)
            return None
        if taken <= self.most:
            return None
        piece, self.most = taken - self.most, taken
        if piece < self.piece:
            self.needed, self.pieces = self.most - piece, 0
        if not self.pieces:
            self.since = place
        self.pieces, self.piece = self.pieces + 1, piece
        excess = taken - self.needed
        is_too_much = self.pieces >= _PIECES_AT_LEAST and excess >= max(_BEYOND_ITS_NEED * lent_bytes, _BYTES_AT_LEAST)
        if not is_too_much or place - self.since < _OPERATIONS_AT_LEAST:
            return None
        whole = counted(lent_bytes, "byte")
        return f"{counted(excess, 'byte')} more once every block was lent, {whole} in all, and no end of it"


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
    excess: _Excess = field(default_factory=_Excess)

    def note(self, place: int, kind: int, seen: Observation, *, counts: bool) -> str | None:
        """After each step. What is wrong with how much is taken, in words; None: nothing. ``counts``: there is one pool, which
        had no reason to take more."""
        if kind in ENDS_OF_LIVES:
            self.begin(place, seen)
            return None
        if seen.live_bytes <= self.taken.most and seen.virtual_pages <= self.pages.most:
            return None
        return self._rise(place, seen, counts=counts)

    def note_lent(self, place: int, seen: Observation, lent: int, count: int, block_bytes: int) -> str | None:
        """The same, of the only pool there is: ``lent`` of its blocks are lent now, of ``count`` that it has at least."""
        told = self.excess.note(place, seen.live_bytes, lent, max(lent, count) * block_bytes)
        return told if self.excess.most_lent >= count else None

    def begin(self, place: int, seen: Observation) -> None:
        self.begun = place
        self.taken.begin(seen.live_bytes)
        self.pages.begin(seen.virtual_pages)
        self.excess.begin(seen.live_bytes)

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
    """Whether memory grew between each two of the last samples, or in proportion to how long it went: bytes and pages, over a
    sequence in the native lane."""
    return grows_each_time(samples) or (
        len(samples) >= _WINDOWS and any(_doubles([each[which] for each in samples]) for which in (0, 1))
    )


def grows_each_time(samples: Sequence[tuple[int, int]]) -> bool:
    """Whether memory grew between each two of the last samples."""
    last = samples[-_WINDOWS:]
    return len(last) == _WINDOWS and any(
        all(before[which] < after[which] for before, after in pairwise(last)) for which in (0, 1)
    )


def _doubles(taken: Sequence[int]) -> bool:
    """What takes twice as much each time takes some in any stretch that is as long as all before it, and no little."""
    grown, before = taken[-1] - taken[0], taken[len(taken) * 3 // 8]
    return len(set(taken)) > _RISES_OF_DOUBLING and (taken[-1] - before) * _SHARE_OF_DOUBLING >= grown > 0


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
