"""What a pool says of itself: how much of it is lent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts of buffers and receipts, exact after every operation (USAGE-1)."""

    soa_in_use: int
    soa_total: int
    receipts_in_use: int
    receipts_total: int
