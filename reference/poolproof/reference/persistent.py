"""A stack, a set and a row in order of address that never change: each step makes another.

Stacks and sets share almost all of themselves with the one before: so a step of the model costs the same in a pool of 65,536
buffers as in one of three, where copies would cost all of them. Whatever goes through many blocks stands here: the model's step
has no loop, and so it can be proved for any number of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Final


class Stack:
    """Numbers, the last pushed first. Immutable."""

    __slots__ = ("_below", "_count", "_top")

    def __init__(self, top: int = -1, below: Stack | None = None) -> None:
        self._top = top
        self._below = below
        self._count: int = 0 if below is None else below._count + 1

    def push(self, number: int) -> Stack:
        return Stack(number, self)

    @property
    def top(self) -> int:
        """The number pushed last. Raises IndexError when there is none."""
        if self._below is None:
            raise IndexError("the stack is empty")
        return self._top

    @property
    def below(self) -> Stack:
        """All but the top. Raises IndexError when there is none."""
        if self._below is None:
            raise IndexError("the stack is empty")
        return self._below

    @property
    def turned(self) -> Stack:
        """The same numbers, the one pushed first on top."""
        turned = EMPTY_STACK
        for number in self:
            turned = turned.push(number)
        return turned

    def __len__(self) -> int:
        return self._count

    def __contains__(self, number: object) -> bool:
        return any(each == number for each in self)

    def __iter__(self) -> Iterator[int]:
        """From the top down."""
        at = self
        while at._below is not None:
            yield at._top
            at = at._below

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Stack) or len(self) != len(other):
            return NotImplemented if not isinstance(other, Stack) else False
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<Stack, from the top down: {list(self)}>"


EMPTY_STACK: Final = Stack()


class NumberSet(Set[int]):
    """Numbers from 0 on, as the bits of one integer. Immutable."""

    __slots__ = ("_bits",)

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._bits = sum(1 << number for number in set(numbers))

    def with_number(self, number: int) -> NumberSet:
        return _of_bits(self._bits | 1 << number)

    def with_range(self, first: int, count: int) -> NumberSet:
        """With so many numbers, from the first on."""
        return _of_bits(self._bits | ((1 << count) - 1) << first)

    def without_range(self, first: int, count: int) -> NumberSet:
        """Without any of so many numbers, from the first on."""
        return _of_bits(self._bits & ~(((1 << count) - 1) << first))

    def with_all(self, *others: Iterable[int]) -> NumberSet:
        bits = self._bits
        for numbers in others:
            for number in numbers:
                bits |= 1 << number
        return _of_bits(bits)

    def without_number(self, number: int) -> NumberSet:
        return _of_bits(self._bits & ~(1 << number))

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and number >= 0 and bool(self._bits >> number & 1)

    def __iter__(self) -> Iterator[int]:
        """In ascending order."""
        bits = self._bits
        while bits:
            lowest = bits & -bits
            yield lowest.bit_length() - 1
            bits ^= lowest

    def __len__(self) -> int:
        return self._bits.bit_count()

    def __bool__(self) -> bool:
        return self._bits != 0

    def __hash__(self) -> int:
        return hash(self._bits)

    def __repr__(self) -> str:
        return f"NumberSet({list(self)})"


def _of_bits(bits: int) -> NumberSet:
    made = object.__new__(NumberSet)  # past __init__, which has numbers to add up
    made._bits = bits
    return made


EMPTY_SET: Final = NumberSet()


class Row(tuple[tuple[int, int], ...]):
    """Pairs of an address and the number of what lies there, the lowest first. Immutable."""

    __slots__ = ()

    def with_number(self, number: int, address: int) -> Row:
        return Row(sorted((*self, (address, number))))

    @property
    def lowest(self) -> int:
        """The number of what lies lowest. Raises IndexError when there is none."""
        return self[0][1]

    @property
    def lowest_address(self) -> int:
        """Raises IndexError when there is none."""
        return self[0][0]

    @property
    def without_lowest(self) -> Row:
        return Row(self[1:])

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(number for _, number in self)


EMPTY_ROW: Final = Row()
