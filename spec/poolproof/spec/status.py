"""The statuses of the binding.

Generated from data/statuses.toml: change it there, and run ``make generate``.
"""

from __future__ import annotations

import enum


class Status(enum.IntEnum):
    """What an operation that can refuse answers: the values of ``enum bp_status``."""

    OK = 0
    """The operation succeeded."""
    INVALID_SIZE = 1
    """More lanes were asked for than a buffer has. Checked before the capacity."""
    EXHAUSTED = 2
    """Every buffer is lent."""
    RECEIPTS_EXHAUSTED = 3
    """Every receipt was handed out since the last reset."""
    NOT_OWNED = 4
    """The address is not that of one of this pool's buffers: NULL, foreign, another pool's, a receipt's, or inside a buffer."""
    NOT_IN_USE = 5
    """The buffer is this pool's, but not lent: returned twice, or revoked by ``clear``."""
    INVALID_CONFIG = 6
    """A capacity is 0, or one that this pool does not support."""
    NO_MEMORY = 7
    """The system refused the memory."""
