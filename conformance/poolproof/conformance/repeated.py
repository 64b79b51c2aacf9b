"""Sequences in which the same comes again and again: said once, and how often.

Of a quarter of a million operations that count beyond 16 bits a dozen are different. To write each of them down would take
longer than to run them all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TypeAlias, overload

from .operations import Operation

Part: TypeAlias = tuple[Sequence[Operation], int]
"""Operations, and how many times they are done one after the other."""


class Repeated(Sequence[Operation]):
    """The operations of all parts, in order. A slice of it is a plain list."""

    __slots__ = ("_ends", "parts")

    def __init__(self, *parts: Part) -> None:
        self.parts = parts
        self._ends = [*accumulate(len(operations) * times for operations, times in parts)]

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Operation]:
        for operations, times in self.parts:
            for _ in range(times):
                yield from operations

    @overload
    def __getitem__(self, place: int) -> Operation: ...

    @overload
    def __getitem__(self, place: slice) -> list[Operation]: ...

    def __getitem__(self, place: int | slice) -> Operation | list[Operation]:
        if isinstance(place, slice):
            return [*self][place]
        at = range(len(self))[place]
        part = bisect_right(self._ends, at)
        operations, _ = self.parts[part]
        return operations[(at - (self._ends[part - 1] if part else 0)) % len(operations)]


def parts_of(operations: Sequence[Operation]) -> Sequence[Part]:
    """The parts of any sequence: of one that is written down, itself."""
    return operations.parts if isinstance(operations, Repeated) else ((operations, 1),)
