"""What holds for all that is handed out: alignment, place, contents; and that a refusal hands out nothing."""

from __future__ import annotations

from ..names import block_name, counted, number_name, status_name, word_name
from ..observations import BlockKind, Observation, Out, OutFlag
from .docket import Docket
from .finding import Finding

_MISALIGNED, _OVERLAPS = int(OutFlag.MISALIGNED), int(OutFlag.OVERLAPS)
"""As plain numbers: an enumeration's own & takes longer than the rest of what is done here."""


def nothing_handed_out(docket: Docket, requirements: str, seen: Observation) -> list[Finding]:
    docket.checked["REFUSE-1"] += 1
    if seen.out == Out.NULL:
        return []
    observed = "*out was not written" if seen.out == Out.UNTOUCHED else "*out names something"
    if requirements.startswith("CREATE-3"):
        return [docket.finding(requirements, "*out is NULL", observed, ends_trace=False)]
    return [docket.finding(requirements, f"{status_name(seen.status)}, and *out is NULL", observed, ends_trace=False)]


def shape(docket: Docket, seen: Observation, pool: int) -> list[Finding]:
    """What holds for buffers and receipts alike: alignment, and no byte that is lent already."""
    findings = []
    if not seen.addressless:
        docket.checked["ISO-1"] += 1
    if seen.out_flags & _MISALIGNED:
        expected, observed = "an address that is a multiple of 64", f"{counted(seen.address % 64, 'byte')} past one"
        findings.append(docket.finding("ISO-1", expected, observed, ends_trace=False))
    if docket.something_is_lent:
        docket.checked["ISO-2"] += 1
    if seen.out_flags & _OVERLAPS:
        other = block_name(seen.overlaps_kind, seen.overlaps_index, seen.overlaps_pool)
        requirements = "ISO-2" if seen.overlaps_pool == pool else "ISO-4 ISO-2"
        expected = "memory that nobody holds"
        findings.append(docket.finding(requirements, expected, f"it shares bytes with {other}, which is lent"))
    return findings


def dirty(docket: Docket, requirement: str, kind: BlockKind, seen: Observation, pool: int) -> Finding:
    where = f"{word_name(kind, seen.dirty_at, seen.dirty_value)} of {block_name(kind, seen.out, pool)}"
    more = f", and {counted(seen.dirty_count - 1, 'more word')}" if seen.dirty_count > 1 else ""
    expected = f"{block_name(kind, seen.out, pool)} blank" + (" but for its id" if kind == BlockKind.RECEIPT else "")
    return docket.finding(requirement, expected, f"{where} is {number_name(seen.dirty_value)}{more}", ends_trace=False)
