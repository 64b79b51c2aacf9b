"""What a pool lends, and what it says of itself."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass

SOA_BYTES = 192
RECEIPT_BYTES = 128
_ARRAY_BYTES = 64
_RECEIPT = struct.Struct("<4Q4I2Q32s32s")
_NO_HASH = bytes(32)


class Soa:
    """Three arrays of 8 words, ``s``, ``p`` and ``o``, in the pool's own memory."""

    __slots__ = ("lent", "number", "o", "p", "place", "s")

    def __init__(self, memory: memoryview, number: int) -> None:
        start = number * SOA_BYTES
        self.number = number
        self.lent = False
        self.place = slice(start, start + SOA_BYTES)
        self.s, self.p, self.o = (
            memory[start + offset : start + offset + _ARRAY_BYTES].cast("Q") for offset in (0, _ARRAY_BYTES, 2 * _ARRAY_BYTES)
        )

    def release(self) -> None:
        for array in (self.s, self.p, self.o):
            array.release()


class _Number:
    """A number of a receipt, in the pool's memory."""

    def __init__(self, layout: str, offset: int) -> None:
        self._layout, self._offset = struct.Struct(layout), offset

    def __get__(self, receipt: Receipt, _kind: type[Receipt]) -> int:
        value: int = self._layout.unpack_from(receipt.memory, receipt.start + self._offset)[0]
        return value

    def __set__(self, receipt: Receipt, value: int) -> None:
        self._layout.pack_into(receipt.memory, receipt.start + self._offset, value)


class _Hash:
    """A hash of a receipt, 32 bytes in the pool's memory."""

    def __init__(self, offset: int) -> None:
        self._offset = offset

    def __get__(self, receipt: Receipt, _kind: type[Receipt]) -> bytes:
        start = receipt.start + self._offset
        return receipt.memory[start : start + 32]

    def __set__(self, receipt: Receipt, value: bytes) -> None:
        start = receipt.start + self._offset
        receipt.memory[start : start + 32] = value


class Receipt:
    """128 bytes of the pool's memory, as ``bp_receipt`` lays them out in C."""

    __slots__ = ("memory", "number", "start")

    id = _Number("<Q", 0)
    cycle_id = _Number("<Q", 8)
    shard_id = _Number("<Q", 16)
    hook_id = _Number("<Q", 24)
    ticks = _Number("<I", 32)
    actual_ticks = _Number("<I", 36)
    lanes = _Number("<I", 40)
    flags = _Number("<I", 44)
    span_id = _Number("<Q", 48)
    a_hash = _Number("<Q", 56)
    prev_hash = _Hash(64)
    hash = _Hash(96)

    def __init__(self, memory: mmap.mmap, start: int, number: int) -> None:
        self.memory, self.start, self.number = memory, start, number

    def blank(self) -> None:
        """All zero but for the id, by one call that takes no memory: not even for an int, which a sum above 256 would."""
        _RECEIPT.pack_into(self.memory, self.start, self.number, 0, 0, 0, 0, 0, 0, 0, 0, 0, _NO_HASH, _NO_HASH)


@dataclass(frozen=True, slots=True)
class Usage:
    soa_in_use: int
    soa_total: int
    receipts_in_use: int
    receipts_total: int
