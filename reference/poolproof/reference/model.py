"""The model: what a pool does, as a pure step from (state, operation) to (state, outcome).

Buffers are numbered in the order in which a fresh pool hands them out when nothing is returned: the first ``get_soa`` of a
pool's life yields buffer 0. Which address stands behind a number is the implementation's choice (deviation 8), so the model
never speaks of addresses; whoever compares a real pool with it learns the address of a number when it is lent first.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from poolproof.reference.persistent import EMPTY_STACK, NumberSet, Stack
from poolproof.spec import Status
from poolproof.spec.usage import Usage as Usage

LANES: Final = 8
"""Lanes of an SoA buffer, the largest run: fixed by version 1 of the binding (GUARD-1, GUARD-2)."""


@dataclass(frozen=True, slots=True)
class PoolState:
    """Everything that a pool remembers between two operations."""

    soa_capacity: int
    receipt_capacity: int
    free: Stack
    """Free buffers: the top is the next to be lent (ORDER-1)."""
    lent: NumberSet
    receipts_in_use: int


class NotABuffer(enum.Enum):
    """Addresses that are no buffer of the pool they are returned to (OWN-1)."""

    NULL = "null"
    FOREIGN = "foreign"
    OTHER_POOL = "other_pool"
    RECEIPT = "receipt"
    INTERIOR = "interior"


@dataclass(frozen=True, slots=True)
class GetSoa:
    size: int


@dataclass(frozen=True, slots=True)
class ReturnSoa:
    buffer: int | NotABuffer


@dataclass(frozen=True, slots=True)
class GetReceipt:
    pass


@dataclass(frozen=True, slots=True)
class ResetReceipts:
    pass


@dataclass(frozen=True, slots=True)
class Clear:
    pass


PoolOperation: TypeAlias = GetSoa | ReturnSoa | GetReceipt | ResetReceipts | Clear


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the caller learns. ``buffer`` and ``receipt`` are numbers of the model; both are None on a refusal (REFUSE-1)."""

    status: Status
    buffer: int | None = None
    receipt: int | None = None


SUCCESS: Final = Outcome(Status.OK)


def create(soa_capacity: int, receipt_capacity: int) -> PoolState:
    """Return the state of a new pool (CREATE-2). Raises ValueError for a capacity below 1 (CREATE-3)."""
    if soa_capacity < 1 or receipt_capacity < 1:
        raise ValueError(f"a capacity must be at least 1, not {soa_capacity} buffers and {receipt_capacity} receipts")
    return PoolState(soa_capacity, receipt_capacity, _creation_order(soa_capacity), NumberSet(), 0)


def step(state: PoolState, operation: PoolOperation) -> tuple[PoolState, Outcome]:
    """Apply one operation. A refusal returns the same state object (REFUSE-1)."""
    match operation:
        case GetSoa(size):
            return _get_soa(state, size)
        case ReturnSoa(buffer):
            return _return_soa(state, buffer)
        case GetReceipt():
            return _get_receipt(state)
        case ResetReceipts():
            return _with(state, state.free, state.lent, receipts_in_use=0), SUCCESS
        case Clear():
            return create(state.soa_capacity, state.receipt_capacity), SUCCESS


def usage(state: PoolState) -> Usage:
    """Return what ``capacity_usage`` must say in this state (USAGE-1)."""
    return Usage(len(state.lent), state.soa_capacity, state.receipts_in_use, state.receipt_capacity)


def is_valid(state: PoolState) -> bool:
    """Hold for every state that can be reached: free and lent partition the buffers, and nothing is out of range."""
    return (
        len(state.free) + len(state.lent) == state.soa_capacity
        and {*state.free, *state.lent} == set(range(state.soa_capacity))
        and 0 <= state.receipts_in_use <= state.receipt_capacity
    )


@cache
def _creation_order(soa_capacity: int) -> Stack:
    free = EMPTY_STACK
    for buffer in reversed(range(soa_capacity)):
        free = free.push(buffer)
    return free


def _with(state: PoolState, free: Stack, lent: NumberSet, receipts_in_use: int) -> PoolState:
    """The state with these parts: ``dataclasses.replace`` takes longer than all the rest of a step."""
    return PoolState(state.soa_capacity, state.receipt_capacity, free, lent, receipts_in_use)


def _get_soa(state: PoolState, size: int) -> tuple[PoolState, Outcome]:
    if size > LANES:  # before the capacity: GUARD-3
        return state, Outcome(Status.INVALID_SIZE)
    if not state.free:
        return state, Outcome(Status.EXHAUSTED)
    buffer = state.free.top
    after = _with(state, state.free.below, state.lent.with_number(buffer), state.receipts_in_use)
    return after, Outcome(Status.OK, buffer=buffer)


def _return_soa(state: PoolState, buffer: int | NotABuffer) -> tuple[PoolState, Outcome]:
    if isinstance(buffer, NotABuffer) or not 0 <= buffer < state.soa_capacity:
        return state, Outcome(Status.NOT_OWNED)
    if buffer not in state.lent:
        return state, Outcome(Status.NOT_IN_USE)
    after = _with(state, state.free.push(buffer), state.lent.without_number(buffer), state.receipts_in_use)
    return after, SUCCESS


def _get_receipt(state: PoolState) -> tuple[PoolState, Outcome]:
    if state.receipts_in_use == state.receipt_capacity:
        return state, Outcome(Status.RECEIPTS_EXHAUSTED)
    receipt = state.receipts_in_use
    return _with(state, state.free, state.lent, receipt + 1), Outcome(Status.OK, receipt=receipt)
