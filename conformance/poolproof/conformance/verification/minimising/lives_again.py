"""Whether what unlike lives leave behind is a leak (LIFE-1), or what the process keeps for the pools that come later."""

from __future__ import annotations

from collections.abc import Sequence

from ...observations import Observation
from ...operations import Operation
from ...runs import Session

_TIMES = 3


def leave_more(session: Session, operations: Sequence[Operation]) -> bool:
    """Whether the same lives, done over again, leave more behind the third time than the second. An allocator that pools share
    keeps what the largest of them needed, and takes no more for the same ones. Where they can't be done again, there is
    nothing to doubt it by."""
    trace = session.run([*operations] * _TIMES, fresh=True)
    if len(trace) != len(operations) * _TIMES or trace[-1].death is not None:
        return True
    second, third = (_taken(trace[len(operations) * times - 1].observation) for times in (2, 3))
    return any(after > before for before, after in zip(second, third, strict=True))


def _taken(seen: Observation) -> tuple[int, int, int]:
    return seen.live_bytes, seen.virtual_pages, seen.free_descriptor
