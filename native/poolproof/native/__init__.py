"""The C pools for Python, and the files that a C program needs to use them."""

from __future__ import annotations

from poolproof.native._blockpool import Block
from poolproof.native.blocks import BlockPool
from poolproof.native.paths import (
    block_cmake_path,
    block_library_path,
    cmake_path,
    include_path,
    library_path,
    shared_library_path,
)
from poolproof.native.pool import BufferPool
from poolproof.native.records import Receipt, SoaBuffer
from poolproof.native.shared import SharedPool
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
    "Block",
    "BlockPool",
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
    "SharedPool",
    "SoaBuffer",
    "Usage",
    "block_cmake_path",
    "block_library_path",
    "cmake_path",
    "error_for",
    "include_path",
    "library_path",
    "shared_library_path",
]
