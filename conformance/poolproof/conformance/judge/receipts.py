"""Receipts: which one must be handed out, with which id, blank."""

from __future__ import annotations

from poolproof.reference import model
from poolproof.spec import Status

from ..names import block_name, number_name, status_name
from ..observations import BlockKind, Observation, Out
from ..operations import Kind, Operation
from .docket import Docket
from .finding import Finding
from .handing_out import dirty, nothing_handed_out, shape
from .orders import note_clear
from .pool_view import PoolView


def judge_get_receipt(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view = docket.pools[operation.pool]
    after, outcome = model.step(view.state, model.GetReceipt())
    docket.checked["RECEIPT-1"] += 1
    sequence = docket.contract.sequence
    assert sequence is not None  # without one, none is asked for
    if not docket.fits(sequence.exhausted, seen) if outcome.receipt is None else seen.status != Status.OK:
        in_use = f"{view.state.receipts_in_use} of {view.state.receipt_capacity} are in use"
        expected = f"{status_name(outcome.status)}: {in_use}"
        requirements = "RECEIPT-1"
        if seen.status == Status.RECEIPTS_EXHAUSTED and view.cleared_receipts:
            requirements = "CLEAR-1 RECEIPT-1"
        return [docket.finding(requirements, expected, status_name(seen.status))]
    if outcome.receipt is None:
        view.note_refusal()
        return nothing_handed_out(docket, "REFUSE-1", seen)
    findings = _receipt_handed_out(docket, operation.pool, seen, view, outcome.receipt)
    view.state = after
    view.receipts_known = max(view.receipts_known, outcome.receipt + 1)
    view.written_receipts.discard(outcome.receipt)
    return findings


def _receipt_handed_out(docket: Docket, pool: int, seen: Observation, view: PoolView, receipt: int) -> list[Finding]:
    name = block_name(BlockKind.RECEIPT, receipt, pool)
    if seen.out in (Out.NULL, Out.UNTOUCHED):
        return [docket.finding("RECEIPT-1", "BP_OK and a receipt", "BP_OK, and no receipt in *out")]
    findings = shape(docket, seen, pool)
    if findings and findings[-1].ends_trace:
        return findings
    is_known = receipt < view.receipts_known
    docket.checked["CLEAR-1"] += view.cleared_receipts and receipt == 0
    if seen.receipt_id != receipt:
        requirements = "CLEAR-1 RECEIPT-1" if view.cleared_receipts else "RECEIPT-1"
        return [*findings, docket.finding(requirements, f"id {receipt}", f"id {number_name(seen.receipt_id)}")]
    docket.checked["RECEIPT-3"] += is_known
    if seen.out != receipt or seen.is_new == is_known:
        requirements = "CLEAR-1 RECEIPT-3" if view.receipts_emptied_by == Kind.CLEAR else "RECEIPT-3"
        other = "another address" if seen.is_new else block_name(BlockKind.RECEIPT, seen.out, pool)
        return [*findings, docket.finding(requirements, f"{name}, where it was before", other)]
    docket.checked["RECEIPT-2"] += receipt in view.written_receipts
    if seen.dirty_count:
        findings.append(dirty(docket, "RECEIPT-2", BlockKind.RECEIPT, seen, pool))
    return findings


def judge_reset_receipts(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view = docket.pools[operation.pool]
    view.state, _ = model.step(view.state, model.ResetReceipts())
    view.note_reset()
    return docket.void("", seen)


def judge_clear(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view = docket.pools[operation.pool]
    view.note_clear()
    view.state, _ = model.step(view.state, model.Clear())
    note_clear(docket, view)
    return docket.void("CLEAR-1", seen)
