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
_LOGICAL: Final = 0b100100
_OR: Final = 1
_ZERO_REGISTER: Final = 31
_NEGATED, _ZEROED, _KEPT = 0, 2, 3
_REGISTERS: Final = 32


def moved(code: bytes) -> Iterator[tuple[int, bool]]:
    """Each number that movz, movn, movk and a mov of a bit pattern leave in a register, and whether it has 64 bits, in the
    order of the code. Parts come from the lowest to the highest: one that does not belongs to another number, of which the
    beginning was not seen."""
    held: dict[int, tuple[int, bool, int]] = {}
    for (word,) in struct.iter_unpack("<I", code[: len(code) // 4 * 4]):
        register, is_wide, kind = word % _REGISTERS, bool(word >> 31), word >> 29 & 3
        ones = (1 << (64 if is_wide else 32)) - 1
        place = 16 * (word >> 21 & 3)
        part = (word >> 5 & 0xFFFF) << place
        if word >> 23 & 0x3F == _LOGICAL and kind == _OR and word >> 5 & 31 == _ZERO_REGISTER:
            begun, place = _pattern(word) & ones, -1
        elif word >> 23 & 0x3F != _MOVE or kind == 1:
            continue
        elif kind != _KEPT:
            begun = (part if kind == _ZEROED else ~part) & ones
        elif register in held and held[register][2] < place:
            before = held[register][0]
            held[register] = (before & ~(0xFFFF << place) | part) & ones, is_wide, place
            continue
        else:
            begun = part & ones
        if register in held:
            yield held.pop(register)[:2]
        held[register] = begun, is_wide, place
    yield from (each[:2] for each in held.values())


def _pattern(word: int) -> int:
    """The 64 bits of a logical instruction: a run of ones that is turned round, and repeated. 0: there is no such pattern."""
    selected = (word >> 22 & 1) << 6 | ~(word >> 10) & 0x3F
    width = 1 << max(selected.bit_length() - 1, 0)
    run, turned = (word >> 10 & 0x3F) % width + 1, (word >> 16 & 0x3F) % width
    if run == width:
        return 0
    element = (1 << run) - 1
    element = (element >> turned | element << (width - turned)) & ((1 << width) - 1)
    return sum(element << at for at in range(0, 64, width))


def compared(code: bytes) -> Iterator[int]:
    """What instructions that hold a number add, subtract or compare with: 12 bits, with 12 zeros after them or without."""
    for (word,) in struct.iter_unpack("<I", code[: len(code) // 4 * 4]):
        if word >> 23 & 0x3F == _ADD_OR_COMPARE:
            yield (word >> 10 & 0xFFF) << (12 if word >> 22 & 1 else 0)
