"""The shape of a minimal sequence: what two discoveries of one fault have in common, whatever values they drew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..cases import Case
from ..judge import Told, causes
from ..operations import DOUBLE_RETURNS, PROPER_SIZES, WRITES, Flag, Kind, Operation, Pattern, Target

_SMALL: Final = 8
"""Capacities that every shrinking tries: a minimal sequence has a larger one for a reason."""
_LONGEST_BODY: Final = 8
_COUNTED_EXACTLY: Final = 32
_PARTS_AT_MOST: Final = 40
"""A sequence of more was not minimised to the end: it tells where it goes wrong, and no more."""
_SOON: Final = 8
"""Operations: what takes no more counts nothing, and hides behind nothing."""
_COMPARED_AT_MOST: Final = 400
"""Words. What is longer was not minimised to the end."""


def group_of(case: Case) -> str:
    """The name of the group that a case belongs to: the requirement to blame, and the shape."""
    return f"{case.requirements[0]}: {shape(case.operations)}"


def shape(operations: Sequence[Operation]) -> str:
    """Runs of the same words are counted: exactly where they are short, else by the power of two that they reach, for a very
    long sequence is not minimised to its last operation."""
    words = words_of(operations)
    parts: list[str] = []
    at = 0
    while at < len(words):
        width, rounds = _run(words, at)
        body = " ".join(words[at : at + width])
        if rounds == 1:
            parts.append(body)
        else:
            count = str(rounds) if rounds < _COUNTED_EXACTLY else f"2^{rounds.bit_length() - 1}"
            parts.append(f"({body})x{count}" if width > 1 else f"{body}x{count}")
        at += width * rounds
    return ", ".join(parts) if len(parts) <= _PARTS_AT_MOST else f"much, then {words[-1]}"


def is_simpler_form(words: Sequence[str], of: Sequence[str]) -> bool:
    """Whether a sequence is another with operations left out: then that was not minimal, and shows the same."""
    if max(len(words), len(of)) > _COMPARED_AT_MOST:
        return False
    rest = iter(of)
    return all(word in rest for word in words)


def is_same_fault(known: Told, other: Told) -> bool:
    """Whether two minimal sequences show one fault, as far as can be told without mending it.

    Of one requirement: one is the other with operations left out, or both fail soon, at an operation of the same kind. Of two
    requirements: both fail soon, and what one violates comes of the other."""
    both_fail_soon = max(len(known.operations), len(other.operations)) <= _SOON
    if known.requirements[0] == other.requirements[0]:
        fails_alike = both_fail_soon and _failing(known) == _failing(other)
        return fails_alike or is_simpler_form(words_of(known.operations), words_of(other.operations))
    return both_fail_soon and causes([known, other]) != [None, None]


def _failing(told: Told) -> tuple[object, ...]:
    last = told.operations[-1]
    is_double = last.is_misuse and last.target in DOUBLE_RETURNS
    return last.kind, last.is_misuse, is_double, last.kind == Kind.GET and last.value > PROPER_SIZES


def words_of(operations: Sequence[Operation]) -> list[str]:
    """A word for each operation."""
    known = {operation: _word(operation) for operation in set(operations)}
    return [known[operation] for operation in operations]


def _word(operation: Operation) -> str:
    pool = f"@{operation.pool + 1}" if operation.pool else ""
    looks = "?" if operation.flags & Flag.OBSERVE_USAGE else ""
    return f"{Kind(operation.kind).name.lower()}{_detail(operation)}{pool}{looks}"


def _detail(operation: Operation) -> str:
    if operation.kind == Kind.CREATE:
        if operation.flags & Flag.DEFAULT_CONFIG:
            return ":default"
        return ":large" if max(operation.capacities) > _SMALL else ""
    if operation.kind == Kind.GET:
        return ":exact" if operation.flags & Flag.EXACT else ":large" if operation.value > PROPER_SIZES else ""
    if operation.kind == Kind.RETURN and operation.is_misuse:
        return f":{Target(operation.target).name.lower()}"
    if operation.kind == Kind.RETURN:
        return ":older" if operation.nth else ""
    if operation.kind in WRITES and operation.target != Pattern.FILL:
        return f":{Pattern(operation.target).name.lower()}"
    return ""


def _run(words: Sequence[str], at: int) -> tuple[int, int]:
    """How many words from there repeat, and how often: those that cover most, the fewest first."""
    best = (1, 1)
    for width in range(1, _LONGEST_BODY + 1):
        rounds = 1
        body = words[at : at + width]
        while words[at + rounds * width : at + (rounds + 1) * width] == body:
            rounds += 1
        if rounds > 1 and width * rounds > best[0] * best[1]:
            best = (width, rounds)
    return best
