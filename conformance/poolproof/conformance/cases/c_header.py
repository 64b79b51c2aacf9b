"""The two headers, as a C program calls what they declare: names, types, sizes and answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from poolproof.spec import Status
from poolproof.spec.contracts import Contract
from poolproof.spec.vocabulary import BLOCK_BYTES, BLOCK_WORDS

from ..names import pool_name, status_name
from ..observations import LentKind
from ..operations import SIZE_MAX, Flag, Kind, Operation, distance_inside, size_of


def c_number(value: int) -> str:
    if value == SIZE_MAX:
        return "UINT64_MAX"
    return str(value) if value < 2**31 else f"UINT64_C({value:#x})"


class Header(ABC):
    """``types``: of what is lent, and of a record; ``sizes``: the same in bytes, {} for its name. ``is_about_config``: whether
    it may take a config that is the caller's alone, and only while create runs, to show the failure."""

    name: ClassVar[str]
    pool_type: ClassVar[str]
    give_back: ClassVar[str]
    types: ClassVar[Mapping[int, str]]
    sizes: ClassVar[Mapping[int, str]]

    def __init__(self, contract: Contract, *, is_about_config: bool) -> None:
        self.contract = contract
        self.is_about_config = is_about_config

    @abstractmethod
    def definitions(self) -> list[str]:
        """What the program defines of the contract."""

    @abstractmethod
    def status(self, status: int) -> str:
        """An answer, as the program writes it."""

    def bytes_of(self, kind: int, name: str) -> str:
        """The size of the block of that name."""
        return self.sizes[kind].format(name)

    @abstractmethod
    def byte_count(self, kind: int) -> int:
        """The same as a number."""

    def word_count(self, kind: int) -> int:
        """Of 8 bytes; the last may be a part of one."""
        return (self.byte_count(kind) + 7) // 8

    @abstractmethod
    def create(self, operation: Operation, out: str) -> str:
        """The call of create."""

    @abstractmethod
    def get(self, operation: Operation, out: str) -> str:
        """The call of what hands out a block, or a record."""

    @abstractmethod
    def plain(self, operation: Operation) -> list[str]:
        """What answers nothing: destroy, clear, and the like."""

    @abstractmethod
    def look(self, pool: int) -> list[str]:
        """The counters, or the usage, asked for and left alone."""

    def returned(self, pool: int, address: str) -> str:
        return f"{self.give_back}({pool_name(pool)}, {address})"

    def as_block(self, address: str) -> str:
        """A number, or an address of another type, as what is given back."""
        return f"({self.types[LentKind.BLOCK]} *)(void *)({address})"

    def inside(self, operation: Operation, name: str) -> str:
        """So far into the block of that name."""
        record_bytes = self.byte_count(LentKind.RECORD) if self.contract.sequence is not None else 0
        distance = distance_inside(operation, self.byte_count(LentKind.BLOCK), record_bytes)
        return f"({self.types[LentKind.BLOCK]} *)((uintptr_t){name} + {distance})"


class Bufferpool(Header):
    name = "bufferpool.h"
    pool_type = "bp_pool"
    give_back = "bp_return_soa"
    types = MappingProxyType({LentKind.BLOCK: "bp_soa", LentKind.RECORD: "bp_receipt"})
    sizes = MappingProxyType({LentKind.BLOCK: "sizeof *{}", LentKind.RECORD: "sizeof *{}"})

    def definitions(self) -> list[str]:
        return []

    def status(self, status: int) -> str:
        return status_name(status) if status in tuple(Status) else str(status)

    def byte_count(self, kind: int) -> int:
        return BLOCK_BYTES[LentKind(kind)]

    def word_count(self, kind: int) -> int:
        return BLOCK_WORDS[LentKind(kind)]

    def create(self, operation: Operation, out: str) -> str:
        soa_capacity, receipt_capacity = operation.capacities
        if operation.flags & Flag.DEFAULT_CONFIG:
            return f"bp_create(NULL, &{out})"
        if self.is_about_config and not operation.runs_short:
            return f"create({soa_capacity}u, {receipt_capacity}u, &{out})"
        return f"bp_create(&(bp_config){{{soa_capacity}u, {receipt_capacity}u}}, &{out})"

    def get(self, operation: Operation, out: str) -> str:
        pool = pool_name(operation.pool)
        if operation.kind == Kind.TAKE:
            return f"bp_get_receipt({pool}, &{out})"
        return f"bp_get_soa({pool}, {c_number(size_of(operation, self.contract))}, &{out})"

    def plain(self, operation: Operation) -> list[str]:
        pool = pool_name(operation.pool)
        return {
            Kind.DESTROY: [f"bp_destroy({pool});"],
            Kind.DESTROY_NULL: ["bp_destroy(NULL);"],
            Kind.RESET: [f"bp_reset_receipts({pool});"],
            Kind.CLEAR: [f"bp_clear({pool});"],
            Kind.COUNTERS: [f"bp_capacity_usage({pool}, &usage);"],
        }[Kind(operation.kind)]

    def look(self, pool: int) -> list[str]:
        return [f"bp_capacity_usage({pool_name(pool)}, &usage);"]


