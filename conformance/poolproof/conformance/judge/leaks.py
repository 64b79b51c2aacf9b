"""Whether destroy gives everything back (LIFE-1), from how much is still taken each time that no pool is alive."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

_WINDOW = 6
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
        for samples, unit, growths, least in (
            (self._taken, "bytes", _WINDOW // 2, 1) if self.exact else (self._taken, "objects", _WINDOW - 1, _OBJECTS_A_ROUND),
            (self._virtual_pages, "pages", _WINDOW - 1, 1),
            (self._descriptors, "file descriptors", _WINDOW - 1, 1),
        ):
            if _grows(samples, growths, least):
                growth = samples[-1] - samples[-_WINDOW]
                return f"after each create and destroy more is taken: {growth} {unit} in {_WINDOW - 1} rounds"
        return None


def _grows(samples: list[int], growths: int, least: int) -> bool:
    """Whether the last samples grew that often, by at least so much, and never shrank."""
    recent = samples[-_WINDOW:]
    steps = [after - before for before, after in pairwise(recent)]
    return len(recent) == _WINDOW and min(steps) >= 0 and sum(step >= least for step in steps) >= growths
