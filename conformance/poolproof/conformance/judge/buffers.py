"""Buffers: which one must be lent, which return must be taken, and what is refused."""

from __future__ import annotations

from poolproof.reference import model
from poolproof.spec import Status

from ..foreign_words import foreign_text
from ..names import block_name, pool_name, status_name
from ..observations import BlockKind, Observation, Out
from ..operations import DOUBLE_RETURNS, Operation, Target
from .answers import answer_name, answer_to
from .docket import Docket
from .finding import Finding
from .following import state_following
from .handing_out import dirty, nothing_handed_out, shape
from .orders import note_return, order_of_get
from .pool_view import PoolView


def judge_get_soa(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view = docket.pools[operation.pool]
    if docket.follows_order or view.order is not None:
        view.state = state_following(view, seen)
    after, outcome = model.step(view.state, model.GetSoa(operation.value))
    if outcome.status != Status.OK:
        return _refused_get(docket, operation, seen, view, outcome.status)
    docket.checked["GUARD-1"] += 1
    if view.exhausted:  # and something was returned since, or there would be nothing to get
        docket.checked["CAP-3"] += 1
    if seen.status != Status.OK:
        return [docket.finding(_blame_refused_get(view, seen), "BP_OK", _refusal_text(seen, view))]
    assert outcome.buffer is not None
    findings = _handed_out(docket, operation, seen, view, outcome.buffer)
    if any(finding.ends_trace for finding in findings):
        return findings
    out_of_order = order_of_get(docket, view, seen)
    if out_of_order is not None:
        return [*findings, out_of_order]
    view.state = after
    view.soa_known = max(view.soa_known, outcome.buffer + 1)
    view.written_soa.discard(outcome.buffer)
    if view.is_full:
        docket.checked["CAP-1"] += 1
        docket.checked["CLEAR-1"] += view.cleared_while_lent
        view.cleared_while_lent = False
    return findings


def _refused_get(docket: Docket, operation: Operation, seen: Observation, view: PoolView, status: Status) -> list[Finding]:
    size = docket.contract.size
    answer = size.too_large if status == Status.INVALID_SIZE and size is not None else docket.contract.block.exhausted
    if status == Status.INVALID_SIZE:
        requirement = "GUARD-3" if view.is_full and seen.status == Status.EXHAUSTED else "GUARD-2"
        docket.checked["GUARD-2"] += 1
        docket.checked["GUARD-3"] += view.is_full
    else:
        requirement = "CAP-2"
        docket.checked["CAP-2"] += 1
    if not docket.fits(answer, seen):
        observed = status_name(seen.status)
        if seen.status == Status.OK and seen.out >= 0:
            observed += f", {block_name(BlockKind.SOA, seen.out, operation.pool)}"
        why = f"{operation.value} > 8" if status == Status.INVALID_SIZE else f"all {view.state.soa_capacity} are lent"
        return [docket.finding(requirement, f"{answer_name(answer)}: {why}", observed)]
    view.note_refusal(exhausted=status == Status.EXHAUSTED)
    return nothing_handed_out(docket, "REFUSE-1", seen)


def _handed_out(docket: Docket, operation: Operation, seen: Observation, view: PoolView, buffer: int) -> list[Finding]:
    """A get that succeeded, as it had to. Was it the right buffer, and in the right shape?"""
    pool = operation.pool
    if seen.out in (Out.NULL, Out.UNTOUCHED):
        return [docket.finding("ORDER-1", "BP_OK and a buffer", "BP_OK, and no buffer in *out")]
    findings = shape(docket, seen, pool)
    if findings and findings[-1].ends_trace:
        return findings
    is_known = buffer < view.soa_known
    if is_known:
        docket.checked["ORDER-1"] += 1
        docket.checked["ORDER-2"] += view.refused
        docket.checked["ORDER-3"] += view.cleared
    if seen.out != buffer or seen.is_new == is_known:
        return [*findings, _wrong_buffer(docket, seen, view, buffer, pool)]
    # What was never written might be blank by luck.
    docket.checked["ZERO-1"] += buffer in view.written_soa
    if seen.dirty_count and docket.contract.contents.at_get.is_promised:
        findings.append(dirty(docket, "ZERO-1", BlockKind.SOA, seen, pool))
    return findings


def _wrong_buffer(docket: Docket, seen: Observation, view: PoolView, buffer: int, pool: int) -> Finding:
    if seen.is_new and view.soa_known >= view.state.soa_capacity:
        expected = f"one of its {view.state.soa_capacity} buffers"
        return docket.finding("CAP-2 ORDER-1", expected, f"buffer number {view.soa_known + 1}: the pool grew")
    requirement = "ORDER-3" if view.cleared else "ORDER-2" if view.refused else "ORDER-1"
    expected = f"{block_name(BlockKind.SOA, buffer, pool)}, {_why_next(view, buffer)}"
    observed = "a buffer never lent before" if seen.is_new else block_name(BlockKind.SOA, seen.out, pool)
    return docket.finding(requirement, expected, observed)


def judge_return_soa(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view = docket.pools[operation.pool]
    if operation.is_misuse:
        return _misuse(docket, operation, seen)
    after, outcome = model.step(view.state, model.ReturnSoa(seen.target))
    name = block_name(BlockKind.SOA, seen.target, operation.pool)
    if outcome.status != Status.OK:
        observed = f"its holder's own books say that {name} is lent, which can't be: they were written to"
        return [docket.finding("SAFE-1", "nothing but what is the pool's is written to", observed)]
    if seen.status != Status.OK:
        own = "OWN-2" if seen.status == Status.NOT_IN_USE else "OWN-1"
        return [docket.finding(f"CAP-3 {own}", f"BP_OK: {name} is lent", status_name(seen.status))]
    view.state = after
    note_return(docket, view, seen)
    return []


def _misuse(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    misuse = docket.contract.misuse
    answers = (misuse.double, misuse.foreign) if operation.target == Target.UNLENT else (answer_to(misuse, operation.target),)
    is_double = operation.target in DOUBLE_RETURNS and not (len(answers) > 1 and docket.fits(misuse.foreign, seen))
    requirement = "OWN-2" if is_double else "OWN-1"
    docket.checked[requirement] += 1
    if not any(docket.fits(each, seen) for each in answers):
        why = _why_misuse(operation, seen)
        expected = " or ".join(map(answer_name, answers))
        return [docket.finding(requirement, f"{expected}: {why}", status_name(seen.status))]
    return []


def _blame_refused_get(view: PoolView, seen: Observation) -> str:
    if seen.status == Status.INVALID_SIZE:
        return "GUARD-1"
    if view.cleared_while_lent:
        return "CLEAR-1 CAP-1"
    if view.exhausted:
        return "CAP-3"
    return "CAP-1"


def _refusal_text(seen: Observation, view: PoolView) -> str:
    return f"{status_name(seen.status)}, with {len(view.state.lent)} of {view.state.soa_capacity} lent"


def _why_next(view: PoolView, buffer: int) -> str:
    if buffer >= view.soa_known:
        return "which was never lent"
    if view.cleared:
        return "which is next in the order after create"
    return "the one returned last"


def _why_misuse(operation: Operation, seen: Observation) -> str:
    pool = operation.pool
    name = block_name(BlockKind.SOA, seen.target, pool)
    return {
        Target.RETURNED: f"{name} was returned before",
        Target.REVOKED: f"{name} was revoked by clear",
        Target.NULL: "NULL is no buffer",
        Target.FOREIGN: foreign_text(operation, seen.target),
        Target.OTHER_POOL: "a buffer of another pool",
        Target.RECEIPT: f"{block_name(BlockKind.RECEIPT, seen.target, pool)} is a receipt",
        Target.INTERIOR: f"an address inside {name}",
        Target.NEIGHBOUR: f"an address beside {name}, and no buffer",
        Target.HANDLE: f"the handle of {pool_name(pool)}",
        Target.GONE: "a buffer of a pool that has ended",
        Target.UNLENT: "nothing was lent there since create",
    }[Target(operation.target)]
