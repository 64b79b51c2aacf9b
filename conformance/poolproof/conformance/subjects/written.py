"""What a holder of a Python class writes into what it was lent."""

from __future__ import annotations

from typing import Final

from ..operations import Operation, Pattern
from .lendings import PythonPool

_WORD_MASK: Final = 2**64 - 1


def written(operation: Operation, before: tuple[int, ...], pool: PythonPool) -> tuple[int, ...]:
    """The words of a block after the write."""
    value, extra, count = operation.value, operation.extra, len(before)
    match Pattern(operation.target):
        case Pattern.FILL:
            return (value,) * count
        case Pattern.CANCEL_SUM:
            return tuple(value if place % 2 == 0 else -value & _WORD_MASK for place in range(count))
        case Pattern.CANCEL_XOR:
            return tuple(value if place in (extra % count, (extra + 1) % count) else 0 for place in range(count))
        case Pattern.ONE_WORD:
            return tuple(value if place == extra % count else word for place, word in enumerate(before))
        case Pattern.ADDRESSES:
            known = list(pool.blocks.numbers)
            return tuple(known[(operation.nth + place) % len(known)] & _WORD_MASK if known else value for place in range(count))
        case Pattern.HANDLE:
            return (id(pool.handle) & _WORD_MASK,) * count
        case Pattern.COUNT_UP:
            return tuple((value + place) & _WORD_MASK for place in range(count))
        case Pattern.BYTES:
            memory = bytearray(b"".join(word.to_bytes(8, "little") for word in before))
            memory[extra % len(memory)] = value & 0xFF
            return tuple(int.from_bytes(memory[at : at + 8], "little") for at in range(0, len(memory), 8))
