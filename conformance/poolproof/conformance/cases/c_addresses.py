"""The addresses that a C reproducer gives back: of blocks, beside them, and of what is no pool's."""

from __future__ import annotations

from typing import Final

from ..names import pool_name
from ..observations import LentKind
from ..operations import ForeignAddress, Operation, Target
from .c_header import Header, c_number
from .c_names import Names
from .concrete import Concrete

_FOREIGN: Final = {
    ForeignAddress.OF_THE_WORKER: "foreign() + 1024",
    ForeignAddress.MISALIGNED: "foreign() + 1032",
    ForeignAddress.LOW: "(uintptr_t)(64)",
    ForeignAddress.TOP: "(uintptr_t)(UINT64_MAX - 63)",
    ForeignAddress.UNREADABLE: "foreign() - 4096",
    ForeignAddress.ONE: "(uintptr_t)(1)",
    ForeignAddress.NOT_CANONICAL: "(uintptr_t)(UINT64_C(1) << 63)",
    ForeignAddress.OF_THE_WORKER_TOO: "foreign() + 1216",
    ForeignAddress.UPPER_HALF_DIFFERS: "(uintptr_t)@buffer@ + (UINT64_C(1) << 32)",
    ForeignAddress.TAGGED_AT_TOP: "(uintptr_t)@buffer@ | (UINT64_C(1) << 63)",
    ForeignAddress.TAGGED_ABOVE_USER: "(uintptr_t)@buffer@ | (UINT64_C(1) << 48)",
    ForeignAddress.STACK: "on_the_stack()",
    ForeignAddress.HEAP: "aligned_alloc(64, 256)",
    ForeignAddress.BESIDE_HANDLE: "(uintptr_t)@pool@ + @value@",
    ForeignAddress.BESIDE_HEAP: "(uintptr_t)aligned_alloc(64, 256) + @value@",
    ForeignAddress.ANYWHERE: "(uintptr_t)@value@",
    ForeignAddress.LIBRARY_CODE: "mapped((uintptr_t)&bp_create, CODE, @value@)",
    ForeignAddress.LIBRARY_DATA: "mapped((uintptr_t)&bp_create, DATA, @value@)",
    ForeignAddress.C_LIBRARY: "mapped((uintptr_t)&aligned_alloc, CODE, @value@)",
    ForeignAddress.WORKER: "mapped((uintptr_t)&went_another_way, CODE | DATA, @value@)",
    ForeignAddress.KERNEL_PAGES: "of_the_kernel(@value@)",
    ForeignAddress.ABOVE_STACK: "(uintptr_t)on_the_stack() + @value@ % 4096",
}
"""As the worker's holder makes them. Where no buffer is known that one could be made from, it is ``foreign()``."""


def address_of_return(step: Concrete, names: Names, header: Header) -> str:
    """Of a return that speaks of no block: what is given back."""
    operation = step.operation
    if operation.target == Target.NULL:
        return "NULL"
    if operation.target == Target.HANDLE:
        return header.as_block(pool_name(operation.pool))
    address = _FOREIGN[ForeignAddress(operation.nth % len(ForeignAddress))]
    if "@buffer@" in address:
        buffer = names.plain(LentKind.BLOCK, operation.pool, 0) if step.known_soa else ""
        address = address.replace("@buffer@", buffer) if buffer else "foreign()"
    address = address.replace("@pool@", pool_name(operation.pool)).replace("@value@", c_number(operation.value))
    if header.contract.binding != 1:
        address = address.replace("foreign()", "foreign_with_room()")
    return header.as_block(address)


def address_beside(operation: Operation, name: str, header: Header) -> str:
    """The address that is returned, from the block that it is made of."""
    if operation.target in (Target.RECORD, Target.INTERIOR):
        return header.inside(operation, name)
    block = f"{header.types[LentKind.BLOCK]} *"
    if operation.target == Target.FOREIGN:
        return f"({block})((uintptr_t){name} + {c_number(operation.value)})"
    offset = {Target.NEIGHBOUR: operation.neighbour_distance, Target.UNLENT: operation.guessed_distance}.get(
        Target(operation.target), 0
    )
    if offset == 0:
        return name
    return f"({block})((uintptr_t){name} {'+' if offset > 0 else '-'} {c_number(abs(offset))})"


def is_of_record(operation: Operation) -> bool:
    """Whether the block that the address is made of is a record."""
    is_foreign = operation.target == Target.FOREIGN
    return operation.target == Target.RECORD or (is_foreign and operation.foreign_address == ForeignAddress.BESIDE_RECORD)
