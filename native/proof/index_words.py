"""Runs the arithmetic of a C function on bit vectors, from its very text: one that declares, assigns and returns whole words.

Operators of C that bind in Python as they do in C are left as they are; what is else in a function is refused, not guessed.
"""

from __future__ import annotations

import re

import z3

_STATEMENT = re.compile(r"(?:const )?uintptr_t (\w+) = (.+)|(\w+) (\*?)= (.+)|(return) (.+)")
_WORDS = re.compile(r"[\w\s()*+\-^&|<>/]+")


class Word:
    """An unsigned word of C: `>>` brings zeros, and `/` knows no sign."""

    def __init__(self, term: z3.BitVecRef) -> None:
        self.term = term

    def _other(self, other: Word | int) -> z3.BitVecRef:
        return other.term if isinstance(other, Word) else z3.BitVecVal(other, self.term.size())

    def __mul__(self, other: Word | int) -> Word:
        return Word(self.term * self._other(other))

    def __add__(self, other: Word | int) -> Word:
        return Word(self.term + self._other(other))

    def __sub__(self, other: Word | int) -> Word:
        return Word(self.term - self._other(other))

    def __rsub__(self, other: int) -> Word:
        return Word(self._other(other) - self.term)

    def __xor__(self, other: Word | int) -> Word:
        return Word(self.term ^ self._other(other))

    def __or__(self, other: Word | int) -> Word:
        return Word(self.term | self._other(other))

    def __and__(self, other: Word | int) -> Word:
        return Word(self.term & self._other(other))

    def __lshift__(self, other: Word | int) -> Word:
        return Word(self.term << self._other(other))

    def __rshift__(self, other: Word | int) -> Word:
        return Word(z3.LShR(self.term, self._other(other)))

    def __floordiv__(self, other: Word | int) -> Word:
        return Word(z3.UDiv(self.term, self._other(other)))

    def __neg__(self) -> Word:
        return Word(-self.term)


class Functions:
    """The functions of a header, where addresses have so many bits."""

    def __init__(self, text: str, bits: int) -> None:
        self.text = text
        self.bits = bits

    def call(self, name: str, *arguments: z3.BitVecRef) -> z3.BitVecRef:
        return self._run(name, arguments)[-1][1].term

    def values_of(self, name: str, variable: str, *arguments: z3.BitVecRef) -> list[z3.BitVecRef]:
        """What the variable is, from its declaration on, assignment by assignment."""
        return [word.term for each, word in self._run(name, arguments) if each == variable]

    def constant(self, text: str, name: str) -> z3.BitVecRef:
        """Of a macro in another text."""
        found = re.search(rf"^#define {name} (.+)$", text, re.MULTILINE)
        if found is None:
            raise ValueError(f"{name} is not defined there")
        return self._value(found[1], {"UINTPTR_MAX": Word(z3.BitVecVal(-1, self.bits))}).term

    def _run(self, name: str, arguments: tuple[z3.BitVecRef, ...]) -> list[tuple[str, Word]]:
        found = re.search(rf"\b{name}\(([^)]*)\) \{{\n(.*?)^\}}", self.text, re.MULTILINE | re.DOTALL)
        if found is None:
            raise ValueError(f"{name} is not in the header")
        parameters = [each.split()[-1] for each in found[1].split(",")]
        known = {each: Word(term) for each, term in zip(parameters, arguments, strict=True)}
        known["POOL_ADDRESS_BITS"] = Word(z3.BitVecVal(self.bits, self.bits))
        done = []
        for line in re.sub(r"/\*.*?\*/", "", found[2], flags=re.DOTALL).split(";"):
            if line.strip():
                variable, word = self._statement(line.strip(), known)
                known[variable] = word
                done.append((variable, word))
        if not done or done[-1][0] != "return":
            raise ValueError(f"{name} does not end with a return")
        return done

    def _statement(self, line: str, known: dict[str, Word]) -> tuple[str, Word]:
        found = _STATEMENT.fullmatch(line)
        if found is None:
            raise ValueError(f"not a statement that is understood here: {line}")
        declared, value, assigned, product, other, returned, result = found.groups()
        if declared or returned:
            return declared or "return", self._value(value or result, known)
        return assigned, known[assigned] * self._value(other, known) if product else self._value(other, known)

    def _value(self, expression: str, known: dict[str, Word]) -> Word:
        plain = re.sub(r"POOL_CAST_NUMBER\(uintptr_t, (\w+)\)", r"(\1)", expression)
        if _WORDS.fullmatch(plain) is None:
            raise ValueError(f"not an expression that is understood here: {expression}")
        value = eval(plain.replace("/", "//"), {"__builtins__": {}}, dict(known))
        return value if isinstance(value, Word) else Word(z3.BitVecVal(value, self.bits))