class Blockpool(Header):
    name = "blockpool.h"
    pool_type = "pp_pool"
    give_back = "pp_return"
    types = MappingProxyType({LentKind.BLOCK: "void", LentKind.RECORD: "void"})
    sizes = MappingProxyType({LentKind.BLOCK: "BLOCK_BYTES", LentKind.RECORD: "RECORD_BYTES"})

    def definitions(self) -> list[str]:
        block, life, sequence = self.contract.block, self.contract.life, self.contract.sequence
        lines = [f"enum {{ BLOCK_BYTES = {block.size}, BLOCK_ALIGN = {block.align} }};"]
        if sequence is not None:
            lines.append(f"enum {{ RECORD_BYTES = {sequence.size} }};")
        if life.storage == "given":
            fixed, each = life.storage_fixed, self.contract.storage_bytes(1) - life.storage_fixed
            sizes = f"STORAGE_FIXED = {fixed}, STORAGE_PER_BLOCK = {each}"
            lines.append(f"enum {{ STORAGE_ALIGN = {life.storage_align}, {sizes} }};")
        if self._may_lack_create:
            lines.append("#pragma weak pp_create /* without it the pool is the process's only one, and its handle is NULL */")
        return lines

    @property
    def _may_lack_create(self) -> bool:
        block, life = self.contract.block, self.contract.life
        is_alone = life.instances == "one" and life.destroy == "none" and life.storage == "own"
        answers = life.bad_config.is_promised or life.out_of_memory.is_promised
        return is_alone and not answers and block.counts == (block.count, block.count)

    def status(self, status: int) -> str:
        return str(status)

    def byte_count(self, kind: int) -> int:
        if kind == LentKind.BLOCK:
            return self.contract.block.size
        return self.contract.sequence.size if self.contract.sequence is not None else 0

    def create(self, operation: Operation, out: str) -> str:
        count = self.contract.block.count if operation.flags & Flag.DEFAULT_CONFIG else operation.capacities[0]
        if self._may_lack_create:
            return f"create_if_it_can({count}u, &{out})"
        if self.contract.life.storage == "given":
            return f"create_in_storage({operation.pool}, {count}u, &{out})"
        return f"create_blocks({count}u, NULL, 0, &{out})"

    def get(self, operation: Operation, out: str) -> str:
        pool = pool_name(operation.pool)
        if operation.kind == Kind.TAKE:
            return f"pp_take({pool}, &{out})"
        if self.contract.size is not None:
            return f"pp_get_sized({pool}, {c_number(size_of(operation, self.contract))}, &{out})"
        return f"pp_get({pool}, &{out})"

    def plain(self, operation: Operation) -> list[str]:
        if operation.kind == Kind.COUNTERS:
            return self.look(operation.pool)
        pool = pool_name(operation.pool)
        return {
            Kind.DESTROY: [f"pp_destroy({pool});"],
            Kind.DESTROY_NULL: ["pp_destroy(NULL);"],
            Kind.RESET: [f"pp_reset({pool});"],
            Kind.CLEAR: [f"pp_clear({pool});"],
        }[Kind(operation.kind)]

    def look(self, pool: int) -> list[str]:
        counters = self.contract.counters
        names = [name for name in ("capacity", "used", "free", "peak") if getattr(counters, name) != "none"]
        return [f"(void)pp_{name}({pool_name(pool)});" for name in names]


def header_of(contract: Contract, *, is_about_config: bool) -> Header:
    return (Bufferpool if contract.binding == 1 else Blockpool)(contract, is_about_config=is_about_config)
