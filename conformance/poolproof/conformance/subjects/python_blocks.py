"""Buffers and receipts of a Python pool as words: what the binding lays out in memory, read and written through attributes."""

from __future__ import annotations

import ctypes
import struct
from typing import Any, Final

from poolproof.reference.model import LANES
from poolproof.spec.vocabulary import BLOCK_WORDS, LentKind

SOA_WORDS: Final = BLOCK_WORDS[LentKind.BLOCK]
RECEIPT_WORDS: Final = BLOCK_WORDS[LentKind.RECORD]
_RECEIPT: Final = struct.Struct("<4Q4I2Q32s32s")
_RECEIPT_NUMBERS: Final = (
    "id",
    "cycle_id",
    "shard_id",
    "hook_id",
    "ticks",
    "actual_ticks",
    "lanes",
    "flags",
    "span_id",
    "a_hash",
)
_RECEIPT_HASHES: Final = ("prev_hash", "hash")
_WORDS_OF_RECEIPT: Final = struct.Struct(f"<{RECEIPT_WORDS}Q")


def read_soa(buffer: Any) -> tuple[int, ...]:
    """The 24 words of a buffer: s, p, o."""
    return (*buffer.s, *buffer.p, *buffer.o)


def write_soa(buffer: Any, words: tuple[int, ...]) -> None:
    for place, array in enumerate((buffer.s, buffer.p, buffer.o)):
        for lane in range(LANES):
            array[lane] = words[place * LANES + lane]


def read_receipt(receipt: Any) -> tuple[int, ...]:
    """The 16 words that a receipt's 128 bytes are in the C binding."""
    numbers = [getattr(receipt, name) for name in _RECEIPT_NUMBERS]
    hashes = [bytes(getattr(receipt, name)) for name in _RECEIPT_HASHES]
    return _WORDS_OF_RECEIPT.unpack(_RECEIPT.pack(*numbers, *hashes))


def write_receipt(receipt: Any, words: tuple[int, ...]) -> None:
    *numbers, prev_hash, hash_ = _RECEIPT.unpack(_WORDS_OF_RECEIPT.pack(*words))
    for name, number in zip(_RECEIPT_NUMBERS, numbers, strict=True):
        setattr(receipt, name, number)
    for name, value in zip(_RECEIPT_HASHES, (prev_hash, hash_), strict=True):
        held = getattr(receipt, name)
        if isinstance(held, bytes):
            setattr(receipt, name, value)
        else:
            held[:] = value


def address_of(block: Any) -> int | None:
    """Where the block lies in memory: its ``address``, or what the buffer protocol says. None: it does not say."""
    address = getattr(block, "address", None)
    if isinstance(address, int):
        return address
    try:
        return ctypes.addressof(ctypes.c_char.from_buffer(block))
    except TypeError:
        return None
