"""Blocks: which one may be lent, which return must be taken, and what is answered to all else."""

from __future__ import annotations

from functools import lru_cache

from poolproof.reference import promises
from poolproof.reference.promises import Answers, Broken, Get, Lends, PoolState, Return, Rule, Seen
from poolproof.spec import Status
from poolproof.spec.contracts import Answer, How

from ..foreign_words import foreign_text
from ..names import block_name, pool_name
from ..observations import LentKind, Observation, Out
from ..operations import DOUBLE_RETURNS, Operation, Target, size_of
from .answers import answer_to
from .docket import Docket
from .endings import judge_ending
from .finding import Finding
from .handing_out import dirty, nothing_handed_out, shape
from .pool_view import PoolView

_NUMBERS_AT_MOST = 4
"""How many blocks that would be right a finding names."""


def judge_get(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view, contract = docket.pools[operation.pool], docket.contract
    size = size_of(operation, contract) if contract.size is not None else None
    is_too_large = size is not None and contract.size is not None and size > contract.size.largest
    asked = _get(size)
    due = promises.expected(contract, view.state, asked)
    if isinstance(due, Answers):
        return _refused_get(docket, operation, seen, view, due.answers, is_too_large=is_too_large)
    assert isinstance(due, Lends)
    if due.or_answers is not None and (seen.ending or docket.code(seen) != 0):
        return _refused_get(docket, operation, seen, view, (due.or_answers,), is_too_large=False)
    docket.checked["GUARD-1"] += contract.size is not None
    docket.checked["CAP-3"] += view.exhausted  # and something was returned since, or there would be nothing to get
    if seen.ending or docket.code(seen) != 0:
        return [docket.finding(_blame_refused_get(docket, view, seen), docket.words.success, _refusal_text(docket, seen, view))]
    return _handed_out(docket, operation, seen, view, due)


@lru_cache(maxsize=1 << 12)
def _get(size: int | None) -> Get:
    return Get(size)


def _refused_get(
    docket: Docket,
    operation: Operation,
    seen: Observation,
    view: PoolView,
    answers: tuple[Answer, ...],
    *,
    is_too_large: bool,
) -> list[Finding]:
    """A get that should not succeed."""
    exhausted = docket.contract.block.exhausted
    if is_too_large:
        as_exhausted = view.is_full and docket.fits(exhausted, seen)
        requirement = "GUARD-2"
        if view.is_full and "GUARD-3" not in docket.unpromised:
            requirement = "GUARD-3" if as_exhausted else "GUARD-2 GUARD-3"
        docket.checked["GUARD-2"] += 1
        docket.checked["GUARD-3"] += view.is_full
    else:
        requirement = "CAP-1" if "CAP-2" in docket.unpromised else "CAP-2"
        docket.checked[requirement] += 1
    asked = f"{size_of(operation, docket.contract)} > {_largest(docket)}"
    why = asked if is_too_large else f"all {view.state.block_count} are lent"
    expected = f"{' or '.join(map(docket.words.answer, answers))}: {why}"
    if seen.ending or all(each.how is How.ABORTS for each in answers):
        aborts = any(each.how is How.ABORTS for each in answers)
        return judge_ending(docket, seen, requirement, expected, aborts=aborts, also=answers)
    if not any(docket.fits(each, seen) for each in answers):
        observed = docket.words.status(seen.status)
        if docket.code(seen) == 0 and seen.out >= 0:
            observed += f", {block_name(LentKind.BLOCK, seen.out, operation.pool)}"
        return [docket.finding(requirement, expected, observed)]
    view.note_refusal(exhausted=not is_too_large)
    return nothing_handed_out(docket, "REFUSE-1", seen)


def _largest(docket: Docket) -> int:
    return docket.contract.size.largest if docket.contract.size is not None else 0


def _handed_out(docket: Docket, operation: Operation, seen: Observation, view: PoolView, due: Lends) -> list[Finding]:
    """A get that succeeded, as it had to. Was it the right block, and in the right shape?"""
    pool, words, state = operation.pool, docket.words, view.state
    if seen.out in (Out.NULL, Out.UNTOUCHED):
        expected = f"{words.success} and a {words.block}"
        requirement = "CAP-1" if "ORDER-1" in docket.unpromised else "ORDER-1"
        return [docket.finding(requirement, expected, f"{words.success}, and no {words.block} in *out")]
    findings = shape(docket, seen, pool)
    if findings and findings[-1].ends_trace:
        return findings
    _count(docket, seen, view)
    if seen.is_new != (seen.out >= state.known):
        return [*findings, _wrong_block(docket, seen, view, due, Rule.WRONG_BLOCK, pool)]
    after = promises.step(docket.contract, state, _get(None), Seen(0, seen.out, seen.address))
    if isinstance(after, Broken):
        return [*findings, _wrong_block(docket, seen, view, due, after.rule, pool)]
    findings += _contents(docket, seen, view, pool)
    view.state = after
    if view.is_full:
        _note_full(docket, view)
    return findings


def note_drain(docket: Docket, view: PoolView, times: int) -> None:
    """So many more never-lent blocks were lent in turn, each of them as it had to be."""
    for requirement in ("SAFE-1", "ISO-2", "ISO-3", "BOUND-1"):
        docket.checked[requirement] += times
    docket.checked["ISO-1"] += times if docket.contract.block.align > 1 else 0
    docket.checked["ORDER-4"] += times
    view.state = promises.after_drain(view.state, times)
    if view.is_full:
        _note_full(docket, view)


def _count(docket: Docket, seen: Observation, view: PoolView) -> None:
    checked = docket.checked
    checked["ORDER-4"] += seen.is_new and view.state.last_fresh_address is not None
    if seen.is_new and docket.contract.order.reuse == "lifo" and not docket.contract.order.fresh_first:
        return
    checked["ORDER-1"] += 1
    checked["ORDER-2"] += view.refused
    checked["ORDER-3"] += view.cleared


def _note_full(docket: Docket, view: PoolView) -> None:
    docket.checked["CAP-1"] += 1
    docket.checked["CREATE-2"] += not view.is_counted
    docket.checked["CLEAR-1"] += view.cleared_while_lent
    view.cleared_while_lent = False


def _contents(docket: Docket, seen: Observation, view: PoolView, pool: int) -> list[Finding]:
    """ZERO-1, KEEP-1. What was never written might be blank by luck, and no other byte is."""
    fill = docket.contract.contents.at_get
    requirement = "KEEP-1" if fill.kept else "ZERO-1"
    docket.checked[requirement] += seen.out in view.written or bool(fill.byte)
    if not fill.kept:
        view.written.discard(seen.out)
    if not seen.dirty_count or not fill.is_promised:
        return []
    return [dirty(docket, requirement, LentKind.BLOCK, seen, pool)]


def _wrong_block(docket: Docket, seen: Observation, view: PoolView, due: Lends, rule: Rule, pool: int) -> Finding:
    words, state = docket.words, view.state
    if rule is Rule.GREW or (seen.is_new and state.known >= state.block_count and docket.contract.block.capacity == "exact"):
        expected = f"one of its {state.block_count} {words.block}s"
        return docket.finding("CAP-2 ORDER-1", expected, f"{words.block} number {state.known + 1}: the pool grew")
    observed = f"a {words.block} never lent before" if seen.is_new else block_name(LentKind.BLOCK, seen.out, pool)
    if rule is Rule.FRESH_ORDER:
        fresh = docket.contract.order.fresh if docket.contract.order.fresh != "any" else "ascending"
        where = "below" if fresh == "ascending" else "above"
        expected = f"never-lent {words.block}s {fresh} by address"
        return docket.finding("ORDER-4 ORDER-1", expected, f"{observed}, {where} the one before")
    requirement = "ORDER-3" if view.cleared else "ORDER-2" if view.refused else "ORDER-1"
    requirement += " ORDER-1" if requirement in docket.unpromised else ""
    return docket.finding(requirement, _allowed_text(docket, view, due, pool), observed)


def _allowed_text(docket: Docket, view: PoolView, due: Lends, pool: int) -> str:
    """Which block was due, and why."""
    allowed, order, words = due.allowed, docket.contract.order, docket.words
    fresh = f"a {words.block} never lent before"
    if order.reuse == "lifo" and not order.fresh_first:
        if allowed.one is not None:
            return f"{block_name(LentKind.BLOCK, allowed.one, pool)}, the one returned last"
        again = view.state.free.fresh_lent
        if not allowed.several and again < view.state.known:
            return f"{block_name(LentKind.BLOCK, again, pool)}, which is next in the order after create"
        if not allowed.several:
            return f"{block_name(LentKind.BLOCK, view.state.known, pool)}, which was never lent"
    one = [] if allowed.one is None else [block_name(LentKind.BLOCK, allowed.one, pool)]
    several = list(allowed.several)
    names = one + [block_name(LentKind.BLOCK, each, pool) for each in several[:_NUMBERS_AT_MOST]]
    names += ["another that clear freed"] * (len(several) > _NUMBERS_AT_MOST) + [fresh] * allowed.fresh
    return f"{' or '.join(names)}: {_ORDERS[order.reuse]}"


_ORDERS = {
    "any": "whichever is free",
    "lifo": "the one returned last, or by contract a never-lent one first",
    "fifo": "the one that has been free longest",
    "lowest-address": "the free one with the lowest address",
}


def judge_return(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view = docket.pools[operation.pool]
    if operation.is_misuse:
        return _misuse(docket, operation, seen)
    name = block_name(LentKind.BLOCK, seen.target, operation.pool)
    if seen.target not in view.state.lent:
        observed = f"its holder's own books say that {name} is lent, which can't be: they were written to"
        return [docket.finding("SAFE-1", "nothing but what is the pool's is written to", observed)]
    docket.checked["CAP-3"] += docket.contract.binding != 1
    if docket.code(seen) != 0:
        own = "OWN-2" if seen.status == Status.NOT_IN_USE else "OWN-1"
        requirements = f"CAP-3 {own}" if docket.contract.binding == 1 else "CAP-3"
        return [docket.finding(requirements, f"{docket.words.success}: {name} is lent", docket.words.status(seen.status))]
    after = promises.step(docket.contract, view.state, Return(seen.target), Seen(0, seen.target, seen.address))
    assert isinstance(after, PoolState)
    view.state = after
    view.returned = True
    return []


def _misuse(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    misuse = docket.contract.misuse
    answers = (misuse.double, misuse.foreign) if operation.target == Target.UNLENT else (answer_to(misuse, operation.target),)
    expected = f"{' or '.join(map(docket.words.answer, answers))}: {_why_misuse(docket, operation, seen)}"
    if answers[0].how is How.ABORTS:
        docket.checked["ABORT-1"] += 1
        return judge_ending(docket, seen, "ABORT-1", expected, aborts=True)
    is_double = operation.target in DOUBLE_RETURNS and not (len(answers) > 1 and docket.fits(misuse.foreign, seen))
    requirement = "OWN-2" if is_double else "OWN-1"
    docket.checked[requirement] += any(each.is_refusal for each in answers)
    if not any(docket.fits(each, seen) for each in answers):
        return [docket.finding(requirement, expected, docket.words.status(seen.status))]
    return []


def _blame_refused_get(docket: Docket, view: PoolView, seen: Observation) -> str:
    size = docket.contract.size
    is_as_exhausted = docket.fits(docket.contract.block.exhausted, seen)
    is_as_too_large = size is not None and docket.fits(size.too_large, seen)
    if is_as_too_large and not is_as_exhausted:
        return "GUARD-1"
    if view.cleared_while_lent:
        return "CLEAR-1 CAP-1"
    if view.exhausted or view.is_full:  # of what it lends beyond its count, what came back is there for certain
        return "CAP-3"
    requirements = "CAP-1" if view.is_counted else "CAP-1 CREATE-2"
    if size is None or view.state.lent or docket.contract.binding == 1 or (is_as_exhausted and not is_as_too_large):
        return requirements
    return f"GUARD-1 {requirements}"  # nothing is lent, and the answer is not the one to that alone: it may be the size


def _refusal_text(docket: Docket, seen: Observation, view: PoolView) -> str:
    return f"{docket.words.status(seen.status)}, with {len(view.state.lent)} of {view.state.block_count} lent"


def _why_misuse(docket: Docket, operation: Operation, seen: Observation) -> str:
    pool, words = operation.pool, docket.words
    name = block_name(LentKind.BLOCK, seen.target, pool)
    return {
        Target.RETURNED: f"{name} was returned before",
        Target.REVOKED: f"{name} was revoked by clear",
        Target.NULL: f"NULL is no {words.block}",
        Target.FOREIGN: foreign_text(operation, seen.target),
        Target.OTHER_POOL: f"a {words.block} of another pool",
        Target.RECORD: f"{block_name(LentKind.RECORD, seen.target, pool)} is a {words.record}",
        Target.INTERIOR: f"an address inside {name}",
        Target.NEIGHBOUR: f"an address beside {name}, and no {words.block}",
        Target.HANDLE: f"the handle of {pool_name(pool)}",
        Target.GONE: f"a {words.block} of a pool that has ended",
        Target.UNLENT: "nothing was lent there since create",
    }[Target(operation.target)]
