"""What a foreign address is, in words that are the same in every run."""

from __future__ import annotations

from typing import Final

from .names import block_name, number_name, pool_name
from .observations import LentKind
from .operations import ForeignAddress, Operation

_HALF: Final = 2**63
_IN_DECIMAL_AT_MOST: Final = 10**7
_ELSEWHERE: Final = {
    ForeignAddress.LIBRARY_CODE: "an address in the library's own code",
    ForeignAddress.LIBRARY_DATA: "an address in the library's own data, and no buffer",
    ForeignAddress.C_LIBRARY: "an address in the code of the C library",
    ForeignAddress.WORKER: "an address in the program that uses the pool",
    ForeignAddress.KERNEL_PAGES: "an address in the kernel's pages",
    ForeignAddress.ABOVE_STACK: "an address at the top of the stack",
}


def foreign_text(operation: Operation, target: int) -> str:
    """``target``: the number of the block that it was made from, or -1."""
    which = operation.foreign_address
    match which:
        case ForeignAddress.BESIDE_BLOCK:
            return (
                f"an address {_distance(operation)} {block_name(LentKind.BLOCK, max(target, 0), operation.pool)}, and no buffer"
            )
        case ForeignAddress.BESIDE_RECORD:
            receipt = block_name(LentKind.RECORD, max(target, 0), operation.pool)
            return f"an address {_distance(operation)} receipt {receipt}, and no buffer"
        case ForeignAddress.BESIDE_HANDLE:
            return f"an address {_distance(operation)} the handle {pool_name(operation.pool)}, and no buffer"
        case ForeignAddress.BESIDE_OTHER_POOL:
            return f"an address {_distance(operation)} buffer {max(target, 0) + 1} of another pool"
        case ForeignAddress.BESIDE_HEAP:
            return f"an address {_distance(operation)} a block on the heap, and no buffer"
        case ForeignAddress.ANYWHERE:
            return f"the address {operation.value:#x}, and no buffer"
    return _ELSEWHERE.get(which, "a foreign address")


def _distance(operation: Operation) -> str:
    """From what it was made from."""
    if operation.value == 0:
        return "at"
    if operation.value < _HALF:
        return f"{_bytes(operation.value)} behind"
    return f"{_bytes(2 * _HALF - operation.value)} before"


def _bytes(count: int) -> str:
    return f"{count:,} bytes" if count <= _IN_DECIMAL_AT_MOST else f"{number_name(count)} bytes"
