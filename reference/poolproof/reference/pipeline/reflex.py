"""Reflex, the fourth stage: hooks over runs, and the receipts that they leave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Final

from poolproof.reference.pipeline.fnv import fnv1a_words
from poolproof.reference.pipeline.load import Lanes
from poolproof.spec.hot_part import ANSWER, Hook, ReceiptRecord, Run

BLANK: Final = ReceiptRecord(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

_LANE_COUNTS: Final = 2**32
"""Ticks and lanes are 32 bits wide, and go round."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Which one a receipt is for."""

    cycle_id: int
    shard_id: int


def asks(hook: Hook, run: Run) -> bool:
    """Tell whether the hook is about this run's predicate."""
    return not (run.predicate ^ hook.p) & hook.p_mask


def reflex(buffer: Lanes, run: Run, hook: Hook, operation: Operation, id: int) -> ReceiptRecord:
    """Return the receipt, of this id, for the hook's question to the run."""
    lanes = range(run.offset, run.offset + run.length)
    matching = [lane for lane in lanes if _matches(buffer, lane, hook)]
    span = (operation.cycle_id, operation.shard_id, hook.id, run.offset)
    return ReceiptRecord(
        id=id,
        cycle_id=operation.cycle_id,
        shard_id=operation.shard_id,
        hook_id=hook.id,
        ticks=run.length,
        actual_ticks=0,
        lanes=len(matching),
        flags=ANSWER if hook.least <= len(matching) <= hook.most else 0,
        span_id=fnv1a_words(span),
        a_hash=reduce(xor, (fnv1a_words((buffer.s[lane], buffer.p[lane], buffer.o[lane])) for lane in matching), 0),
    )


def merge(first: ReceiptRecord, second: ReceiptRecord) -> ReceiptRecord:
    """Return both as one: associative, so the order of putting together does not matter (PIPE-6)."""
    return ReceiptRecord(
        id=first.id,
        cycle_id=first.cycle_id,
        shard_id=first.shard_id,
        hook_id=first.hook_id,
        ticks=max(first.ticks, second.ticks),
        actual_ticks=max(first.actual_ticks, second.actual_ticks),
        lanes=(first.lanes + second.lanes) % _LANE_COUNTS,
        flags=first.flags | second.flags,
        span_id=first.span_id ^ second.span_id,
        a_hash=first.a_hash ^ second.a_hash,
    )


def _matches(buffer: Lanes, lane: int, hook: Hook) -> bool:
    return not (
        (buffer.s[lane] ^ hook.s) & hook.s_mask
        or (buffer.p[lane] ^ hook.p) & hook.p_mask
        or (buffer.o[lane] ^ hook.o) & hook.o_mask
    )
