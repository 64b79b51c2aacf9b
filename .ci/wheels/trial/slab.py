"""A pool of blocks in Python: what its contract, slab.toml, promises and no more."""

from __future__ import annotations


class FullError(Exception):
    """All blocks are lent."""


class Slab:
    def __init__(self, count: int = 4) -> None:
        self._free = [bytearray(64) for _ in range(count)][::-1]

    def get(self) -> bytearray:
        if not self._free:
            raise FullError
        return self._free.pop()

    def give_back(self, block: bytearray) -> None:
        self._free.append(block)


class Queue(Slab):
    """Breaks the promise of its order."""

    def give_back(self, block: bytearray) -> None:
        self._free.insert(0, block)
