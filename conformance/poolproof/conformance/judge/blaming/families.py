"""When two findings are of the same failure, though the ids that they blame differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..finding import Finding

_SHRUNK: Final = (
    frozenset({"ORDER-1", "ORDER-2", "ORDER-3"}),
    frozenset({"CAP-1", "CAP-3", "CLEAR-1"}),
    frozenset({"GUARD-2", "GUARD-3"}),
)
"""Ids that one failure may go by in a shorter sequence."""
_CHANGED: Final = (
    *_SHRUNK,
    frozenset({"CAP-1", "CAP-2", "CAP-3", "CLEAR-1"}),
    frozenset({"GUARD-1", "GUARD-2", "GUARD-3"}),
)
"""And in a subject that was changed, which may break the same promise under its neighbour's name."""
_OF_MISUSE: Final = "SAFE-2"
"""Says that a misuse came before, and not what went wrong."""


def is_same_failure(one: Finding, other: Finding) -> bool:
    """As far as a shorter sequence can tell: the requirement that it blames may be a more telling one."""
    first, second = _told(one), _told(other)
    if first & second:
        return True
    leads = _lead(one), _lead(other)
    return any(family.issuperset(leads) for family in _SHRUNK)


def is_same_promise(violated: Iterable[str], claimed: Iterable[str]) -> bool:
    """Whether what a changed subject violates is what it was known to violate."""
    first, second = set(violated), set(claimed)
    return bool(first & second) or any(first & family and second & family for family in _CHANGED)


def _told(finding: Finding) -> set[str]:
    return {*finding.requirements} - {_OF_MISUSE} or {*finding.requirements}


def _lead(finding: Finding) -> str:
    return next((each for each in finding.requirements if each != _OF_MISUSE), finding.requirements[0])
