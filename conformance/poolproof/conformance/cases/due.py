"""What must come of the step that fails: the answers that are right, the blocks that may be lent, and the counters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from poolproof.reference import promises
from poolproof.reference.promises import Answers, Expected, Lends, PoolState, Succeeds
from poolproof.spec.contracts import Answer, Contract, How

from ..judge import answer_to
from ..judge.counters import told
from ..observations import Observation, Step
from ..operations import Flag, Kind, Operation, Target, size_of
from .books import Pool


@dataclass(frozen=True, slots=True)
class Due:
    """``succeeds``: whether success is right; ``answers``: what else is. ``blocks``: known ones that may be lent; ``fresh``: or
    one never lent before, which lies ``above`` this known one, or ``below`` that. ``record``: the one that must be taken.

    ``counters``: what each must be; where a pool may have more than its count, ``at_least`` that; ``usage``: that of
    bufferpool.h."""

    succeeds: bool = True
    answers: tuple[Answer, ...] = ()
    blocks: tuple[int, ...] = ()
    fresh: bool = False
    above: int | None = None
    below: int | None = None
    record: int | None = None
    counters: Mapping[str, int] = field(default_factory=dict)
    at_least: Mapping[str, int] = field(default_factory=dict)
    usage: tuple[int, int, int, int] | None = None

    @property
    def aborts(self) -> bool:
        """Whether the process ends, by promise."""
        return any(each.how is How.ABORTS for each in self.answers)


def due_of_create(contract: Contract, step: Step) -> Due:
    """What must come of a create."""
    operation, seen = step.operation, step.observation
    life, block = contract.life, contract.block
    count, records = counts_asked(contract, operation)
    if operation.runs_short and (step.death is not None or seen.status or seen.out < 0):
        return Due(succeeds=False, answers=(life.out_of_memory,))
    is_default = bool(operation.flags & Flag.DEFAULT_CONFIG)
    if 0 in ((count, records) if contract.binding == 1 else (count,)):
        return Due(succeeds=False, answers=(life.bad_config,))
    must = is_default or (contract.binding == 2 and block.counts.holds(count) and (block.all_counts or count == block.count))
    due = Due(answers=() if must else (life.bad_config,))
    return _counted(due, contract, promises.create(contract, count, records), seen)


def counts_asked(contract: Contract, operation: Operation) -> tuple[int, int]:
    """Blocks and records that a create asks for."""
    own = contract.sequence.count if contract.sequence is not None else 0
    if operation.flags & Flag.DEFAULT_CONFIG:
        return contract.block.count, own
    return operation.capacities if contract.binding == 1 else (operation.capacities[0], own)


def due_of(contract: Contract, pool: Pool, operation: Operation, target: int, seen: Observation) -> Due:
    """What must come of any other operation on a pool whose state is known."""
    state = pool.state
    assert state is not None
    if operation.kind == Kind.RETURN and operation.is_misuse:
        return _counted(_due_of_misuse(contract, operation), contract, state, seen)
    asked = asked_of(contract, operation, target)
    if asked is None:
        return _counted(Due(), contract, state, seen)
    expected = promises.expected(contract, state, asked)
    due = _due_of(contract, pool, state, expected)
    return _counted(due, contract, _after(contract, state, asked, expected, seen), seen)


def asked_of(contract: Contract, operation: Operation, target: int) -> promises.Operation | None:
    """The operation as the model has it; None for what the model does not look at."""
    match operation.kind:
        case Kind.GET:
            return promises.Get(size_of(operation, contract) if contract.size is not None else None)
        case Kind.RETURN if not operation.is_misuse:
            return promises.Return(target)
        case Kind.TAKE if contract.sequence is not None:
            return promises.Take()
        case Kind.RESET:
            return promises.Reset()
        case Kind.CLEAR:
            return promises.Clear()
    return None


def _due_of_misuse(contract: Contract, operation: Operation) -> Due:
    misuse = contract.misuse
    answer = answer_to(misuse, operation.target)
    if answer.how is How.IGNORED:
        return Due(answers=(answer,))
    if operation.target == Target.UNLENT:  # whether a block lies there, and is free, or none, only the pool knows
        return Due(succeeds=False, answers=(misuse.double, misuse.foreign))
    return Due(succeeds=False, answers=(answer,))


def _due_of(contract: Contract, pool: Pool, state: PoolState, expected: Expected) -> Due:
    match expected:
        case Answers(answers):
            return Due(succeeds=False, answers=answers)
        case Succeeds(record):
            return Due(record=record)
        case Lends(allowed, or_answers):
            one = () if allowed.one is None else (allowed.one,)
            due = Due(
                answers=() if or_answers is None else (or_answers,),
                blocks=tuple(sorted({*one, *allowed.several})),
                fresh=allowed.fresh,
            )
            return _placed(contract, pool, state, _renumbered(state, due))
    raise AssertionError(expected)


def _renumbered(state: PoolState, due: Due) -> Due:
    """After a clear that brings back the order after create, a block that is fresh again may be a known one."""
    again = state.free.fresh_lent
    if not due.fresh or again >= state.known or state.free.fresh_is_loose:
        return due
    return replace(due, blocks=(*due.blocks, again), fresh=False)


def _placed(contract: Contract, pool: Pool, state: PoolState, due: Due) -> Due:
    """Where a never-lent block must lie."""
    order, is_exact = contract.order, contract.block.capacity == "exact"
    if not due.fresh or state.free.fresh_is_loose:
        return due
    if order.reuse == "lowest-address" and state.free.lowest:
        return replace(due, below=state.free.lowest[0][1])
    last = next((at for at, address in pool.soa.addresses.items() if address == state.last_fresh_address), None)
    if order.fresh == "ascending" or (order.reuse == "lowest-address" and is_exact):
        return replace(due, above=last)
    return replace(due, below=last) if order.fresh == "descending" else due


def _after(contract: Contract, state: PoolState, asked: promises.Operation, expected: Expected, seen: Observation) -> PoolState:
    """The state once all went as it should; of a get, with some block or other lent."""
    match expected:
        case Answers():
            return state
        case Succeeds(record):
            after = promises.step(contract, state, asked, promises.Seen(0, seen.target, seen.address, record))
        case _:
            return state._replace(lent=state.lent.with_number(state.known), peak=max(state.peak, len(state.lent) + 1))
    return after if isinstance(after, PoolState) else state


def _counted(due: Due, contract: Contract, state: PoolState, seen: Observation) -> Due:
    if due.succeeds and due.answers and due.answers[0].how is How.REFUSED:
        return due  # what it has depends on which of them came
    if seen.usage_observed:
        return replace(due, usage=(len(state.lent), state.block_count, state.records_taken, state.record_count))
    shown = told(seen)
    wanted = {name: value for name, value in promises.counters(contract, state).items() if name in shown}
    at_least = {"capacity": max(state.block_count, len(state.lent))} if "capacity" in shown.keys() - wanted.keys() else {}
    return replace(due, counters=wanted, at_least=at_least)
