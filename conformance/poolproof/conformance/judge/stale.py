"""Memory that the subject gave back, and wrote to all the same."""

from __future__ import annotations

from typing import Final

from ..names import counted
from ..observations import Observation
from ..operations import WRITES, Operation
from .docket import Docket
from .finding import Finding

_EXPECTED: Final = "nothing is written to memory that destroy gave back"


def is_stale_write(finding: Finding) -> bool:
    """Whether it is that, and not a leak, which LIFE-1 forbids as well."""
    return finding.expected == _EXPECTED


def judge_stale_write(docket: Docket, operation: Operation, seen: Observation) -> Finding:
    """What destroy gave back is nobody's until it is taken again (LIFE-1). When a pool that is alive writes there, or lends it
    to a holder who does, one pool's end touched another (ISO-4)."""
    requirements = "LIFE-1"
    if operation.pool in docket.pools:
        requirements = "ISO-4 LIFE-1" if operation.kind in WRITES else "LIFE-1 ISO-4"
    if operation.runs_short:
        requirements = f"CREATE-4 {requirements}"
    where = f"from byte {seen.stale_at} on in a block of {seen.stale_block_bytes:,} bytes that destroy had given back"
    return docket.finding(requirements, _EXPECTED, f"{counted(seen.stale_count, 'byte')} changed, {where}", ends_trace=False)
