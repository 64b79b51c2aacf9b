"""Sequences in which the same comes again and again: said once, and how often.

Of a quarter of a million operations that count beyond 16 bits a dozen are different. To write each of them down would take
longer than to run them all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import TypeAlias, TypeVar, cast, overload

from poolproof.spec.vocabulary import AGAIN

from .operations import Kind, Operation

Each = TypeVar("Each")
Part: TypeAlias = tuple[Sequence[Operation], int]
"""Operations, and how many times they are done one after the other."""


class Repeated(Sequence[Each]):
    """The elements of all parts (each a sequence and how many times it comes), in order. A slice of it is a plain list."""

    __slots__ = ("_ends", "parts")

    def __init__(self, *parts: tuple[Sequence[Each], int]) -> None:
        self.parts = tuple(part for part in parts if part[0] and part[1] > 0)
        self._ends = [*accumulate(len(body) * times for body, times in self.parts)]

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Each]:
        for body, times in self.parts:
            for _ in range(times):
                yield from body

    @overload
    def __getitem__(self, place: int) -> Each: ...

    @overload
    def __getitem__(self, place: slice) -> list[Each]: ...

    def __getitem__(self, place: int | slice) -> Each | list[Each]:
        if isinstance(place, slice):
            return [*self][place]
        at = range(len(self))[place]
        part = bisect_right(self._ends, at)
        body, _ = self.parts[part]
        return body[(at - (self._ends[part - 1] if part else 0)) % len(body)]

    def first(self, count: int) -> Repeated[Each]:
        """So many of the elements: what comes again and again is still said once."""
        kept: list[tuple[Sequence[Each], int]] = []
        for body, times in self.parts:
            whole, rest = divmod(min(count, len(body) * times), len(body))
            kept += (body, whole), (body[:rest], 1)
            count -= whole * len(body) + rest
        return Repeated(*kept)


def parts_of(operations: Sequence[Each]) -> Sequence[tuple[Sequence[Each], int]]:
    """The parts of any sequence: of one that is written down, itself."""
    return operations.parts if isinstance(operations, Repeated) else ((operations, 1),)


def filtered(operations: Sequence[Each], keeps: Callable[[Each], bool]) -> Sequence[Each]:
    """Those of the operations that it keeps: what comes again and again is still said once."""
    parts = [([each for each in body if keeps(each)], times) for body, times in parts_of(operations)]
    return Repeated(*parts) if isinstance(operations, Repeated) else parts[0][0]


def entries_of(operations: Sequence[Operation]) -> int:
    """How many places it takes where a worker is told of it: one more for each part that comes again."""
    return sum(len(body) + (times > 1) for body, times in parts_of(operations))


def again(width: int, times: int) -> Operation:
    """An entry for the worker: so many operations before it, so many times more."""
    return Operation(cast(Kind, AGAIN), nth=width, value=times)
