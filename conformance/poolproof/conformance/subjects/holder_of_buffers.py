"""The holder of buffers and receipts: of a Python class with the operations of ``bufferpool.h`` (binding 1)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from poolproof.spec import Status
from poolproof.spec.vocabulary import BLOCK_BYTES, BLOCK_WORDS, LentKind

from ..observations import Out, OutFlag
from ..operations import POOL_SLOTS, RAISED, Flag, ForeignAddress, Kind, Operation, Target
from . import python_blocks
from .facts import BlockName, Dirty, Facts
from .holder import Holder, Run, memory_in_use
from .lendings import InapplicableError, Lendings, PythonPool
from .python_allocations import PythonAllocations
from .python_surroundings import Surroundings
from .usage_records import UsageRecords

METHODS: Final = (
    "get_soa",
    "return_soa",
    "get_receipt",
    "reset_receipts",
    "clear",
    "capacity_usage",
    "destroy",
)
_STATUS_OF_NAME: Final = {
    "InvalidSize": Status.INVALID_SIZE,
    "Exhausted": Status.EXHAUSTED,
    "ReceiptsExhausted": Status.RECEIPTS_EXHAUSTED,
    "NotOwned": Status.NOT_OWNED,
    "NotInUse": Status.NOT_IN_USE,
    "InvalidConfig": Status.INVALID_CONFIG,
    "NoMemory": Status.NO_MEMORY,
    "MemoryError": Status.NO_MEMORY,
}


class _Objects(Lendings):
    """Buffers or receipts: their fields are their words."""

    __slots__ = ()

    def read(self, number: int) -> tuple[int, ...]:
        block = self.objects[number]
        return python_blocks.read_soa(block) if self.kind == LentKind.BLOCK else python_blocks.read_receipt(block)

    def write(self, number: int, words: tuple[int, ...]) -> None:
        block = self.objects[number]
        if self.kind == LentKind.BLOCK:
            python_blocks.write_soa(block, words)
        else:
            python_blocks.write_receipt(block, words)
        self.shadows[number] = words

    def words_of(self, content: tuple[int, ...]) -> tuple[int, ...]:
        return content


class HolderOfBuffers(Holder):
    """Addressless blocks are told apart by identity, and are never misaligned."""

    def __init__(
        self,
        pool_class: Callable[..., Any],
        on_phase: Callable[[bool], None],
        counter: PythonAllocations | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        super().__init__(pool_class, on_phase, counter, surroundings)
        self._records = UsageRecords()

    @property
    def _runs(self) -> Mapping[Kind, Run]:
        return {
            Kind.CREATE: self._create,
            Kind.DESTROY: self._destroy,
            Kind.GET: self._get_soa,
            Kind.RETURN: self._return_soa,
            Kind.TAKE: self._get_receipt,
            Kind.RESET: self._reset_receipts,
            Kind.CLEAR: self._clear,
            Kind.COUNTERS: self._capacity_usage,
            Kind.WRITE: self._write,
            Kind.WRITE_RECORD: self._write,
        }

    def forget(self) -> None:
        super().forget()
        self._records.forget()

    def _status_of(self, error: Exception) -> int:
        """By the name of the exception's class or of one of its bases, so that a subject need not import this project."""
        for each in type(error).__mro__:
            if each.__name__ in _STATUS_OF_NAME:
                return _STATUS_OF_NAME[each.__name__]
        return RAISED

    def _observe_usage(self, operation: Operation, facts: Facts) -> None:
        if facts.usage is None:
            self._capacity_usage(operation, facts)

    def _note_end(self, facts: Facts) -> None:
        facts.changed_record = self._records.change()

    def _create(self, operation: Operation, facts: Facts) -> None:
        if operation.pool in self._pools:
            raise InapplicableError
        capacities = operation.capacities
        named = (
            {} if operation.flags & Flag.DEFAULT_CONFIG else {"soa_capacity": capacities[0], "receipt_capacity": capacities[1]}
        )
        if named and not _takes(self._class, named):  # one fixed capacity
            facts.status = Status.INVALID_CONFIG
            return
        handle = self._call(facts, self._class, **named)
        if facts.status == Status.OK:
            facts.out = 0
            self._pools[operation.pool] = PythonPool(handle, _Objects(LentKind.BLOCK), _Objects(LentKind.RECORD))

    def _destroy(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        del self._pools[operation.pool]
        self._records.forget(operation.pool)
        self._call(facts, pool.handle.destroy)
        del pool
        if not self._pools:
            facts.live_blocks, facts.virtual_pages = memory_in_use()

    def _get_soa(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        self._observe_out(operation.pool, pool.blocks, self._call_hot(facts, pool.handle.get_soa, operation.value), facts)

    def _get_receipt(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        self._observe_out(operation.pool, pool.records, self._call_hot(facts, pool.handle.get_receipt), facts)

    def _reset_receipts(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        self._call_hot(facts, pool.handle.reset_receipts)
        pool.records.revoke_all()

    def _clear(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        self._call(facts, pool.handle.clear)
        pool.blocks.revoke_all()
        pool.records.revoke_all()

    def _capacity_usage(self, operation: Operation, facts: Facts) -> None:
        usage = self._call(facts, self._pool(operation).handle.capacity_usage)
        if usage is not None:
            facts.usage = self._records.keep(operation.pool, self._place, usage)

    def _return_soa(self, operation: Operation, facts: Facts) -> None:
        pool = self._pool(operation)
        self._give_back(operation, facts, pool, pool.handle.return_soa)

    def _resolve(self, operation: Operation, pool: PythonPool) -> tuple[Any, int]:
        soa, index = pool.blocks, operation.nth
        match Target(operation.target):
            case Target.LENT:
                number = soa.pick(soa.lent, index)
                return soa.objects[number], number
            case Target.RETURNED:
                number = soa.pick(soa.returned, index)
                return soa.objects[number], number
            case Target.REVOKED:
                number = soa.pick(soa.revoked, index)
                return soa.objects[number], number
            case Target.NULL:
                return None, -1
            case Target.FOREIGN if operation.foreign_address >= ForeignAddress.BESIDE_BLOCK:
                raise InapplicableError
            case Target.FOREIGN:
                return (object(), 0, bytearray(BLOCK_BYTES[LentKind.BLOCK]), (0,) * BLOCK_WORDS[LentKind.BLOCK], "buffer", -1)[
                    index % 6
                ], -1
            case Target.OTHER_POOL:
                return self._buffer_of_another_pool(operation)
            case Target.RECORD:
                number = pool.records.pick(pool.records.lent, index)
                return pool.records.objects[number], number
            case Target.INTERIOR:
                number = soa.pick(soa.lent, index)
                return soa.objects[number].p, number
            case Target.HANDLE:
                return pool.handle, -1
            case Target.NEIGHBOUR | Target.UNLENT | Target.GONE:
                raise InapplicableError

    def _buffer_of_another_pool(self, operation: Operation) -> tuple[Any, int]:
        for step in range(1, POOL_SLOTS):
            other = self._pools.get((operation.pool + step) % POOL_SLOTS)
            if other is not None and other.blocks.objects:
                number = operation.nth % len(other.blocks.objects)
                return other.blocks.objects[number], number
        raise InapplicableError

    def _observe_out(self, slot: int, blocks: Lendings, block: Any, facts: Facts) -> None:
        if block is None:
            return
        if facts.status != Status.OK:
            facts.out = Out.UNCOUNTABLE
            return
        address = python_blocks.address_of(block)
        key = id(block) if address is None else address
        facts.address, facts.addressless = key, address is None
        if address is not None and address % 64:
            facts.out_flags |= OutFlag.MISALIGNED
        if key not in blocks.numbers:
            facts.out_flags |= OutFlag.NEW
            blocks.numbers[key] = len(blocks.objects)
            blocks.keys.append(key)
            blocks.objects.append(block)
            blocks.shadows.append(())
        number = facts.out = blocks.numbers[key]
        blocks.objects[number] = block
        if number in blocks.lent:
            facts.out_flags |= OutFlag.OVERLAPS
            facts.overlaps = BlockName(blocks.kind, slot, 0, number)
            return
        self._take_note(blocks, number, facts)

    def _take_note(self, blocks: Lendings, number: int, facts: Facts) -> None:
        words = list(blocks.read(number))
        blocks.shadows[number] = tuple(words)
        if blocks.kind == LentKind.RECORD:
            facts.receipt_id, words[0] = words[0], 0
        dirty = [place for place, word in enumerate(words) if word]
        if dirty:
            facts.dirty = Dirty(len(dirty), dirty[0], words[dirty[0]])
        for numbers in (blocks.returned, blocks.revoked):
            if number in numbers:
                numbers.remove(number)
        blocks.lent.append(number)


def _takes(pool_class: Callable[..., Any], named: dict[str, int]) -> bool:
    try:
        inspect.signature(pool_class).bind(**named)
    except TypeError:
        return False
    except ValueError:  # no signature to read: an extension type
        return True
    return True
