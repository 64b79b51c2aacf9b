"""Transform and the hot part of a pipeline in C, with the interfaces of those in Python."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from poolproof.native._bufferpool import ffi, lib
from poolproof.native.pool import BufferPool
from poolproof.native.records import SoaBuffer
from poolproof.spec.hot_part import Beat, Epochs, Hook, HookTotals, ReceiptRecord, Run
from poolproof.spec.pipeline_errors import PipelineError, collision, not_a_statement, require_receipts_for
from poolproof.spec.refusals import NoMemory, error_for
from poolproof.spec.usage import Usage

if TYPE_CHECKING:
    from poolproof.native._bufferpool import Dictionary, Record

RECEIPT_BYTES: Final = 128

_FIELDS: Final = struct.Struct("=4Q4I2Q64x")
_NOT_A_STATEMENT: Final = 1
_NO_MEMORY: Final = 3


def hash_of(text: bytes) -> int:
    """Return the FNV-1a of 64 bits of a term's UTF-8 (PIPE-1)."""
    return lib.bp_hash(text, len(text))


def load_into(triples: Sequence[tuple[int, int, int]], buffer: SoaBuffer) -> list[Run]:
    """Write the triples into the buffer's lanes, and return its runs (PIPE-3).

    Raises InvalidSize for more than 8; then nothing is written (PIPE-4). Lanes beyond the last triple stay as they are.
    """
    words = array("Q", [word for triple in triples for word in triple])
    runs, run_count = ffi.new("bp_run[]", 8), ffi.new("uint32_t *")
    soa = ffi.cast("bp_soa *", buffer.address)
    status = lib.bp_load_into(ffi.from_buffer("bp_triple[]", words) + 0, len(triples), soa, runs, run_count)
    if status:
        raise error_for(status)
    return [Run(runs[number].predicate, runs[number].offset, runs[number].length) for number in range(run_count[0])]


class NativeTransform:
    """Statements to triples of hashes. Without a dictionary memory stays flat, and collisions can't be seen."""

    def __init__(self, keep_terms: bool = True) -> None:
        self._dictionary: Dictionary = ffi.NULL
        if keep_terms:
            made = lib.bp_dictionary_create()
            if made == ffi.NULL:
                raise NoMemory
            self._dictionary = ffi.gc(made, lib.bp_dictionary_destroy)
        self._result = ffi.new("bp_transform_result *")
        self._words = array("Q")

    def words(self, block: bytes, on_problem: Callable[[PipelineError], bool]) -> memoryview:
        """Return items of 64 bits: s, p and o of each statement that was not refused, up to where
        ``on_problem`` returned False. They are good until the next call.

        A block is whole lines, each ended by a line break.
        """
        start = triples = 0
        self._make_room(block.count(b"\n"))
        while start < len(block):
            origin = start
            status = lib.bp_transform(
                self._dictionary,
                ffi.from_buffer("char[]", block) + start,
                len(block) - start,
                ffi.from_buffer("bp_triple[]", self._words) + triples,
                self._result,
            )
            triples += self._result.triples
            start += self._result.bytes
            if status:
                end = block.index(b"\n", start)
                if not on_problem(self._problem(status, block[start:end], block[origin:])):
                    break
                start = end + 1
        return memoryview(self._words)[: 3 * triples]

    def term(self, hash: int) -> str | None:
        """Return the term of a hash, None when there is no dictionary, or none of that hash in it."""
        known = self._known(hash)
        return None if known is None else known.decode()

    def terms(self) -> int:
        """Return how many terms are kept."""
        return 0 if self._dictionary == ffi.NULL else lib.bp_dictionary_terms(self._dictionary)

    def _make_room(self, lines: int) -> None:
        if len(self._words) < 3 * lines:
            self._words = array("Q", bytes(24 * lines))

    def _known(self, hash: int) -> bytes | None:
        if self._dictionary == ffi.NULL:
            return None
        size = ffi.new("size_t *")
        text = lib.bp_dictionary_find(self._dictionary, hash, size)
        return None if text == ffi.NULL else bytes(ffi.buffer(text, size[0]))

    def _problem(self, status: int, line: bytes, text: bytes) -> PipelineError:
        if status == _NO_MEMORY:
            raise NoMemory
        if status == _NOT_A_STATEMENT:
            return not_a_statement(line)
        term = text[self._result.term_start : self._result.term_start + self._result.term_bytes]
        known = self._known(hash_of(term))
        assert known is not None  # another term of this hash is what a collision is
        return collision(hash_of(term), known, term)


