"""OWN, ABORT and SAFE-2: what a pool does when it is used wrongly. A pool of one block may give no occasion for it."""

from __future__ import annotations

from typing import Final

from .check import Check

CHECKS: Final = tuple(Check(each, may_not_come_about=True) for each in ("OWN-1", "OWN-2", "ABORT-1", "SAFE-2"))
