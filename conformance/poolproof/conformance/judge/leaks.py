"""Whether destroy gives everything back (LIFE-1), from how much is still taken each time that no pool is alive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

_WINDOW = 6
_LONG_WINDOW = 12
_SELDOM = 3
"""Growths in the long window: of who forgets something at every third or fourth destroy."""
_OBJECTS_A_ROUND = 16


@dataclass(slots=True)
class LeakWatch:
    """One-time growth is no leak: a subject may set up something for the whole process at its first create. What grows time
    and again, and never shrinks, is one.

    ``exact``: allocations are counted to the byte. An address space breathes: there only growth in every single round counts.
    So does an interpreter, by an object or two a round: a pool that it keeps holds more than that.
    """

    exact: bool
    _taken: list[int] = field(default_factory=list)
    _virtual_pages: list[int] = field(default_factory=list)
    _descriptors: list[int] = field(default_factory=list)

    def note(self, taken: int, virtual_pages: int, free_descriptor: int) -> bool:
        """Take a sample. True when there are enough of them to tell."""
        self._taken.append(taken)
        self._virtual_pages.append(virtual_pages)
        self._descriptors.append(free_descriptor)
        return len(self._taken) >= _WINDOW

    @property
    def leak(self) -> str | None:
        """What is leaking, in words; None when nothing is."""
        for samples, unit, window, growths, least in self._rules():
            if _grows(samples[-window:], window, growths, least):
                growth = samples[-1] - samples[-window]
                return f"after each create and destroy more is taken: {growth} {unit} in {window - 1} rounds"
        return None

    def _rules(self) -> Iterator[tuple[list[int], str, int, int, int]]:
        """Samples, what they count, how many of them to look at, how often they must have grown, and by how much."""
        if self.exact:
            yield self._taken, "bytes", _WINDOW, _WINDOW // 2, 1
            yield self._taken, "bytes", _LONG_WINDOW, _SELDOM, 1
        else:
            yield self._taken, "objects", _WINDOW, _WINDOW - 1, _OBJECTS_A_ROUND
        yield self._virtual_pages, "pages", _WINDOW, _WINDOW - 1, 1
        yield self._descriptors, "file descriptors", _WINDOW, _WINDOW - 1, 1


def _grows(recent: list[int], window: int, growths: int, least: int) -> bool:
    """Whether the last samples grew that often, by at least so much, and never shrank."""
    steps = [after - before for before, after in pairwise(recent)]
    return len(recent) == window and min(steps) >= 0 and sum(step >= least for step in steps) >= growths
