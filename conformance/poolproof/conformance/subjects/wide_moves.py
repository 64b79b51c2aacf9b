"""Numbers that aarch64 code puts together: 16 bits an instruction, with as many instructions as a number needs.

Such a number stands nowhere in the binary as a whole, unless the compiler kept it in a pool of literals. Between the moves
that make one may lie others, so each register is followed by itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_MOVE: Final = 0b100101
_ADD_OR_COMPARE: Final = 0b100010
_NEGATED, _ZEROED, _KEPT = 0, 2, 3
_REGISTERS: Final = 32


def moved(code: bytes) -> Iterator[tuple[int, bool]]:
    """Each number that movz, movn and movk leave in a register, and whether it has 64 bits; in the order of the code."""
    held: dict[int, tuple[int, bool]] = {}
    for (word,) in struct.iter_unpack("<I", code[: len(code) // 4 * 4]):
        kind = word >> 29 & 3
        if word >> 23 & 0x3F != _MOVE or kind == 1:
            continue
        register, is_wide, place = word % _REGISTERS, bool(word >> 31), 16 * (word >> 21 & 3)
        part, ones = (word >> 5 & 0xFFFF) << place, (1 << (64 if is_wide else 32)) - 1
        if kind == _KEPT:
            before, _ = held.pop(register, (0, is_wide))
            held[register] = (before & ~(0xFFFF << place) | part) & ones, is_wide
            continue
        if register in held:
            yield held.pop(register)
        held[register] = (part if kind == _ZEROED else ~part) & ones, is_wide
    yield from held.values()


def compared(code: bytes) -> Iterator[int]:
    """What instructions that hold a number add, subtract or compare with: 12 bits, with 12 zeros after them or without."""
    for (word,) in struct.iter_unpack("<I", code[: len(code) // 4 * 4]):
        if word >> 23 & 0x3F == _ADD_OR_COMPARE:
            yield (word >> 10 & 0xFFF) << (12 if word >> 22 & 1 else 0)
