"""Blocks, or records, of one pool by a contract of binding 2: their bytes, where they lie, and what they hold while free.

Of what came back no more is held than the contract lets a caller hold: a pool may use a block again only once nobody has it any
more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from poolproof.spec.vocabulary import AnswerHow, FillOf, LentKind, Terms

from . import block_bytes
from .block_bytes import Seen
from .facts import BlockName, Differs
from .lendings import INSPECTED_AT_ONCE, Lendings
from .lent_ranges import LentRanges

_WORD_BYTES: Final = 8
_BYTES_AT_ONCE: Final = 1 << 20


@dataclass(slots=True)
class BlockLendings(Lendings):
    """``size``, ``align``: bytes. ``slot``: the pool."""

    terms: Terms = field(kw_only=True)
    ranges: LentRanges = field(kw_only=True)
    slot: int = field(kw_only=True)
    size: int = field(init=False)
    align: int = field(init=False)
    without_address: set[int] = field(default_factory=set)
    gone: list[int] = field(default_factory=list)
    """Numbers of blocks whose memory went when they came back."""
    left: set[int] = field(default_factory=set)
    """Free blocks whose shadow is what the last holder left: no clear has been since."""
    free: dict[int, Any] = field(default_factory=dict)
    """What is free and must hold something: through which it is looked at."""
    inspected_free: int = 0

    def __post_init__(self) -> None:
        is_block, terms = self.kind == LentKind.BLOCK, self.terms
        self.size = terms.block_bytes if is_block else terms.record_bytes
        self.align = terms.block_align if is_block else terms.record_align

    def read(self, number: int) -> bytes:
        """What it holds; each bit turned around where it can't be read any more."""
        seen = block_bytes.look(self.objects[number], self.size)
        return bytes(~each & 0xFF for each in self.shadows[number]) if seen is None else seen.content

    def write(self, number: int, words: tuple[int, ...]) -> None:
        content = b"".join(word.to_bytes(_WORD_BYTES, "little") for word in words)[: self.size]
        block_bytes.write(self.objects[number], content)
        self.shadows[number] = content

    def words_of(self, content: bytes) -> tuple[int, ...]:
        """The last may be a part of one: its missing bytes count as 0."""
        return tuple(int.from_bytes(content[at : at + _WORD_BYTES], "little") for at in range(0, len(content), _WORD_BYTES))

    def at_once(self) -> int:
        return max(1, min(INSPECTED_AT_ONCE, _BYTES_AT_ONCE // max(self.size, 1)))

    def number_of(self, block: Any, seen: Seen) -> tuple[int, bool]:
        """The number of a block that was handed out, and whether it is new."""
        key = id(block) if seen.address is None else seen.address
        number = self.numbers.get(key)
        is_new = number is None and not self.gone
        if number is None:
            number = self.numbers[key] = min(self.gone, default=len(self.objects))
        if number in self.gone:
            self.gone.remove(number)
        if is_new:
            self.objects.append(block)
            self.shadows.append(b"")
            self.keys.append(key)
        if seen.address is None:
            self.without_address.add(number)
        self.objects[number], self.keys[number] = block, key
        return number, is_new

    def lend(self, number: int, content: bytes) -> None:
        for numbers in (self.returned, self.revoked):
            if number in numbers:
                numbers.remove(number)
        self.left.discard(number)
        self.free.pop(number, None)
        self.shadows[number] = content
        self.lent.append(number)
        if number not in self.without_address:
            self.ranges.add(self.keys[number], self.size, self._name(number))

    def about_to_return(self, number: int) -> None:
        """Keep something by which it can be looked at once it is free, if it must hold something then."""
        if self.terms.while_free != FillOf.ANY:
            self.free[number] = block_bytes.keeper_of_view(self.objects[number])

    def stays_lent(self, number: int) -> None:
        """It was to come back, and was not taken."""
        self.free.pop(number, None)

    def came_back(self, number: int) -> None:
        self.left.add(number)
        self.ranges.remove(self.keys[number], self.size, self._name(number))
        if AnswerHow.UNDEFINED == self.terms.of_double_how == self.terms.of_other_pool_how and number not in self.free:
            self._let_go(number)

    def about_to_clear(self) -> None:
        """From here on nothing that is free is looked at, nor compared with what was left there."""
        self.left.clear()
        self.free.clear()

    def revoke_all(self) -> None:
        for number in self.lent:
            self.ranges.remove(self.keys[number], self.size, self._name(number))
        taken_back = [*self.lent]
        self.revoked += taken_back
        self.lent.clear()
        if AnswerHow.UNDEFINED == self.terms.of_revoked_how == self.terms.of_other_pool_how:
            for number in taken_back:
                self._let_go(number)

    def held(self, numbers: list[int]) -> list[int]:
        """Those of which the object is still at hand."""
        return [number for number in numbers if self.objects[number] is not None]

    def changed_free(self, *, everything: bool) -> Differs | None:
        """What is free and does not hold what it should (FREE-1). It is told once."""
        for number in self._due_free(everything=everything):
            seen = block_bytes.look(self.free[number], self.size)
            is_byte = self.terms.while_free == FillOf.BYTE
            expected = bytes([self.terms.while_free_byte]) * self.size if is_byte else self.shadows[number]
            if seen is None or seen.content != expected:
                del self.free[number]
            if seen is not None and seen.content != expected:
                return self.difference(self.slot, number, expected, seen.content)
        return None

    def _due_free(self, *, everything: bool) -> Iterator[int]:
        numbers, at_once = list(self.free), self.at_once()
        if everything or len(numbers) <= at_once:
            yield from numbers
            return
        start = self.inspected_free % len(numbers)
        self.inspected_free = start + at_once
        yield from (numbers[at % len(numbers)] for at in range(start, self.inspected_free))

    def _let_go(self, number: int) -> None:
        if number in self.without_address:
            return  # it is known by its identity alone
        if block_bytes.dies_if_let_go(self.objects, number):
            del self.numbers[self.keys[number]]
            self.gone.append(number)
        self.objects[number] = None

    def _name(self, number: int) -> BlockName:
        return BlockName(self.kind, self.slot, 0, number)
