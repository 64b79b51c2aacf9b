"""The holder of a Python pool's buffers: runs operations on a class and says what came of them.

The same as ``session.c`` does for a library, for objects in place of addresses.
"""

from __future__ import annotations

import gc
import inspect
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from poolproof.spec import Status
from poolproof.spec.vocabulary import BLOCK_BYTES, BLOCK_WORDS, HOLD_MILLISECONDS, CallerVariable, Surrounding

from ..observations import BlockKind, Observation, Out, OutFlag, State
from ..operations import POOL_SLOTS, RAISED, Flag, ForeignAddress, Kind, Operation, Pattern, Target
from . import python_blocks
from .python_allocations import PythonAllocations
from .python_surroundings import Change, Surroundings
from .usage_records import RecordChange, UsageRecords

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
_COLD_KINDS: Final = frozenset({Kind.CREATE, Kind.DESTROY, Kind.CLEAR})
_WORD_MASK: Final = 2**64 - 1
_INSPECTED_AT_ONCE: Final = 32
_SEEN_AT_THE_END_AFTER: Final = 16
_SEEN_AT_LEAST_EVERY: Final = 64
"""Operations."""
_U32_MAX: Final = 2**32 - 1


class InapplicableError(Exception):
    """There is nothing to operate on: no such pool, nothing lent."""


@dataclass(slots=True)
class _Blocks:
    """Buffers or receipts of one pool, numbered in the order in which they were first handed out."""

    kind: BlockKind
    objects: list[Any] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    shadows: list[tuple[int, ...]] = field(default_factory=list)
    lent: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    revoked: list[int] = field(default_factory=list)
    inspected: int = 0

    def read(self, number: int) -> tuple[int, ...]:
        block = self.objects[number]
        return python_blocks.read_soa(block) if self.kind == BlockKind.SOA else python_blocks.read_receipt(block)

    def write(self, number: int, words: tuple[int, ...]) -> None:
        block = self.objects[number]
        if self.kind == BlockKind.SOA:
            python_blocks.write_soa(block, words)
        else:
            python_blocks.write_receipt(block, words)
        self.shadows[number] = words

    def due(self) -> list[int]:
        """What to look at after this operation: all that is lent or, of very much, some in turn, as in ``session.c``."""
        count = len(self.lent)
        if count <= _INSPECTED_AT_ONCE:
            return self.lent
        start = self.inspected % count
        self.inspected = start + _INSPECTED_AT_ONCE
        return [self.lent[at % count] for at in range(start, self.inspected)]

    def revoke_all(self) -> None:
        self.revoked += self.lent
        self.lent.clear()

    def pick(self, numbers: list[int], index: int) -> int:
        if not numbers:
            raise InapplicableError
        return numbers[-1 - index % len(numbers)]


@dataclass(slots=True)
class _Pool:
    handle: Any
    soa: _Blocks = field(default_factory=lambda: _Blocks(BlockKind.SOA))
    receipts: _Blocks = field(default_factory=lambda: _Blocks(BlockKind.RECEIPT))


