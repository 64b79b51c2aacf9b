"""What a thread does: a letter an operation. A part in brackets with a number behind it is done so often, and nobody comes in
between: ``gga(gr)254``. An ``e`` at its end ends the thread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

LETTERS: Final = "graRQuf"
TIMES_AT_MOST: Final = 1_000_000
"""As job.c has it."""
_PART: Final = re.compile(r"([graRQuf]+)|\(([graRQuf]+)\)([0-9]{1,7})")
ENDS_THREAD: Final = "e"
_WHOLE: Final = re.compile(rf"(?:{_PART.pattern})+{ENDS_THREAD}?")


def is_program(text: str) -> bool:
    """Whether it is one."""
    return _WHOLE.fullmatch(text) is not None and all(1 <= times <= TIMES_AT_MOST for _, times in _parts(text))


def how_to_write() -> str:
    """What helps who wrote none."""
    return (
        f"write one of the letters {', '.join(LETTERS)} for each operation, (gr)254 for what is done so often in a row, and e "
        "at the end to end the thread"
    )


def has_rows(program: str) -> bool:
    """Whether a part of it is done again and again, and nobody comes in between."""
    return "(" in program


def ends_thread(program: str) -> bool:
    """Whether its thread ends, and what it has in thread-local storage is gone."""
    return program.endswith(ENDS_THREAD)


def most_gets(program: str) -> int:
    """The most blocks that it can hold at once, of those that it got."""
    held = most = 0
    for letters, times in _parts(program):
        net = letters.count("g") - sum(map(letters.count, "ra"))
        for each in letters:
            held = max(held + (each == "g") - (each in "ra"), 0)
            most = max(most, held)
        held, most = held + max(net, 0) * (times - 1), most + max(net, 0) * (times - 1)
    return most


def _parts(program: str) -> Iterator[tuple[str, int]]:
    for found in _PART.finditer(program):
        yield (found[1], 1) if found[1] else (found[2], int(found[3]))
