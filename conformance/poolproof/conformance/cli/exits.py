"""Exit statuses: fixed, so that scripts may rely on them."""

from __future__ import annotations

import enum


class Exit(enum.IntEnum):
    CONFORMS = 0
    VIOLATES = 1
    USAGE = 2
    NO_SUBJECT = 3
    INCONCLUSIVE = 4
    HARNESS = 70
