"""Long runs of the same statements, written as loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

STEP: Final = "@step@"
INDEX: Final = "@index@"
_LONGEST_BODY: Final = 8
_FEWEST_ROUNDS: Final = 3
_FEWEST_STATEMENTS: Final = 6


@dataclass(frozen=True, slots=True)
class Statement:
    """Text in which STEP and INDEX stand for numbers that may count up or down in a loop."""

    text: str
    step: int
    index: int = 0

    def with_numbers(self, step: str, index: str) -> str:
        return self.text.replace(STEP, step).replace(INDEX, index)


Loop = Callable[[int, list[str]], list[str]]
"""From the number of rounds and the body to the lines of a loop over ``i`` from 0."""


def folded(statements: Sequence[Statement], loop: Loop) -> list[str]:
    """The statements as lines of text."""
    lines: list[str] = []
    at = 0
    while at < len(statements):
        width, rounds = _longest_run(statements, at)
        if rounds < _FEWEST_ROUNDS or width * rounds < _FEWEST_STATEMENTS:
            lines += statements[at].with_numbers(str(statements[at].step), str(statements[at].index)).split("\n")
            at += 1
            continue
        body: list[str] = []
        for first, second in zip(statements[at : at + width], statements[at + width : at + 2 * width], strict=True):
            text = first.with_numbers(_counting(first.step, second.step), _counting(first.index, second.index))
            body += text.split("\n")
        lines += loop(rounds, body)
        at += width * rounds
    return lines


def _longest_run(statements: Sequence[Statement], at: int) -> tuple[int, int]:
    """How many statements from there repeat, and how often: those that cover most, the fewest first."""
    best = (1, 1)
    for width in range(1, _LONGEST_BODY + 1):
        rounds = _rounds(statements, at, width)
        if rounds > 1 and width * rounds > best[0] * best[1]:
            best = (width, rounds)
    return best


def _rounds(statements: Sequence[Statement], at: int, width: int) -> int:
    """How often the body of this width repeats, each number counting evenly."""
    place = at + width
    while place < len(statements):
        first = statements[at + (place - at) % width]
        before, here = statements[place - width], statements[place]
        second = statements[at + width + (place - at) % width] if place >= at + 2 * width else here
        if here.text != first.text:
            break
        if here.step - before.step != second.step - first.step or here.index - before.index != second.index - first.index:
            break
        place += 1
    return (place - at) // width


def _counting(first: int, second: int) -> str:
    change = second - first
    if change == 0:
        return str(first)
    times = "" if abs(change) == 1 else f"{abs(change)} * "
    return f"{first} {'+' if change > 0 else '-'} {times}i"