class NativeHotPart:
    """Load and Reflex over a C pool. Raises HookError when one operation could need more receipts than there are."""

    def __init__(self, pool: BufferPool, hooks: Sequence[Hook], shard_id: int = 0) -> None:
        require_receipts_for(hooks, pool.capacity_usage().receipts_total)
        self._pool = pool
        self._hooks = ffi.new("bp_hook[]", [_hook_values(hook) for hook in hooks])
        self._totals = ffi.new("bp_hook_totals[]", len(hooks))
        self._hook_count = len(hooks)
        self._result = ffi.new("bp_beat_result *")
        self._epochs = ffi.new("bp_epochs_result *")
        self._part = ffi.new("bp_hot_part *")
        self._part.pool = pool.handle()
        self._part.hooks = self._hooks
        self._part.totals = self._totals
        self._part.hook_count = len(hooks)
        self._part.shard_id = shard_id

    def beat(self, words: memoryview, start: int, count: int) -> Beat:
        """Run operations over triples ``start`` to ``start + count - 1`` of ``words``, at most to the end of the epoch.

        Each takes 8 triples, or what is left. Raises the refusal of the pool when it has no buffer or no receipt; then what
        was done before the operation at fault stays done, and that one's buffer is returned (PIPE-7).
        """
        result = self._result
        self._pool.handle()  # raises Destroyed
        status = lib.bp_beat(self._part, ffi.from_buffer("bp_triple[]", words) + start, count, result)
        if status:
            raise error_for(status)
        return Beat(result.operations, result.triples, result.runs, bool(result.epoch_ended), bool(result.receipts_short))

    def epochs(self, words: memoryview, start: int, count: int) -> Epochs:
        """Run beats over all of these triples, and reset the receipts where it is due: they stay in the totals alone.

        Raises what ``beat`` raises.
        """
        result = self._epochs
        self._pool.handle()  # raises Destroyed
        status = lib.bp_epochs(self._part, ffi.from_buffer("bp_triple[]", words) + start, count, result)
        if status:
            raise error_for(status)
        return Epochs(result.operations, result.triples, result.runs, result.receipts, result.epochs, result.early_resets)

    def receipts(self) -> Sequence[ReceiptRecord]:
        """Return what was filled since the last reset, in order."""
        in_use = self.usage().receipts_in_use
        if not in_use:
            return []
        memory = ffi.buffer(lib.poolproof_receipt(self._pool.handle(), 0), in_use * RECEIPT_BYTES)
        return [ReceiptRecord(*fields) for fields in _FIELDS.iter_unpack(memory)]

    def reset_receipts(self) -> None:
        self._pool.reset_receipts()

    def usage(self) -> Usage:
        return self._pool.capacity_usage()

    def totals(self) -> Sequence[HookTotals]:
        """Return what each hook came to, in the order of the hooks."""
        return tuple(
            HookTotals(each.receipts, each.answers, _record(each.merged))
            for each in (self._totals[number] for number in range(self._hook_count))
        )

    def time_stamps(self) -> int | None:
        """Return the counts of the time-stamp counter that the beats took, None where there is no such counter."""
        return self._part.time_stamps or None


def _hook_values(hook: Hook) -> tuple[int, ...]:
    return (hook.id, hook.s, hook.p, hook.o, hook.s_mask, hook.p_mask, hook.o_mask, hook.least, hook.most)


def _record(receipt: Record) -> ReceiptRecord:
    return ReceiptRecord(
        receipt.id,
        receipt.cycle_id,
        receipt.shard_id,
        receipt.hook_id,
        receipt.ticks,
        receipt.actual_ticks,
        receipt.lanes,
        receipt.flags,
        receipt.span_id,
        receipt.a_hash,
    )


class BeforeAndAfter:
    """The same operations with an allocation each time, and with the pool, to be timed. Needs at least one whole operation."""

    def __init__(self, pool: BufferPool, words: memoryview, hook: Hook) -> None:
        self._pool = pool
        self._operations = len(words) // 24
        self._words = words
        self._triples = ffi.from_buffer("bp_triple[]", words)
        self._hook = ffi.new("bp_hook[]", [_hook_values(hook)])

    def operations(self) -> int:
        """Return how many operations each call runs."""
        return self._operations

    def before(self) -> tuple[int, int]:
        """Run them with aligned allocations. Returns the time stamps that they took, and the xor of the receipts' hashes."""
        start = lib.bp_time_stamps()
        sum = lib.bp_operations_before(self._triples + 0, self._operations, self._hook)
        return lib.bp_time_stamps() - start, sum

    def after(self) -> tuple[int, int]:
        """Run them with the pool. Returns the same; the second number must be equal."""
        handle = self._pool.handle()
        start = lib.bp_time_stamps()
        sum = lib.bp_operations_after(handle, self._triples + 0, self._operations, self._hook)
        return lib.bp_time_stamps() - start, sum


def time_stamps_of_cycles(cycles: int) -> int:
    """Return what the time-stamp counter counts while the core makes so many cycles; 0 where there is no such counter."""
    return lib.bp_time_stamps_of_cycles(cycles)
