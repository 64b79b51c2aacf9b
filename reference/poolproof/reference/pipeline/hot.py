"""The hot part, stages three and four over a pool: what the C implementation does again, only faster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

from poolproof.reference.pipeline.load import LANES, load_into
from poolproof.reference.pipeline.reflex import BLANK, Operation, asks, merge, reflex
from poolproof.reference.pool import BufferPool
from poolproof.reference.records import Receipt
from poolproof.spec.hot_part import Beat, Epochs, Hook, HookTotals, ReceiptRecord
from poolproof.spec.pipeline_errors import require_receipts_for
from poolproof.spec.usage import Usage

EPOCH_OPERATIONS: Final = 8
_FIELDS: Final = ("cycle_id", "shard_id", "hook_id", "ticks", "actual_ticks", "lanes", "flags", "span_id", "a_hash")


class HotPart(Protocol):
    """Load and Reflex over a pool, one call an epoch."""

    def beat(self, words: memoryview, start: int, count: int) -> Beat: ...

    def epochs(self, words: memoryview, start: int, count: int) -> Epochs: ...

    def receipts(self) -> Sequence[ReceiptRecord]: ...

    def reset_receipts(self) -> None: ...

    def usage(self) -> Usage: ...

    def totals(self) -> Sequence[HookTotals]: ...

    def time_stamps(self) -> int | None: ...


class ReferenceHotPart:
    """Over a pool that it is the owner of. Raises HookError when one operation could need more receipts than there are."""

    def __init__(self, pool: BufferPool, hooks: Sequence[Hook], shard_id: int = 0) -> None:
        require_receipts_for(hooks, pool.capacity_usage().receipts_total)
        self._pool = pool
        self._hooks = tuple(hooks)
        self._shard_id = shard_id
        self._most_receipts = sum(hook.most_receipts() for hook in hooks)
        self._cycle = 0
        self._receipts: list[Receipt] = []
        self._totals = [HookTotals(0, 0, BLANK) for _ in hooks]

    def beat(self, words: memoryview, start: int, count: int) -> Beat:
        """Run operations over triples ``start`` to ``start + count - 1`` of ``words``, at most to the end of the epoch.

        Each takes 8 triples, or what is left. Raises the refusal of the pool when it has no buffer or no receipt; then what
        was done before the operation at fault stays done, and that one's buffer is returned (PIPE-7).
        """
        operations = consumed = runs = 0
        while consumed < count and not self._receipts_short():
            size = min(LANES, count - consumed)
            batch = words[3 * (start + consumed) : 3 * (start + consumed + size)].tolist()
            runs += self._operate(list(zip(batch[0::3], batch[1::3], batch[2::3], strict=True)))
            self._cycle += 1
            operations += 1
            consumed += size
            if self._cycle % EPOCH_OPERATIONS == 0:
                return Beat(operations, consumed, runs, epoch_ended=True, receipts_short=False)
        return Beat(operations, consumed, runs, epoch_ended=False, receipts_short=consumed < count)

    def epochs(self, words: memoryview, start: int, count: int) -> Epochs:
        """Run beats over all of these triples, and reset the receipts where it is due: they stay in the totals alone.

        Raises what ``beat`` raises.
        """
        operations = triples = runs = receipts = epochs = early_resets = 0
        while triples < count:
            beat = self.beat(words, start + triples, count - triples)
            operations += beat.operations
            triples += beat.triples
            runs += beat.runs
            epochs += beat.epoch_ended
            early_resets += beat.receipts_short
            if beat.epoch_ended or beat.receipts_short:
                receipts += len(self._receipts)
                self.reset_receipts()
        return Epochs(operations, triples, runs, receipts, epochs, early_resets)

    def receipts(self) -> Sequence[ReceiptRecord]:
        """Return what was filled since the last reset, in order."""
        return [record_of(receipt) for receipt in self._receipts]

    def reset_receipts(self) -> None:
        self._receipts.clear()
        self._pool.reset_receipts()

    def usage(self) -> Usage:
        return self._pool.capacity_usage()

    def totals(self) -> Sequence[HookTotals]:
        """Return what each hook came to, in the order of the hooks."""
        return tuple(self._totals)

    def time_stamps(self) -> int | None:
        """Return None: time in Python says nothing about the pool."""
        return None

    def _receipts_short(self) -> bool:
        usage = self._pool.capacity_usage()
        return usage.receipts_in_use + self._most_receipts > usage.receipts_total

    def _operate(self, batch: Sequence[tuple[int, int, int]]) -> int:
        with self._pool.soa(len(batch)) as buffer:
            runs = load_into(batch, buffer)
            for run in runs:
                for number, hook in enumerate(self._hooks):
                    if asks(hook, run):
                        receipt = self._pool.get_receipt()
                        self._receipts.append(receipt)
                        found = reflex(buffer, run, hook, Operation(self._cycle, self._shard_id), receipt.id)
                        fill(receipt, found)
                        self._add(number, found)
        return len(runs)

    def _add(self, number: int, found: ReceiptRecord) -> None:
        before = self._totals[number]
        merged = merge(before.merged, found) if before.receipts else found
        self._totals[number] = replace(
            before, receipts=before.receipts + 1, answers=before.answers + found.answer, merged=merged
        )


def fill(receipt: Receipt, record: ReceiptRecord) -> None:
    for name in _FIELDS:
        setattr(receipt, name, getattr(record, name))


def record_of(receipt: Receipt) -> ReceiptRecord:
    return ReceiptRecord(receipt.id, *(getattr(receipt, name) for name in _FIELDS))
