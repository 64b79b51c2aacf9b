"""A counterexample as a picture, frame by frame: how the pool ought to stand, and which block each call was about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from poolproof.reference import promises
from poolproof.reference.promises import Lends, PoolState
from poolproof.spec.contracts import Contract, default_contract

from ..judge import MODELLED_SOA_CAPACITY
from ..judge.counters import told
from ..judge.wording import words_of
from ..observations import Observation, State, Step, Trace
from ..operations import Flag, Kind, Operation, Target, size_of
from ..repeated import parts_of
from .steps import Line, lines

_FRAMES_AT_MOST: Final = 40
_BLOCKS_AT_MOST: Final = 32
"""Of the free ones and of the lent ones: more would be no picture."""

_FREE: Final = {
    "any": "free, in no order",
    "lifo": "free stack, next first",
    "fifo": "free queue, next first",
    "lowest-address": "free, the lowest address first, as far as it is known",
}
_OWN_BLOCKS: Final = frozenset({Target.LENT, Target.RETURNED, Target.REVOKED, Target.INTERIOR, Target.NEIGHBOUR, Target.UNLENT})
"""Addresses of a return that are a block's of the pool, or near one."""


def picture(trace: Trace, contract: Contract | None = None) -> dict[str, object]:
    """The last frames of a counterexample as plain data; ``omitted``: how many lines came before them.

    A frame shows the pools of the model after its call. In the last, where the subject left the model, it is the pool that the
    call should have met or made."""
    contract = contract or default_contract()
    shown = lines(trace, contract)
    chosen = shown[-_FRAMES_AT_MOST:]
    return {
        "omitted": len(shown) - len(chosen),
        "words": _words(contract),
        "frames": list(_Film(contract).frames(trace, chosen)),
    }


def _words(contract: Contract) -> dict[str, str]:
    """How a picture of such a pool is lettered."""
    words = words_of(contract)
    return {"block": words.block, "record": words.record, "free": _FREE[contract.order.reuse]}


