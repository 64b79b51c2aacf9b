"""Where in memory lies what is lent, by all pools: to find blocks that share bytes (ISO-2)."""

from __future__ import annotations

import bisect
from typing import NamedTuple

from .facts import BlockName


class _Range(NamedTuple):
    start: int
    end: int
    name: BlockName


class LentRanges:
    """``longest``: bytes of the largest of them."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._ranges: list[_Range] = []

    def shared_by(self, start: int, size: int) -> BlockName | None:
        """The lent block that shares a byte with these, if any."""
        at = bisect.bisect_left(self._ranges, (start - self._longest + 1,))
        while at < len(self._ranges) and self._ranges[at].start < start + size:
            if self._ranges[at].end > start:
                return self._ranges[at].name
            at += 1
        return None

    def add(self, start: int, size: int, name: BlockName) -> None:
        bisect.insort(self._ranges, _Range(start, start + size, name))

    def remove(self, start: int, size: int, name: BlockName) -> None:
        """Where it was never added, nothing happens."""
        each = _Range(start, start + size, name)
        at = bisect.bisect_left(self._ranges, each)
        if at < len(self._ranges) and self._ranges[at] == each:
            del self._ranges[at]

    def remove_pool(self, pool: int) -> None:
        self._ranges = [each for each in self._ranges if each.name.pool != pool]

    def clear(self) -> None:
        self._ranges.clear()