@dataclass(slots=True)
class _Facts:
    """An observation in the making."""

    status: int = 0
    out: int = Out.NULL
    target: int = -1
    out_flags: int = 0
    usage: tuple[int, int, int, int] | None = None
    dirty_count: int = 0
    dirty_at: int = 0
    dirty_value: int = 0
    receipt_id: int = 0
    address: int = 0
    addressless: bool = False
    overlaps: tuple[int, int, int, int] = (0, 0, 0, 0)
    disturbed: tuple[int, int, int, int] = (0, 0, 0, 0)
    disturbed_values: tuple[int, int] = (0, 0)
    raised: str = ""
    allocations: int = 0
    releases: int = 0
    allocated_bytes: int = 0
    live_blocks: int = 0
    virtual_pages: int = 0
    changed_record: RecordChange | None = None
    changed_surrounding: Change | None = None

    def observation(self, state: State) -> Observation:
        soa_in_use, soa_total, receipts_in_use, receipts_total = self.usage or (0, 0, 0, 0)
        overlaps_kind, overlaps_pool, overlaps_word, overlaps_index = self.overlaps
        disturbed_kind, disturbed_pool, disturbed_word, disturbed_index = self.disturbed
        record = self.changed_record or RecordChange(0, 0, 0, 0)
        around = self.changed_surrounding or Change(Surrounding.NONE, after=0)
        return Observation(
            state=state,
            status=self.status,
            out=self.out,
            target=self.target,
            out_flags=self.out_flags,
            usage_observed=int(self.usage is not None),
            soa_in_use=soa_in_use,
            soa_total=soa_total,
            receipts_in_use=receipts_in_use,
            receipts_total=receipts_total,
            dirty_count=self.dirty_count,
            dirty_at=self.dirty_at,
            addressless=int(self.addressless),
            dirty_value=self.dirty_value & _WORD_MASK,
            receipt_id=self.receipt_id & _WORD_MASK,
            address=self.address & _WORD_MASK,
            overlaps_kind=overlaps_kind,
            overlaps_pool=overlaps_pool,
            overlaps_word=overlaps_word,
            overlaps_index=overlaps_index,
            disturbed_kind=disturbed_kind,
            disturbed_pool=disturbed_pool,
            disturbed_word=disturbed_word,
            disturbed_index=disturbed_index,
            disturbed_expected=self.disturbed_values[0],
            disturbed_found=self.disturbed_values[1],
            allocations=min(self.allocations, _U32_MAX),
            releases=min(self.releases, _U32_MAX),
            allocated_bytes=self.allocated_bytes,
            live_bytes=self.live_blocks,
            virtual_pages=self.virtual_pages,
            surrounding=around.kind,
            surrounding_number=around.number,
            surrounding_before=around.before,
            surrounding_after=around.after,
            variable=CallerVariable.USAGE if self.changed_record else CallerVariable.NONE,
            variable_place=record.place,
            variable_number=record.number,
            variable_before=record.before,
            variable_after=record.after,
        )


