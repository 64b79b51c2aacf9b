"""A create in which memory runs out: it is refused, gives back what it took, and leaves no trace (CREATE-4)."""

from __future__ import annotations

from poolproof.spec import Status

from ..names import counted
from ..observations import Observation
from ..operations import Operation
from .docket import Docket
from .finding import Finding
from .handing_out import nothing_handed_out
from .left_behind import Shortage

_DESCRIPTOR = "file descriptor"
"""Of which the lowest that is free is known, not how many are open."""
_UNITS = ("byte", "page", _DESCRIPTOR)


def judge_shortage(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    """What is wrong with a create of which an allocation failed. One that made do without it is judged like any other."""
    docket.checked["CREATE-4"] += 1
    docket.ran_short = True
    if seen.status == Status.OK and seen.out >= 0:
        return []
    due = docket.contract.life.out_of_memory
    if not docket.fits(due, seen):
        words = docket.words
        observed = f"{words.success}, and no pool" if seen.status == Status.OK else words.status(seen.status)
        return [docket.finding("CREATE-4", f"{words.answer(due)}: memory ran out in create", observed)]
    return [*nothing_handed_out(docket, "CREATE-4 REFUSE-1", seen), *_left_behind(docket, operation, seen)]


def _left_behind(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    """What the first one keeps may be set up once for all; what a second one keeps too, right after it, is lost. And what is
    set up once is there already, where a create came well before."""
    before, earlier = docket.taken_at.get(docket.place - 1), docket.shortage
    if before is None or not docket.accepted:
        return []
    left = tuple(now - then for now, then in zip(resources(seen), before, strict=True))
    docket.shortage = Shortage(operation, docket.place, left)
    if earlier is None or (earlier.operation, earlier.place) != (operation, docket.place - 1):
        return []
    for unit, first, second in zip(_UNITS, earlier.left, left, strict=True):
        if min(first, second) > 0:
            expected = "a create that is refused gives back all that it took"
            left_behind = "a file descriptor open" if unit == _DESCRIPTOR else f"{counted(second, unit)} behind"
            return [docket.finding("CREATE-4", expected, f"each such create leaves {left_behind}")]
    return []


def resources(seen: Observation) -> tuple[int, int, int]:
    """What is taken after a create or a destroy: bytes, pages, file descriptors."""
    return seen.live_bytes, seen.virtual_pages, seen.free_descriptor
