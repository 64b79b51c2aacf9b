"""How each requirement is judged, a file a family: what it needs, when there is nothing to judge, what its figure is.

What fails one is seen by the judge, step by step, or measured by a driver; blame is decided there. A requirement that stands in
no family has nothing special about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from . import cost, hot_path, lending, life, misuse
from .check import Check, Excuse, Need, by_id

__all__ = ["CHECKS", "Check", "Excuse", "Need", "check_of"]

CHECKS: Final[Mapping[str, Check]] = by_id(lending.CHECKS, misuse.CHECKS, life.CHECKS, hot_path.CHECKS, cost.CHECKS)


def check_of(requirement: str) -> Check:
    """How a requirement is judged. ``requirement``: its id."""
    return CHECKS.get(requirement) or Check(requirement)