class Holder:
    """Runs operations on pools of one class. Addressless blocks are told apart by identity, and are never misaligned."""

    def __init__(
        self,
        pool_class: Callable[..., Any],
        on_phase: Callable[[bool], None],
        counter: PythonAllocations | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        self._class = pool_class
        self._counter = counter
        self._inside = on_phase
        """Called with True before the subject is entered, with False after."""
        self._pools: dict[int, _Pool] = {}
        self._records = UsageRecords()
        self._surroundings = surroundings
        self._place = -1
        self._unseen = 0
        """Operations since the surroundings were looked at."""
        self.raised = ""
        """What the last operation raised, if that names no refusal."""

    def forget(self) -> None:
        """Drop every pool, without a call to it."""
        self._pools.clear()
        self._records.forget()
        self._place = -1
        if self._unseen and self._surroundings is not None:
            self._surroundings.change()  # what an earlier sequence left behind is none of this one's
        self._unseen = 0

    def run(self, operation: Operation, *, watches: bool = False) -> Observation:
        """``watches``: look at the surroundings after it, and not only now and then."""
        facts = _Facts()
        self._place += 1
        try:
            self._dispatch(operation, facts)
            if operation.flags & Flag.OBSERVE_USAGE and operation.pool in self._pools and facts.usage is None:
                self._capacity_usage(operation, facts)
        except InapplicableError:
            return facts.observation(State.INAPPLICABLE)
        if operation.flags & Flag.HOLD:
            time.sleep(HOLD_MILLISECONDS / 1000)
        self._inspect_lent(facts)
        facts.changed_record = self._records.change()
        facts.changed_surrounding = self._surrounding(operation, watches=watches)
        self.raised = facts.raised
        return facts.observation(State.DONE)

    def _surrounding(self, operation: Operation, *, watches: bool) -> Change | None:
        """ENV-1, as ``session.c`` has it."""
        self._unseen += 1
        ends = operation.kind == Kind.DESTROY and self._unseen >= _SEEN_AT_THE_END_AFTER
        if self._surroundings is None or not (watches or ends or self._unseen >= _SEEN_AT_LEAST_EVERY):
            return None
        self._unseen = 0
        return self._surroundings.change()

    def _dispatch(self, operation: Operation, facts: _Facts) -> None:
        run = {
            Kind.CREATE: self._create,
            Kind.DESTROY: self._destroy,
            Kind.GET_SOA: self._get_soa,
            Kind.RETURN_SOA: self._return_soa,
            Kind.GET_RECEIPT: self._get_receipt,
            Kind.RESET_RECEIPTS: self._reset_receipts,
            Kind.CLEAR: self._clear,
            Kind.CAPACITY_USAGE: self._capacity_usage,
            Kind.WRITE_SOA: self._write,
            Kind.WRITE_RECEIPT: self._write,
        }.get(Kind(operation.kind))
        if run is None or operation.pool >= POOL_SLOTS:  # DESTROY_NULL: Python has no null pool
            raise InapplicableError
        run(operation, facts)
        if self._counter is not None and operation.kind in _COLD_KINDS:
            self._counter.forget_names()

    def _call(self, facts: _Facts, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self._inside(True)
        try:
            return call(*arguments, **named)
        except Exception as error:  # whatever a subject raises is an observation
            facts.status = _status_of(error)
            if facts.status == RAISED:
                facts.raised = f"{type(error).__name__}: {error}"
            return None
        finally:
            self._inside(False)

    def _call_hot(self, facts: _Facts, call: Callable[..., Any], *argument: Any) -> Any:
        """Call an operation of the hot path, and count what it allocates."""
        if self._counter is None:
            return self._call(facts, call, *argument)
        result = self._call(facts, self._counter.call, call, *argument)
        facts.allocations, facts.releases = self._counter.allocations, self._counter.releases
        facts.allocated_bytes = self._counter.allocated_bytes
        return result

    def _pool(self, operation: Operation) -> _Pool:
        try:
            return self._pools[operation.pool]
        except KeyError:
            raise InapplicableError from None

    def _create(self, operation: Operation, facts: _Facts) -> None:
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
            self._pools[operation.pool] = _Pool(handle)

    def _destroy(self, operation: Operation, facts: _Facts) -> None:
        pool = self._pool(operation)
        del self._pools[operation.pool]
        self._records.forget(operation.pool)
        self._call(facts, pool.handle.destroy)
        del pool
        if not self._pools:
            facts.live_blocks, facts.virtual_pages = _memory_in_use()

    def _get_soa(self, operation: Operation, facts: _Facts) -> None:
        pool = self._pool(operation)
        self._observe_out(operation.pool, pool.soa, self._call_hot(facts, pool.handle.get_soa, operation.value), facts)

    def _get_receipt(self, operation: Operation, facts: _Facts) -> None:
        pool = self._pool(operation)
        self._observe_out(operation.pool, pool.receipts, self._call_hot(facts, pool.handle.get_receipt), facts)

    def _reset_receipts(self, operation: Operation, facts: _Facts) -> None:
        pool = self._pool(operation)
        self._call_hot(facts, pool.handle.reset_receipts)
        pool.receipts.revoke_all()

    def _clear(self, operation: Operation, facts: _Facts) -> None:
        pool = self._pool(operation)
        self._call(facts, pool.handle.clear)
        pool.soa.revoke_all()
        pool.receipts.revoke_all()

    def _capacity_usage(self, operation: Operation, facts: _Facts) -> None:
        usage = self._call(facts, self._pool(operation).handle.capacity_usage)
        if usage is not None:
            facts.usage = self._records.keep(operation.pool, self._place, usage)

    def _return_soa(self, operation: Operation, facts: _Facts) -> None:
        pool = self._pool(operation)
        block, facts.target = self._resolve(operation, pool)
        self._call_hot(facts, pool.handle.return_soa, block)
        if operation.target == Target.LENT and facts.status == Status.OK:
            pool.soa.lent.remove(facts.target)
            pool.soa.returned.append(facts.target)

    def _resolve(self, operation: Operation, pool: _Pool) -> tuple[Any, int]:
        """The object that is given back, and the number of the block that it is or was made from."""
        soa, index = pool.soa, operation.nth
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
            case Target.FOREIGN if operation.foreign_address >= ForeignAddress.BESIDE_BUFFER:
                raise InapplicableError
            case Target.FOREIGN:
                return (object(), 0, bytearray(BLOCK_BYTES[BlockKind.SOA]), (0,) * BLOCK_WORDS[BlockKind.SOA], "buffer", -1)[
                    index % 6
                ], -1
            case Target.OTHER_POOL:
                return self._buffer_of_another_pool(operation)
            case Target.RECEIPT:
                number = pool.receipts.pick(pool.receipts.lent, index)
                return pool.receipts.objects[number], number
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
            if other is not None and other.soa.objects:
                number = operation.nth % len(other.soa.objects)
                return other.soa.objects[number], number
        raise InapplicableError

    def _write(self, operation: Operation, facts: _Facts) -> None:
        pool = self._pool(operation)
        blocks = pool.soa if operation.kind == Kind.WRITE_SOA else pool.receipts
        facts.target = blocks.pick(blocks.lent, operation.nth)
        blocks.write(facts.target, _written(operation, blocks.shadows[facts.target], pool))

    def _observe_out(self, slot: int, blocks: _Blocks, block: Any, facts: _Facts) -> None:
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
            blocks.objects.append(block)
            blocks.shadows.append(())
        number = facts.out = blocks.numbers[key]
        blocks.objects[number] = block
        if number in blocks.lent:
            facts.out_flags |= OutFlag.OVERLAPS
            facts.overlaps = (blocks.kind, slot, 0, number)
            return
        self._take_note(blocks, number, facts)

    def _take_note(self, blocks: _Blocks, number: int, facts: _Facts) -> None:
        words = list(blocks.read(number))
        blocks.shadows[number] = tuple(words)
        if blocks.kind == BlockKind.RECEIPT:
            facts.receipt_id, words[0] = words[0], 0
        dirty = [place for place, word in enumerate(words) if word]
        if dirty:
            facts.dirty_count, facts.dirty_at = len(dirty), dirty[0]
            facts.dirty_value = words[dirty[0]]
        for numbers in (blocks.returned, blocks.revoked):
            if number in numbers:
                numbers.remove(number)
        blocks.lent.append(number)

    def _inspect_lent(self, facts: _Facts) -> None:
        for slot, pool in self._pools.items():
            for blocks in (pool.soa, pool.receipts):
                for number in blocks.due():
                    found, expected = blocks.read(number), blocks.shadows[number]
                    if found != expected:
                        word = next(at for at, pair in enumerate(zip(found, expected, strict=True)) if pair[0] != pair[1])
                        facts.disturbed = (blocks.kind, slot, word, number)
                        facts.disturbed_values = (expected[word], found[word])
                        blocks.shadows[number] = found
                        return


def _memory_in_use() -> tuple[int, int]:
    """Objects of the interpreter, and pages of the process: what a pool that leaks on destroy leaves behind (LIFE-1)."""
    gc.collect()
    # Not by pathlib, which keeps a little of each path that it parses: that would be counted.
    try:
        descriptor = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:  # there is no /proc, or no descriptor left
        return sys.getallocatedblocks(), 0
    pages = int(os.read(descriptor, 64).split()[0])
    os.close(descriptor)
    return sys.getallocatedblocks(), pages


def _status_of(error: Exception) -> int:
    """By the name of the exception's class or of one of its bases, so that a subject need not import this project."""
    for each in type(error).__mro__:
        if each.__name__ in _STATUS_OF_NAME:
            return _STATUS_OF_NAME[each.__name__]
    return RAISED


def _takes(pool_class: Callable[..., Any], named: dict[str, int]) -> bool:
    try:
        inspect.signature(pool_class).bind(**named)
    except TypeError:
        return False
    except ValueError:  # no signature to read: an extension type
        return True
    return True


def _written(operation: Operation, before: tuple[int, ...], pool: _Pool) -> tuple[int, ...]:
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
            known = list(pool.soa.numbers)
            return tuple(known[(operation.nth + place) % len(known)] & _WORD_MASK if known else value for place in range(count))
        case Pattern.HANDLE:
            return (id(pool.handle) & _WORD_MASK,) * count
        case Pattern.COUNT_UP:
            return tuple((value + place) & _WORD_MASK for place in range(count))
        case Pattern.BYTES:
            memory = bytearray(b"".join(word.to_bytes(8, "little") for word in before))
            memory[extra % len(memory)] = value & 0xFF
            return tuple(int.from_bytes(memory[at : at + 8], "little") for at in range(0, len(memory), 8))
