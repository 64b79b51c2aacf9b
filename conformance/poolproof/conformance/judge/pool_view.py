"""What the judge knows of one pool: the model's state, and what makes an observation worth counting."""

from __future__ import annotations

from dataclasses import dataclass, field

from poolproof.reference.promises import PoolState

from ..operations import Kind


@dataclass(slots=True)
class PoolView:
    state: PoolState
    records_known: int = 0
    written: set[int] = field(default_factory=set)
    """Blocks that hold something, so that handing them out dirty, or without it, would show (ZERO-1, KEEP-1)."""
    written_records: set[int] = field(default_factory=set)
    refused: bool = False
    """An operation was refused since the last clear (ORDER-2)."""
    exhausted: bool = False
    """A get was refused because nothing was free (CAP-3)."""
    returned: bool = False
    """A block was returned since the last clear: while it is free, it can be looked at (FREE-1)."""
    cleared: bool = False
    cleared_while_lent: bool = False
    """And not full since: that clear freed what was lent is not beyond doubt yet (CLEAR-1)."""
    cleared_records: bool = False
    """The records start anew because of a clear, and some were in use (CLEAR-1)."""
    records_emptied_by: Kind = Kind.CREATE
    is_counted: bool = False
    """How many blocks it has is shown by what it tells of itself, and not by lending them alone (CREATE-2)."""

    @property
    def is_full(self) -> bool:
        """As many are lent as were asked for. A pool that may lend more has more, perhaps."""
        return len(self.state.lent) >= self.state.block_count

    def note_refusal(self, *, exhausted: bool = False) -> None:
        self.refused = True
        self.exhausted |= exhausted

    def note_reset(self) -> None:
        self.cleared_records = False
        self.records_emptied_by = Kind.RESET

    def note_clear(self) -> None:
        self.cleared = True
        self.cleared_while_lent = bool(self.state.lent)
        self.cleared_records = self.state.records_taken > 0
        self.records_emptied_by = Kind.CLEAR
        self.refused = self.exhausted = self.returned = False
