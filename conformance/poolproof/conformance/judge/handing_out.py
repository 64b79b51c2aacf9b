"""What holds for all that is handed out: alignment, place, contents; and that a refusal hands out nothing."""

from __future__ import annotations

from ..names import block_name, counted
from ..observations import LentKind, Observation, Out, OutFlag
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
    return [docket.finding(requirements, f"{docket.words.status(seen.status)}, and *out is NULL", observed, ends_trace=False)]


def shape(docket: Docket, seen: Observation, pool: int, align: int | None = None) -> list[Finding]:
    """What holds for blocks and records alike: alignment (a block's, where None), and no byte that is lent already."""
    findings = []
    align = docket.contract.block.align if align is None else align
    if not seen.addressless and align > 1:
        docket.checked["ISO-1"] += 1
    if seen.out_flags & _MISALIGNED:
        expected, observed = f"an address that is a multiple of {align}", f"{counted(seen.address % align, 'byte')} past one"
        findings.append(docket.finding("ISO-1", expected, observed, ends_trace=False))
    if docket.something_is_lent:
        docket.checked["ISO-2"] += 1
    if seen.out_flags & _OVERLAPS:
        other = block_name(seen.overlaps_kind, seen.overlaps_index, seen.overlaps_pool)
        requirements = "ISO-2" if seen.overlaps_pool == pool else "ISO-4 ISO-2"
        expected = "memory that nobody holds"
        findings.append(docket.finding(requirements, expected, f"it shares bytes with {other}, which is lent"))
    return findings


def dirty(docket: Docket, requirement: str, kind: LentKind, seen: Observation, pool: int) -> Finding:
    """A block, or a record, that does not hold what it should when it is handed out."""
    words, name = docket.words, block_name(kind, seen.out, pool)
    expected, found = seen.dirty_expected, seen.dirty_value
    where = f"{words.place(kind, seen.dirty_at, expected, found)} of {name}"
    more = f", and {counted(seen.dirty_count - 1, 'more word')}" if seen.dirty_count > 1 else ""
    observed = f"{where} is {words.held(expected, found)}{more}"
    return docket.finding(requirement, _contents_due(docket, kind, name, seen), observed, ends_trace=False)


def _contents_due(docket: Docket, kind: LentKind, name: str, seen: Observation) -> str:
    fill = docket.contract.contents.at_get
    if kind == LentKind.RECORD:
        return f"{name} blank but for its {'id' if docket.contract.binding == 1 else 'number'}"
    if fill.kept:
        return f"{name} as its last holder left it ({docket.words.due(seen.dirty_expected, seen.dirty_value)} there)"
    return f"{name} blank" if not fill.byte else f"{name} filled with {fill}"
