"""What one pool of a Python class lent: numbered in the order in which it was first handed out, and what became of each."""

from __future__ import annotations

import abc
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from poolproof.spec.vocabulary import LentKind

from .facts import BlockName, Differs

INSPECTED_AT_ONCE: Final = 32

Content: TypeAlias = tuple[int, ...] | bytes
"""Words, or bytes: of one pool always the same."""


class InapplicableError(Exception):
    """There is nothing to operate on: no such pool, nothing lent."""


@dataclass(slots=True)
class Lendings(abc.ABC):
    """Blocks, or records, of one pool. ``shadows``: what each holder last saw or wrote there."""

    kind: LentKind
    objects: list[Any] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    """By the address, or the identity of what has none."""
    keys: list[int] = field(default_factory=list)
    """The same by number."""
    shadows: list[Any] = field(default_factory=list)
    lent: list[int] = field(default_factory=list)
    """The most recent last, as in those that follow."""
    returned: list[int] = field(default_factory=list)
    revoked: list[int] = field(default_factory=list)
    inspected: int = 0
    """Where among what is lent the next inspection starts."""

    @abc.abstractmethod
    def read(self, number: int) -> Content:
        """What a block holds now."""

    @abc.abstractmethod
    def write(self, number: int, words: tuple[int, ...]) -> None:
        """Write to a block that is lent, and remember it."""

    @abc.abstractmethod
    def words_of(self, content: Any) -> tuple[int, ...]:
        """The words of 8 bytes that it comes to."""

    def pick(self, numbers: list[int], index: int) -> int:
        """One of them, counted from the most recent. Raises InapplicableError."""
        if not numbers:
            raise InapplicableError
        return numbers[-1 - index % len(numbers)]

    def at_once(self) -> int:
        """How many blocks are looked at after one operation, and the others in turn."""
        return INSPECTED_AT_ONCE

    def due(self, *, everything: bool = False) -> list[int]:
        """What to look at after this operation: all that is lent or, of very much, some in turn, as in ``session.c``."""
        count, at_once = len(self.lent), self.at_once()
        if everything or count <= at_once:
            return self.lent
        start = self.inspected % count
        self.inspected = start + at_once
        return [self.lent[at % count] for at in range(start, self.inspected)]

    def revoke_all(self) -> None:
        self.revoked += self.lent
        self.lent.clear()

    def disturbed(self, pool: int, *, everything: bool = False) -> Differs | None:
        """What is lent and no longer holds what its holder wrote. It is told once."""
        for number in self.due(everything=everything):
            found, expected = self.read(number), self.shadows[number]
            if found != expected:
                self.shadows[number] = found
                return self.difference(pool, number, expected, found)
        return None

    def difference(self, pool: int, number: int, expected: Content, found: Content) -> Differs:
        """The first word that differs."""
        pairs = zip(self.words_of(expected), self.words_of(found), strict=True)
        word, (was, now) = next((word, pair) for word, pair in enumerate(pairs) if pair[0] != pair[1])
        return Differs(BlockName(self.kind, pool, word, number), was, now)


@dataclass(slots=True)
class PythonPool:
    """One that is alive: the object, and what it lent. ``count``: how many blocks it was asked for, if so."""

    handle: Any
    blocks: Lendings
    records: Lendings
    count: int = 0
