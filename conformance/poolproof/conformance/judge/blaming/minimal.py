"""Which requirement a minimal trace blames.

In a minimal trace every step is needed. So when a wrong order needs a refused operation before it, it is the refusal that
changed something; when it needs a clear, the clear; when it needs what a holder wrote, that disturbed the pool; when it needs
a second pool, the pools affect each other; when it needs a destroy of NULL, that did something; when what it says of buffers
needs a reset of the receipts, that touched them. And when it needs a misuse, nothing of level core is at fault. On a trace that
was not minimised this would be guesswork.
"""

from __future__ import annotations

from dataclasses import replace

from poolproof.spec import Status

from ...observations import State, Step, Trace
from ...operations import WRITES, Flag, Kind, pools_used
from ..finding import Finding
from .misuse import beyond_core, has_misuse

_ORDER = frozenset({"ORDER-1", "ORDER-2", "ORDER-3"})
_CAPACITY = frozenset({"CAP-1", "CAP-2", "CAP-3"})
# Receipts have no part in them: when a reset has, it did not leave the buffers alone.
_ABOUT_BUFFERS = _ORDER | _CAPACITY | {"OWN-1", "OWN-2", "ZERO-1", "CLEAR-1"}
# Their own subject is what a holder wrote, or another pool.
_ABOUT_WRITES = frozenset({"ZERO-1", "KEEP-1", "FREE-1", "RECEIPT-2", "ISO-3"})
_ABOUT_MEMORY = frozenset({"CREATE-4", "LIFE-2"})
ABOUT_POOLS = frozenset({"ISO-4", "OWN-1", "CREATE-1", "CREATE-2", "CREATE-3", "LIFE-1"})

_ABOUT_ADDRESSES = frozenset({"ISO-1", "ISO-2"})
"""A destroy that has to be there may do no more than shift the addresses that the next pool gets."""


def refine(finding: Finding, trace: Trace) -> Finding:
    """The finding with the requirements that a *minimal* trace shows to be at fault, the most telling first."""
    before = [step for step in trace[: finding.place] if step.observation.state == State.DONE]
    first = finding.requirements[0]
    # What one operation did besides its work: whatever led there is not at fault.
    if first.startswith(("HOT-", "MEM-", "BOUND-", "ENV-")) or first == "ISO-5":
        return finding
    if has_misuse([step.operation for step in trace[: finding.place + 1]]):
        return replace(finding, requirements=beyond_core(finding.requirements))
    if first in _ABOUT_MEMORY:  # what many operations took, or one that ran short: whatever led there is not at fault
        return finding
    if any(step.observation.allocations_failed for step in trace[: finding.place + 1]):
        return replace(finding, requirements=tuple(dict.fromkeys(("CREATE-4", *finding.requirements))))
    requirements = finding.requirements
    if first in _ORDER:
        requirements = (_blamed_order(before), *(each for each in requirements if each not in _ORDER))
    elif first in _CAPACITY and any(step.operation.kind == Kind.CLEAR for step in before):
        requirements = ("CLEAR-1", *requirements)
    elif _refused(before) and first not in ("REFUSE-1", "CREATE-3"):
        requirements = _with_refusal(requirements, before)
    if first in _ABOUT_BUFFERS and any(step.operation.kind == Kind.RESET for step in before):
        requirements = ("RECEIPT-3", *requirements)
    if first != "LIFE-1" and any(step.operation.kind == Kind.DESTROY_NULL for step in before):
        requirements = ("LIFE-1", *requirements)
    if first not in _ABOUT_WRITES and any(step.operation.kind in WRITES for step in before):
        requirements = ("ISO-3", *requirements)
    if first not in (ABOUT_POOLS | _ABOUT_ADDRESSES) and any(map(_leaves_something_behind, before)):  # it takes one that ended
        requirements = (*requirements, "ISO-4")
    if first not in ABOUT_POOLS and len(pools_used(step.operation for step in trace[: finding.place + 1])) > 1:
        requirements = ("ISO-4", *requirements)
    return replace(finding, requirements=tuple(dict.fromkeys(requirements)))


def _blamed_order(before: list[Step]) -> str:
    clears = [at for at, step in enumerate(before) if step.operation.kind == Kind.CLEAR]
    if _refused(before[clears[-1] :] if clears else before):
        return "ORDER-2"
    return "ORDER-3" if clears else "ORDER-1"


def _leaves_something_behind(step: Step) -> bool:
    """A pool that ended; but for one whose memory is had again at once: what is found there is anybody's."""
    return step.operation.kind == Kind.DESTROY and not step.operation.flags & Flag.REUSE


def _refused(before: list[Step]) -> bool:
    return any(step.observation.status != Status.OK for step in before)


def _with_refusal(requirements: tuple[str, ...], before: list[Step]) -> tuple[str, ...]:
    """A refusal that had to be there changed something. For CAP-3 the exhaustion is part of the requirement itself."""
    exhausted_only = all(step.observation.status in (Status.OK, Status.EXHAUSTED) for step in before)
    if requirements[0] in ("SAFE-1", "ISO-3") or (exhausted_only and requirements[0] in ("CAP-1", "CAP-2", "CAP-3", "USAGE-1")):
        return (*requirements, "REFUSE-1")
    return ("REFUSE-1", *requirements)