class _Film:
    """The pools of the model, as they go along with a trace."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._pools: dict[int, PoolState] = {}

    def frames(self, trace: Sequence[Step], chosen: Sequence[Line]) -> Iterator[dict[str, object]]:
        ends = {line.last: line for line in chosen}
        for number, step in _numbered(trace):
            is_last = number == len(trace)
            due = self._due(step) if is_last else None
            wrong = is_last and _block(step) is not None and self._is_wrong(step)
            self._follow(step)
            line = ends.get(number)
            if line is not None:
                yield {
                    "first": line.first,
                    "last": line.last,
                    "call": line.call,
                    "result": line.result,
                    "buffer": _block(step),
                    "due": due,
                    "wrong": wrong,
                    "pools": [self._pool(at, state) for at, state in sorted(self._pools.items())],
                }

    def _follow(self, step: Step) -> None:
        """Take the model past a step. Where the subject did not what it does, it stays as it is."""
        operation, seen = step.operation, step.observation
        if seen.state != State.DONE or seen.status or seen.ending:
            return
        if operation.kind == Kind.CREATE:
            self._follow_create(operation, seen)
        elif operation.kind == Kind.DESTROY:
            self._pools.pop(operation.pool, None)
        elif operation.pool in self._pools:
            asked = self._asked(operation, seen)
            if asked is None:
                return
            state = self._pools[operation.pool]
            record = state.records_taken if operation.kind == Kind.TAKE and seen.out == state.records_taken else None
            block = seen.target if operation.kind == Kind.RETURN else seen.out
            if operation.kind == Kind.GET and seen.out < 0:
                return
            after = promises.step(self._contract, state, asked, promises.Seen(0, block, seen.address, record))
            if isinstance(after, PoolState):
                self._pools[operation.pool] = after

    def _follow_create(self, operation: Operation, seen: Observation) -> None:
        block, sequence = self._contract.block, self._contract.sequence
        records = sequence.count if sequence is not None else 0
        count = block.count
        if not operation.flags & Flag.DEFAULT_CONFIG:
            count = operation.capacities[0]
            records = operation.capacities[1] if self._contract.binding == 1 else records
        # a pool of another size is followed as what it says that it is
        if seen.usage_observed:
            count, records = seen.soa_total, seen.receipts_total
        elif block.capacity == "exact":
            count = told(seen).get("capacity", count)
        if 0 < count <= MODELLED_SOA_CAPACITY and (records > 0 or sequence is None):
            self._pools[operation.pool] = promises.create(self._contract, count, records)

    def _asked(self, operation: Operation, seen: Observation) -> promises.Operation | None:
        match operation.kind:
            case Kind.GET:
                return promises.Get(size_of(operation, self._contract) if self._contract.size is not None else None)
            case Kind.RETURN if not operation.is_misuse:
                is_lent = seen.target in self._pools[operation.pool].lent
                return promises.Return(seen.target) if is_lent else None
            case Kind.TAKE if self._contract.sequence is not None:
                return promises.Take()
            case Kind.RESET:
                return promises.Reset()
            case Kind.CLEAR:
                return promises.Clear()
        return None

    def _due(self, step: Step) -> dict[str, int] | None:
        """The block that a get had to hand out, and did not; where several would have been right, none is named."""
        operation, seen = step.operation, step.observation
        state = self._pools.get(operation.pool)
        asked = self._asked(operation, seen) if state is not None and operation.kind == Kind.GET else None
        if state is None or asked is None:
            return None
        due = promises.expected(self._contract, state, asked)
        if not isinstance(due, Lends) or not self._is_wrong(step):
            return None
        number = due.allowed.one
        if number is None and due.allowed.fresh and not due.allowed.several:
            number = _next_fresh(state)
        return None if number is None or number == seen.out else {"pool": operation.pool, "number": number}

    def _is_wrong(self, step: Step) -> bool:
        """Whether the block of the step is what is wrong with it: it must not have been handed out, or taken back; or none
        was handed out where one was due."""
        operation, seen = step.operation, step.observation
        state = self._pools.get(operation.pool)
        if operation.kind == Kind.RETURN:
            return operation.is_misuse and seen.status == 0 and not seen.ending
        asked = self._asked(operation, seen) if state is not None and operation.kind == Kind.GET else None
        if state is None or asked is None:
            return False
        due = promises.expected(self._contract, state, asked)
        if seen.status or seen.out < 0:
            return isinstance(due, Lends)
        after = promises.step(self._contract, state, asked, promises.Seen(0, seen.out, seen.address))
        return not isinstance(after, PoolState)

    def _pool(self, pool: int, state: PoolState) -> dict[str, object]:
        return {
            "pool": pool,
            "soa_capacity": state.block_count,
            "soa_in_use": len(state.lent),
            "receipt_capacity": state.record_count,
            "receipts_in_use": state.records_taken,
            "free": list(islice(_free_in_order(self._contract, state), _BLOCKS_AT_MOST)),
            "lent": list(islice(state.lent, _BLOCKS_AT_MOST)),
        }


def _next_fresh(state: PoolState) -> int:
    """The number of the next block that was not lent since create, or since a clear that brought its order back."""
    return min(state.free.fresh_lent, state.known)


def _free_in_order(contract: Contract, state: PoolState) -> Iterator[int]:
    """The free blocks, those first that may come first."""
    free = state.free
    fresh = range(_next_fresh(state), _next_fresh(state) + free.fresh)
    came_back = (*free.newest, *free.oldest) if contract.order.reuse != "fifo" else (*free.oldest, *reversed([*free.newest]))
    known = (*came_back, *(number for _, number in free.lowest), *sorted(free.loose))
    fresh_first = contract.order.fresh_first or contract.order.reuse == "fifo"
    yield from (*fresh, *known) if fresh_first else (*known, *fresh)


def _numbered(trace: Sequence[Step]) -> Iterator[tuple[int, Step]]:
    """The steps by their numbers from 1: of what comes again and again, the first round and the last."""
    before = 0
    for body, times in parts_of(trace):
        for number in dict.fromkeys((0, times - 1)):
            yield from enumerate(body, start=before + number * len(body) + 1)
        before += len(body) * times


def _block(step: Step) -> dict[str, int] | None:
    """The block that was handed out, given back or written to."""
    operation, seen = step.operation, step.observation
    number = {Kind.GET: seen.out, Kind.RETURN: seen.target, Kind.WRITE: seen.target}.get(operation.kind, -1)
    if number < 0 or (operation.kind == Kind.RETURN and operation.target not in _OWN_BLOCKS):
        return None
    return {"pool": operation.pool, "number": number}
