"""Whether destroy gives everything back (LIFE-1), from how much is still taken each time that no pool is alive."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

_WINDOW = 6


@dataclass(slots=True)
class LeakWatch:
    """One-time growth is no leak: a subject may set up something for the whole process at its first create. What grows time
    and again, and never shrinks, is one.

    ``exact``: allocations are counted to the byte. What an interpreter holds, and an address space, breathe: there only growth
    in every single round counts.
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
        for samples, unit, growths in (
            (self._taken, "bytes" if self.exact else "objects", _WINDOW // 2 if self.exact else _WINDOW - 1),
            (self._virtual_pages, "pages", _WINDOW - 1),
            (self._descriptors, "file descriptors", _WINDOW - 1),
        ):
            if _grows(samples, growths):
                growth = samples[-1] - samples[-_WINDOW]
                return f"after each create and destroy more is taken: {growth} {unit} in {_WINDOW - 1} rounds"
        return None


def _grows(samples: list[int], growths: int) -> bool:
    """Whether the last samples grew that often, and never shrank."""
    recent = samples[-_WINDOW:]
    steps = [after - before for before, after in pairwise(recent)]
    return len(recent) == _WINDOW and min(steps) >= 0 and sum(step > 0 for step in steps) >= growths
