"""What the judge knows of one pool: the model's state, and what makes an observation worth counting."""

from __future__ import annotations

from dataclasses import dataclass, field

from poolproof.reference import model, promises

from ..operations import Kind


@dataclass(slots=True)
class PoolView:
    state: model.PoolState
    soa_known: int = 0
    """Buffers seen so far. The model numbers buffers in the order in which they are first lent, and so does the observation."""
    receipts_known: int = 0
    written_soa: set[int] = field(default_factory=set)
    """Buffers that hold something, so that handing them out dirty would show (ZERO-1)."""
    written_receipts: set[int] = field(default_factory=set)
    refused: bool = False
    """An operation was refused since the last clear (ORDER-2)."""
    exhausted: bool = False
    """A get was refused with EXHAUSTED (CAP-3)."""
    cleared: bool = False
    cleared_while_lent: bool = False
    """And not full since: that clear freed what was lent is not beyond doubt yet (CLEAR-1)."""
    cleared_receipts: bool = False
    """The receipts start anew because of a clear, and some were in use (CLEAR-1)."""
    receipts_emptied_by: Kind = Kind.CREATE
    order: promises.PoolState | None = None
    """Of a contract with an order of its own: what that says of the blocks (ORDER-1 to ORDER-4)."""

    @property
    def is_full(self) -> bool:
        return not self.state.free

    def note_refusal(self, *, exhausted: bool = False) -> None:
        self.refused = True
        self.exhausted |= exhausted

    def note_reset(self) -> None:
        self.cleared_receipts = False
        self.receipts_emptied_by = Kind.RESET_RECEIPTS

    def note_clear(self) -> None:
        self.cleared = True
        self.cleared_while_lent = bool(self.state.lent)
        self.cleared_receipts = self.state.receipts_in_use > 0
        self.receipts_emptied_by = Kind.CLEAR
        self.refused = self.exhausted = False
