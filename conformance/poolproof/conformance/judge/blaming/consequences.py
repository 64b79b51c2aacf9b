"""Which of several failures are one fault: what is told first, and what only comes of it.

A pool whose clear leaves a buffer lent lends one too few, in the wrong order, and takes a return that it should refuse. Each is
a violation; to tell each with steps of its own would hide that there is one thing to mend.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from poolproof.reference.model import LANES

from ...operations import Kind, Operation

_OF_THE_BOOKS: Final = frozenset({"CAP-1", "CAP-2", "CAP-3", "ORDER-1", "ORDER-2", "ORDER-3", "USAGE-1"})
_OF_MEMORY: Final = frozenset({"ISO-2", "ISO-3", "ZERO-1", "RECEIPT-1", "RECEIPT-2", "SAFE-1", "SAFE-2", "OWN-1", "OWN-2"})
"""What goes wrong where something was written that nobody expected to change."""
_OF_ALLOCATING: Final = frozenset({"LIFE-2", "HOT-3", "HOT-4"})
"""An allocator asks the system for memory and touches it, and the pool keeps it."""
_COMES_OF: Final[Mapping[str, frozenset[str]]] = {
    "CREATE-1": _OF_THE_BOOKS | {"CREATE-2", "RECEIPT-1", "MEM-1"},
    "CREATE-2": _OF_THE_BOOKS | {"CREATE-3", "RECEIPT-1", "CLEAR-1"},
    "CREATE-3": _OF_THE_BOOKS | {"RECEIPT-1", "ISO-2", "SAFE-1"},
    "CLEAR-1": _OF_THE_BOOKS | {"RECEIPT-1", "RECEIPT-3", "OWN-2"},
    "RECEIPT-3": _OF_THE_BOOKS | {"ISO-2", "ISO-3", "OWN-2"},
    "ISO-2": _OF_THE_BOOKS | {"ISO-3", "ZERO-1", "RECEIPT-2", "OWN-1", "OWN-2"},
    "ISO-4": _OF_THE_BOOKS | {"ISO-2", "ISO-3", "RECEIPT-1", "OWN-1", "OWN-2"},
    "REFUSE-1": _OF_THE_BOOKS | {"ISO-2", "ISO-3", "OWN-2", "RECEIPT-1"},
    "LIFE-1": _OF_THE_BOOKS | {"ISO-2", "OWN-2"},
    "ISO-3": _OF_THE_BOOKS | {"OWN-1", "OWN-2", "SAFE-1", "LIFE-1"},
    "OWN-1": frozenset({"SAFE-2", "ISO-2"}),
    "OWN-2": frozenset({"SAFE-2", "ISO-2"}),
    "SAFE-2": frozenset({"OWN-1", "OWN-2"}),
    "CREATE-4": _OF_THE_BOOKS | {"CREATE-1", "CREATE-2", "LIFE-1", "REFUSE-1", "ISO-4", "SAFE-1"},
    "BOUND-1": _OF_THE_BOOKS | _OF_MEMORY | {"ISO-4", "ISO-5", "CREATE-2", "CREATE-4", "CLEAR-1", "LIFE-1", "HOT-4"},
    "ISO-5": _OF_THE_BOOKS | _OF_MEMORY | {"ISO-4", "CREATE-1", "CREATE-2", "REFUSE-1"},
    "ENV-1": frozenset({"SAFE-1", "SAFE-2", "HOT-3"}),
    "LIFE-2": frozenset({"LIFE-1", "SAFE-1"}),
    "HOT-1": _OF_ALLOCATING,
    "HOT-2": _OF_ALLOCATING,
}
"""What else goes wrong in a pool that violates a requirement, where the same operations had a part in it."""


class Told(NamedTuple):
    """A counterexample, as far as it matters here: what it blames, the most telling first, and its operations."""

    requirements: tuple[str, ...]
    operations: Sequence[Operation]


def causes(told: Sequence[Told]) -> list[int | None]:
    """For each, the place of the one that it comes of; None: it is told for itself."""
    order = sorted(range(len(told)), key=lambda at: (len(told[at].operations), at))
    parents = {at: next((one for one in order if one != at and _comes_of(told[at], told[one])), None) for at in order}
    return [_root(at, parents) for at in range(len(told))]


def _root(at: int, parents: Mapping[int, int | None]) -> int | None:
    """Where following the causes ends. In a ring, at the first of it."""
    seen = [at]
    while (cause := parents[seen[-1]]) is not None and cause not in seen:
        seen.append(cause)
    root = seen[-1] if cause is None else min(seen[seen.index(cause) :])
    return None if root == at else root


def _comes_of(later: Told, cause: Told) -> bool:
    if not later.operations or not cause.operations:
        return False
    if later.requirements[0] == cause.requirements[0]:
        return len(cause.operations) <= len(later.operations)
    may_follow = later.requirements[0] in _COMES_OF.get(cause.requirements[0], ())
    return may_follow and _marks(cause.operations) <= _marks(later.operations)


def _marks(operations: Iterable[Operation]) -> set[tuple[object, ...]]:
    """What sets a sequence apart: of the pools that it takes, what it does besides lending."""
    return {each for operation in operations for each in _marks_of(operation)}


def _marks_of(operation: Operation) -> Iterable[tuple[object, ...]]:
    if operation.pool:
        yield ("another pool",)
    if operation.kind in (Kind.CLEAR, Kind.RESET, Kind.DESTROY, Kind.DESTROY_NULL, Kind.WRITE, Kind.WRITE_RECORD):
        yield (operation.kind,)
    if operation.is_misuse:
        yield ("misuse", operation.target)
    if operation.kind == Kind.GET and operation.value > LANES:
        yield ("too large",)
    if operation.runs_short:
        yield ("runs short",)
