"""Whole numbers and truths that stand for terms of z3, for code that was written for those of Python.

Where code asks for a truth (`if`, `and`, `in`), the path goes one way, and later the other. What is not understood raises: a
symbol is an ``int`` for patterns of `match` alone, and no operation of ints works on it but these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import z3

from poolproof.reference.proof.paths import current


class Truth:
    __slots__ = ("term",)

    def __init__(self, term: z3.BoolRef) -> None:
        self.term = term

    def __bool__(self) -> bool:
        return current().choose(self.term)


def truth(value: object) -> z3.BoolRef:
    """The term of a truth, or of a bool."""
    return value.term if isinstance(value, Truth) else z3.BoolVal(bool(value))


def number(value: object) -> z3.ArithRef:
    """The term of a number, symbolic or not."""
    if isinstance(value, Number):
        return value.term
    assert isinstance(value, int), value
    return z3.IntVal(value)


_NO_NUMBER = -(1 << 80)  # what C code of Python would see of it: out of any range


class Number(int):
    term: z3.ArithRef

    def __new__(cls, term: z3.ArithRef) -> Number:
        made = super().__new__(cls, _NO_NUMBER)
        made.term = term
        return made

    def __eq__(self, other: object) -> Truth | bool:  # type: ignore[override]
        return Truth(self.term == number(other)) if isinstance(other, int) else False

    def __ne__(self, other: object) -> Truth | bool:  # type: ignore[override]
        return Truth(self.term != number(other)) if isinstance(other, int) else True

    __hash__ = None  # type: ignore[assignment]


def _refuse(name: str) -> Callable[..., object]:
    def refuse(*_: object) -> object:
        raise NotImplementedError(f"{name} of a symbol")

    return refuse


for _name in dir(int):
    if _name.startswith("__") and callable(getattr(int, _name)) and _name not in dir(object):
        setattr(Number, _name, _refuse(_name))
_understood: dict[str, Callable[[Any, Any], object]] = {
    "__add__": lambda self, other: Number(self.term + number(other)),
    "__radd__": lambda self, other: Number(self.term + number(other)),
    "__sub__": lambda self, other: Number(self.term - number(other)),
    "__rsub__": lambda self, other: Number(number(other) - self.term),
    "__mul__": lambda self, other: Number(self.term * number(other)),
    "__rmul__": lambda self, other: Number(self.term * number(other)),
    "__lt__": lambda self, other: Truth(self.term < number(other)),
    "__le__": lambda self, other: Truth(self.term <= number(other)),
    "__gt__": lambda self, other: Truth(self.term > number(other)),
    "__ge__": lambda self, other: Truth(self.term >= number(other)),
}
for _name, _operation in _understood.items():
    setattr(Number, _name, _operation)


def larger(one: int, other: int) -> int:
    """`max` of two, where either may be a symbol: no choice of a path."""
    if not isinstance(one, Number) and not isinstance(other, Number):
        return max(one, other)
    first, second = number(one), number(other)
    return Number(z3.If(first >= second, first, second))


def smaller(one: int, other: int) -> int:
    if not isinstance(one, Number) and not isinstance(other, Number):
        return min(one, other)
    first, second = number(one), number(other)
    return Number(z3.If(first <= second, first, second))


def ordinary_range(*bounds: int) -> range:
    """A loop over as many as a symbol says can't be run: refused, where `range` would take it for a number."""
    if any(isinstance(each, Number) for each in bounds):
        raise NotImplementedError("a range of a symbol")
    return range(*bounds)
