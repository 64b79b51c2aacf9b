"""Records of the sequence: which one must be handed out, with which number, blank."""

from __future__ import annotations

from poolproof.reference import promises
from poolproof.reference.promises import Answers, PoolState, Seen
from poolproof.spec.contracts import Answer

from ..names import block_name, number_name
from ..observations import LentKind, Observation, Out
from ..operations import Kind, Operation
from .docket import Docket
from .finding import Finding
from .handing_out import dirty, nothing_handed_out, shape
from .pool_view import PoolView

_TAKE, _RESET, _CLEAR = promises.Take(), promises.Reset(), promises.Clear()
_TAKEN = Seen()


def judge_take(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view, words = docket.pools[operation.pool], docket.words
    due = promises.expected(docket.contract, view.state, _TAKE)
    refusal = due.answers[0] if isinstance(due, Answers) else None
    docket.checked["RECEIPT-1"] += 1
    if docket.code(seen) != 0 if refusal is None else not docket.fits(refusal, seen):
        in_use = f"{view.state.records_taken} of {view.state.record_count} are in use"
        expected = f"{words.success if refusal is None else words.answer(refusal)}: {in_use}"
        requirements = "CLEAR-1 RECEIPT-1" if refusal is None and _says_none_left(docket, view, seen) else "RECEIPT-1"
        return [docket.finding(requirements, expected, words.status(seen.status))]
    if refusal is not None:
        view.note_refusal()
        return nothing_handed_out(docket, "REFUSE-1", seen)
    record = view.state.records_taken
    findings = _handed_out(docket, operation.pool, seen, view, record)
    after = promises.step(docket.contract, view.state, _TAKE, Seen(record=record))
    assert isinstance(after, PoolState)
    view.state = after
    view.records_known = max(view.records_known, record + 1)
    view.written_records.discard(record)
    return findings


def _says_none_left(docket: Docket, view: PoolView, seen: Observation) -> bool:
    """After a clear: it did not begin anew."""
    sequence = docket.contract.sequence
    none_left: Answer | None = sequence.exhausted if sequence is not None else None
    return view.cleared_records and none_left is not None and docket.fits(none_left, seen)


def _handed_out(docket: Docket, pool: int, seen: Observation, view: PoolView, record: int) -> list[Finding]:
    name, words, sequence = block_name(LentKind.RECORD, record, pool), docket.words, docket.contract.sequence
    assert sequence is not None  # without one, none is asked for
    if seen.out in (Out.NULL, Out.UNTOUCHED):
        expected = f"{words.success} and a {words.record}"
        return [docket.finding("RECEIPT-1", expected, f"{words.success}, and no {words.record} in *out")]
    findings = shape(docket, seen, pool, sequence.align)
    if findings and findings[-1].ends_trace:
        return findings
    is_known = record < view.records_known
    docket.checked["CLEAR-1"] += view.cleared_records and record == 0
    if sequence.number_at is not None and seen.receipt_id != record:
        requirements = "CLEAR-1 RECEIPT-1" if view.cleared_records else "RECEIPT-1"
        if docket.contract.binding != 1:
            requirements += " RECEIPT-2"
        number = "id" if docket.contract.binding == 1 else "number"
        return [*findings, docket.finding(requirements, f"{number} {record}", f"{number} {number_name(seen.receipt_id)}")]
    docket.checked["RECEIPT-3"] += is_known
    if seen.out != record or seen.is_new == is_known:
        requirements = "CLEAR-1 RECEIPT-3" if view.records_emptied_by == Kind.CLEAR else "RECEIPT-3"
        other = "another address" if seen.is_new else block_name(LentKind.RECORD, seen.out, pool)
        return [*findings, docket.finding(requirements, f"{name}, where it was before", other)]
    docket.checked["RECEIPT-2"] += record in view.written_records
    if seen.dirty_count and sequence.number_at is not None:
        findings.append(dirty(docket, "RECEIPT-2", LentKind.RECORD, seen, pool))
    return findings


def judge_reset(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view = docket.pools[operation.pool]
    after = promises.step(docket.contract, view.state, _RESET, _TAKEN)
    assert isinstance(after, PoolState)
    view.state = after
    view.note_reset()
    return docket.void("", seen)


def judge_clear(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view = docket.pools[operation.pool]
    view.note_clear()
    after = promises.step(docket.contract, view.state, _CLEAR, _TAKEN)
    assert isinstance(after, PoolState)
    view.state = after
    if docket.contract.contents.at_get.kept:
        view.written.clear()
    return docket.void("CLEAR-1", seen)
