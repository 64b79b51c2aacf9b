"""The reference: a buffer pool in pure Python, slow and obviously right, over a pure model of what a pool does."""

from __future__ import annotations

from poolproof.reference.pool import BufferPool
from poolproof.reference.records import Receipt, SoaBuffer
from poolproof.spec.refusals import (
    Destroyed,
    Exhausted,
    InvalidConfig,
    InvalidSize,
    NoMemory,
    NotInUse,
    NotOwned,
    PoolError,
    ReceiptsExhausted,
    error_for,
)
from poolproof.spec.usage import Usage

__all__ = [
    "BufferPool",
    "Destroyed",
    "Exhausted",
    "InvalidConfig",
    "InvalidSize",
    "NoMemory",
    "NotInUse",
    "NotOwned",
    "PoolError",
    "Receipt",
    "ReceiptsExhausted",
    "SoaBuffer",
    "Usage",
    "error_for",
]
