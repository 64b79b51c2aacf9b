"""The model of every contract: a pure step from (contract, state, operation, what was seen) to a state, or to what was broken.

:func:`expected` says what may come of an operation; :func:`step` holds what was seen against it. Where a contract leaves a
choice to the pool (``any``), the state follows the choice that was seen.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from poolproof.reference import orders
from poolproof.reference.orders import Allowed, Free
from poolproof.reference.persistent import EMPTY_SET, NumberSet
from poolproof.spec.contracts import Answer, Contract, How


class PoolState(NamedTuple):
    """Everything that a pool of the contract remembers between two operations."""

    block_count: int
    """Blocks that it was asked for."""
    free: Free
    lent: NumberSet = EMPTY_SET
    known: int = 0
    """Blocks that were ever lent: they have the numbers below it."""
    last_fresh_address: int | None = None
    """Of the never-lent block that was lent last (ORDER-4)."""
    record_count: int = 0
    """How many records of the sequence there are."""
    records_taken: int = 0
    peak: int = 0


Remembered: TypeAlias = tuple[tuple[int, ...], NumberSet, int]


class Wrong(enum.Enum):
    """An address that is no lent block: which promise says what becomes of its return."""

    NULL = "null"
    FOREIGN = "foreign"
    OTHER_POOL = "other_pool"
    INTERIOR = "interior"
    DOUBLE = "double"
    REVOKED = "revoked"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Get:
    """``size``: None where get takes none."""

    size: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    block: int | Wrong


@dataclass(frozen=True, slots=True)
class Take:
    pass


@dataclass(frozen=True, slots=True)
class Reset:
    pass


@dataclass(frozen=True, slots=True)
class Clear:
    pass


Operation: TypeAlias = Get | Return | Take | Reset | Clear


class Seen(NamedTuple):
    """What came of an operation. ``code``: 0, or the code of a refusal, a number or an exception's name; ``block``: the number
    of the block lent, or given back, in the order in which the pool first lent them; ``address``: its address, or anything that
    sorts like it; ``record``: the number of the record taken."""

    code: int | str = 0
    block: int | None = None
    address: int = 0
    record: int | None = None


class Lends(NamedTuple):
    """Success is due, with one of these blocks. ``or_answers``: what may come instead, where a pool holds at least so many."""

    allowed: Allowed
    or_answers: Answer | None = None


class Answers(NamedTuple):
    """Success is not due: this answer is. Several where the contract leaves open which comes first."""

    answers: tuple[Answer, ...]


class Succeeds(NamedTuple):
    """``record``: the number of the record that is due, of a take."""

    record: int | None = None


Expected: TypeAlias = Lends | Answers | Succeeds


class Rule(enum.Enum):
    """What can be broken."""

    REFUSED = "refused, and success was due"
    SUCCEEDED = "succeeded, and another answer was due"
    OTHER_CODE = "another code than the one that was promised"
    NOT_FREE = "a block that is lent already"
    WRONG_BLOCK = "another block than the one that was due"
    GREW = "one more block than there may be"
    FRESH_ORDER = "never-lent blocks in another order"
    WRONG_RECORD = "another record than the one that was due"


@dataclass(frozen=True, slots=True)
class Broken:
    rule: Rule
    expected: Expected


def create(contract: Contract, count: int, records: int | None = None) -> PoolState:
    """Return the state of a new pool of so many blocks, and records (the contract's where None)."""
    sequence = contract.sequence
    if records is None:
        records = sequence.count if sequence is not None else 0
    return PoolState(block_count=count, free=Free(fresh=count), record_count=records)


def expected(contract: Contract, state: PoolState, operation: Operation) -> Expected:
    """Return what may come of the operation in this state. Of a misuse that is not promised it is nothing: never ask."""
    match operation:
        case Get(size):
            return _expected_of_get(contract, state, size)
        case Return(Wrong() as wrong):
            return Answers((getattr(contract.misuse, wrong.value),))
        case Return(_):
            return Succeeds()
        case Take():
            assert contract.sequence is not None
            if state.records_taken == state.record_count:
                return Answers((contract.sequence.exhausted,))
            return Succeeds(state.records_taken)
        case _:
            return Succeeds()


def step(contract: Contract, state: PoolState, operation: Operation, seen: Seen) -> PoolState | Broken:
    """Return the state after the operation, or what it broke. What refuses, or ignores, changes nothing: the same state."""
    due = expected(contract, state, operation)
    match due:
        case Answers(answers):
            return _answered(state, due, answers, seen)
        case Lends(allowed, or_answers):
            if seen.code == 0:
                return _lent(contract, state, due, allowed, seen)
            return state if or_answers is not None and fits(or_answers, seen.code) else Broken(Rule.REFUSED, due)
        case Succeeds(record):
            if seen.code != 0:
                return Broken(Rule.REFUSED, due)
            if record is not None and seen.record != record:
                return Broken(Rule.WRONG_RECORD, due)
            return _done(contract, state, operation, seen)


def after_drain(state: PoolState, count: int) -> PoolState:
    """Return the state once so many more never-lent blocks were lent, one after the other, each of which might be. Where the
    last of them lies, it does not say: what was lent before it still stands there."""
    free = state.free._replace(fresh=max(state.free.fresh - count, 0), fresh_lent=state.free.fresh_lent + count)
    lent = state.lent.with_range(state.known, count)
    return state._replace(free=free, lent=lent, known=state.known + count, peak=max(state.peak, len(lent)))


def after_returns(contract: Contract, state: PoolState, last: int, count: int) -> PoolState:
    """Return the state once so many blocks came back, the one with the number ``last`` first, and those below it after it. Not
    of an order by address: where they lie is not told."""
    lent = state.lent.without_range(last - count + 1, count)
    free = state.free
    if contract.order.reuse == "any":
        return state._replace(free=free._replace(loose=free.loose.with_range(last - count + 1, count)), lent=lent)
    for number in range(last, last - count, -1):
        free = orders.front_brought_up(contract, free._replace(newest=free.newest.push(number)))
    return state._replace(free=free, lent=lent)


def fits(answer: Answer, code: int | str) -> bool:
    """Whether the code is one that the answer allows."""
    match answer.how:
        case How.REFUSED:
            return code == answer.code if answer.code is not None else code != 0
        case How.IGNORED:
            return True
        case _:
            return False  # it aborts: then there is no code; or it grows: then it is not asked


def is_exhausted(contract: Contract, state: PoolState) -> bool:
    """Whether a get finds nothing free, for certain."""
    return state.free.fresh == 0 and state.free.known_count == 0 and contract.block.capacity == "exact"


def what_is_due(state: PoolState) -> Remembered:
    """Return all of the state that decides what may come next, where blocks come back last in first out and a clear brings back
    the order after create: two states that agree in it are one."""
    free = state.free
    never_lent = range(free.fresh_lent, free.fresh_lent + free.fresh)
    return (*free.newest, *never_lent), state.lent, state.records_taken


def counters(contract: Contract, state: PoolState) -> dict[str, int]:
    """Return what each promised counter must say (USAGE-1, PEAK-1); of an at-least pool, only what is certain."""
    used = len(state.lent)
    values = {"used": used, "peak": state.peak}
    if contract.block.capacity == "exact":
        values |= {"capacity": state.block_count, "free": state.block_count - used}
    return {name: value for name, value in values.items() if getattr(contract.counters, name) != "none"}


def _expected_of_get(contract: Contract, state: PoolState, size: int | None) -> Expected:
    exhausted = contract.block.exhausted
    is_full = is_exhausted(contract, state)
    if size is not None and contract.size is not None and size > contract.size.largest:
        too_large = contract.size.too_large
        return Answers((too_large, exhausted) if is_full and not contract.size.before_capacity else (too_large,))
    if is_full:
        return Answers((exhausted,))
    nothing_certain = len(state.lent) >= state.block_count and state.free.known_count == 0
    may_refuse = contract.block.capacity == "at-least" and nothing_certain and exhausted.how is not How.GROWS
    return Lends(orders.allowed(contract, state.free), exhausted if may_refuse else None)


def _answered(state: PoolState, due: Answers, answers: tuple[Answer, ...], seen: Seen) -> PoolState | Broken:
    if any(fits(answer, seen.code) for answer in answers):
        return state
    return Broken(Rule.SUCCEEDED if seen.code == 0 else Rule.OTHER_CODE, due)


def _lent(contract: Contract, state: PoolState, due: Lends, allowed: Allowed, seen: Seen) -> PoolState | Broken:
    number = seen.block
    assert number is not None
    if number in state.lent:
        return Broken(Rule.NOT_FREE, due)
    is_new = number >= state.known
    is_fresh = is_new or not (allowed.holds(number) or _came_back(state.free, number))
    if is_fresh:
        broken = _wrong_fresh(contract, state, due, allowed, number, is_new, seen.address)
        if broken is not None:
            return broken
    elif not allowed.holds(number):
        return Broken(Rule.WRONG_BLOCK, due)
    lent = state.lent.with_number(number)
    return PoolState(
        state.block_count,
        orders.front_brought_up(contract, orders.taken(state.free, number, fresh=is_fresh)),
        lent,
        number + 1 if is_new else state.known,
        seen.address if is_fresh else state.last_fresh_address,
        state.record_count,
        state.records_taken,
        max(state.peak, len(lent)),
    )


def _came_back(free: Free, number: int) -> bool:
    """Whether it is among the free blocks that were lent since create."""
    return number in free.loose or number in free.newest or number in free.oldest or number in free.lowest.numbers


def _wrong_fresh(
    contract: Contract, state: PoolState, due: Lends, allowed: Allowed, number: int, is_new: bool, address: int
) -> Broken | None:
    """What is wrong with a block that was not lent since create, if anything."""
    if is_new and contract.block.capacity == "exact" and state.known >= state.block_count:
        return Broken(Rule.GREW, due)
    if not allowed.fresh:
        return Broken(Rule.WRONG_BLOCK, due)
    # A clear that brings back the order after create brings back the very blocks, where there is an order at all (ORDER-3), and
    # where it is known which blocks there are.
    is_known = contract.order.reuse != "any" and contract.block.capacity == "exact" and not state.free.fresh_is_loose
    if is_known and number != min(state.free.fresh_lent, state.known):
        return Broken(Rule.WRONG_BLOCK, due)
    if state.free.fresh_is_loose:
        return None
    if contract.order.reuse == "lowest-address" and state.free.lowest and address > state.free.lowest.lowest_address:
        return Broken(Rule.WRONG_BLOCK, due)
    sign = _sign_of_fresh(contract)
    if not sign or state.last_fresh_address is None or sign * (address - state.last_fresh_address) > 0:
        return None
    return Broken(Rule.FRESH_ORDER, due)


def _sign_of_fresh(contract: Contract) -> int:
    """1 where never-lent blocks ascend, -1 where they descend, 0 where they come in any order."""
    if contract.order.reuse == "lowest-address":
        return int(contract.block.capacity == "exact")
    return {"ascending": 1, "descending": -1}.get(contract.order.fresh, 0)


def _done(contract: Contract, state: PoolState, operation: Operation, seen: Seen) -> PoolState:
    match operation:
        case Return(int(block)):
            free = orders.given_back(contract, state.free, block, seen.address)
            return _with(state, orders.front_brought_up(contract, free), state.lent.without_number(block))
        case Take():
            return state._replace(records_taken=state.records_taken + 1)
        case Reset():
            return state._replace(records_taken=0)
        case _:
            return _cleared(contract, state)


def _cleared(contract: Contract, state: PoolState) -> PoolState:
    free = orders.cleared(contract, state.free, state.block_count, state.lent)
    last = None if contract.order.after_clear == "as-created" else state.last_fresh_address
    return state._replace(free=free, lent=EMPTY_SET, records_taken=0, last_fresh_address=last)


def _with(state: PoolState, free: Free, lent: NumberSet) -> PoolState:
    """The state with these parts: to replace them by name takes longer than all the rest of a step."""
    return PoolState(
        state.block_count,
        free,
        lent,
        state.known,
        state.last_fresh_address,
        state.record_count,
        state.records_taken,
        state.peak,
    )
