"""What reaches beyond the memory that the pool took (BOUND-1)."""

from __future__ import annotations

from ..names import counted, operation_name
from ..observations import Breach, Death, DeathCause, Observation
from ..operations import Kind, Operation, Placement
from .docket import Docket
from .finding import Finding

EXPECTED = "nothing is read or written but what the pool took, its library's own data, and what came with the call"
_SIDES = {Breach.BEFORE: "before", Breach.BEHIND: "behind", Breach.LENT_BEFORE: "before", Breach.LENT_BEHIND: "behind"}


def judge_breach(docket: Docket, seen: Observation) -> Finding:
    """Bytes that were written next to a block, or lent and lie there."""
    written = seen.breach in (Breach.BEFORE, Breach.BEHIND)
    # What lies where nothing can be read was not looked at: pool and model part there.
    return docket.finding("BOUND-1", EXPECTED, f"{_what(seen)} {_where(seen)}", ends_trace=not written and seen.out < 0)


def judge_fault(docket: Docket, operation: Operation, death: Death) -> Finding | None:
    """An end at a page of no access that lies next to a block, or to what came with the call; None: it is another end."""
    if death.cause != DeathCause.OUT_OF_BOUNDS:
        return None
    # What came with a call nobody but the pool reaches beyond, whoever makes the call.
    who = "its holder" if death.in_holder and not death.detail.endswith("of its caller") else "it"
    # Elsewhere than at the edge of a page it would have gone on.
    is_at_edge = docket.placed or (operation.kind == Kind.CREATE and operation.target != Placement.ANYWHERE)
    return docket.finding("BOUND-1" if is_at_edge else "BOUND-1 SAFE-1", EXPECTED, who + death.detail.removeprefix("it"))


def _what(seen: Observation) -> str:
    if seen.breach in (Breach.BEFORE, Breach.BEHIND):
        return f"{counted(seen.breach_count, 'byte')} written"
    return f"{counted(seen.breach_count, 'byte')} of what it hands out lie"


def _where(seen: Observation) -> str:
    block = _block(seen)
    if seen.breach == Breach.LENT_GIVEN_BACK:
        ended = (
            "and that pool has ended" if seen.breach_of_storage else f"and {_operation(seen.breach_given_back_by)} gave back"
        )
        return f"in {block} {ended}"
    far = f"{counted(seen.breach_distance, 'byte')} " if seen.breach_distance else ""
    return f"{far}{_SIDES[Breach(seen.breach)]} {block}"


def _block(seen: Observation) -> str:
    size = counted(seen.breach_block_bytes, "byte")
    if seen.breach_of_storage:
        return f"the storage of {size} that {_operation(seen.breach_taken_by)} was given"
    return f"the block of {size} that {_operation(seen.breach_taken_by)} took"


def _operation(kind: int) -> str:
    return "destroy" if kind == Kind.DESTROY_NULL else operation_name(kind)
