"""What goes into the hot part of a pipeline and what comes out of it: the records that both implementations share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ANSWER: Final = 1
"""Bit 0 of a receipt's flags: the hook held."""

WHOLE_WORD: Final = 2**64 - 1
"""A mask that compares every bit. A mask of 0 lets any word match."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A pattern, and how many lanes of a run must match it (deviation 4 of the pipeline). Words are of 64 bits."""

    id: int
    s: int
    p: int
    o: int
    s_mask: int
    p_mask: int
    o_mask: int
    least: int
    most: int

    def most_receipts(self) -> int:
        """Return how many receipts one operation can need for it: one a run that has its predicate."""
        return 1 if self.p_mask == WHOLE_WORD else 8


@dataclass(frozen=True, slots=True)
class Run:
    """Lanes ``offset`` to ``offset + length - 1`` of a buffer: the triples of one predicate (PIPE-3)."""

    predicate: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """The fields of a ``bp_receipt`` that a pipeline fills (deviation 5 of the pipeline)."""

    id: int
    cycle_id: int
    shard_id: int
    hook_id: int
    ticks: int
    actual_ticks: int
    lanes: int
    flags: int
    span_id: int
    a_hash: int

    @property
    def answer(self) -> bool:
        return bool(self.flags & ANSWER)


@dataclass(frozen=True, slots=True)
class HookTotals:
    """What a hook came to since the start of the run."""

    receipts: int
    answers: int
    """Receipts whose hook held."""
    merged: ReceiptRecord
    """All of them merged (PIPE-6); every field is 0 when there are none."""


@dataclass(frozen=True, slots=True)
class Epochs:
    """What a call of the hot part came to whose receipts nobody wants one by one."""

    operations: int
    triples: int
    runs: int
    receipts: int
    """That were reset; those of an epoch that has not ended are still in the pool."""
    epochs: int
    """That ended."""
    early_resets: int


@dataclass(frozen=True, slots=True)
class Beat:
    """How far a call of the hot part came."""

    operations: int
    triples: int
    """Consumed: 8 an operation, fewer in the last one of an input."""
    runs: int
    epoch_ended: bool
    """The receipts are to be emitted and reset (PIPE-10)."""
    receipts_short: bool
    """The next operation might need more receipts than are left: emit and reset early (PIPE-10)."""
