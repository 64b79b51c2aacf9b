"""From relative operations to concrete ones: which buffer each speaks of, and what a conforming pool answers.

The same bookkeeping as the worker's ``session.c``, in the numbers of a trace: where the process died, the trace says nothing
of the operation that was running, and its buffer must be found all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from poolproof.reference import model
from poolproof.spec import Profile, Status

from ..observations import BlockKind, State, Step, Trace
from ..operations import DOUBLE_RETURNS, POOL_SLOTS, Flag, ForeignAddress, Kind, Operation, Target


@dataclass(frozen=True, slots=True)
class Concrete:
    """One step. ``block``: the number of the block that a get must hand out (None: it refuses), ``is_new``: never seen before.

    ``target``: the number of the block that is returned or written to, in ``target_pool``. ``status``: what a conforming pool
    answers at the last step, and what was observed at the steps before it. ``usage``: what it must be after the last step.
    """

    number: int
    """From 1, as reports count."""
    operation: Operation
    seen: Step
    is_last: bool
    status: int
    block: int | None = None
    is_new: bool = False
    target: int = -1
    target_pool: int = 0
    known_soa: int = 0
    """Buffers of the pool seen before this step."""
    known_receipts: int = 0
    usage: tuple[int, int, int, int] | None = None


@dataclass(slots=True)
class _Blocks:
    known: int = 0
    lent: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    revoked: list[int] = field(default_factory=list)

    def lend(self, number: int) -> None:
        for numbers in (self.lent, self.returned, self.revoked):
            if number in numbers:
                numbers.remove(number)
        self.lent.append(number)
        self.known = max(self.known, number + 1)

    def revoke_all(self) -> None:
        self.revoked += self.lent
        self.lent.clear()


@dataclass(slots=True)
class _Pool:
    state: model.PoolState | None
    """None: a pool that the model can't follow."""
    soa: _Blocks = field(default_factory=_Blocks)
    receipts: _Blocks = field(default_factory=_Blocks)


class NotConcreteError(Exception):
    """The steps can't be made concrete; says why."""


def make_concrete(trace: Trace, profile: Profile) -> list[Concrete]:
    """The steps of a trace that ends with the one that fails; those that did not apply are left out."""
    steps = [
        (number, step)
        for number, step in enumerate(trace, start=1)
        if step.death is not None or step.observation.state == State.DONE
    ]
    if not steps or steps[-1][0] != len(trace):
        raise NotConcreteError("the step that fails did not run")
    resolver = _Resolver(profile)
    return [resolver.take(number, step, is_last=number == len(trace)) for number, step in steps]


class _Resolver:
    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._pools: dict[int, _Pool] = {}

    def take(self, number: int, step: Step, *, is_last: bool) -> Concrete:
        operation, seen = step.operation, step.observation
        pool = self._pools.get(operation.pool)
        target, target_pool = self._target(operation, seen.target)
        concrete = Concrete(
            number, operation, step, is_last, seen.status,
            target=target,
            target_pool=target_pool,
            known_soa=pool.soa.known if pool else 0,
            known_receipts=pool.receipts.known if pool else 0,
        )  # fmt: skip
        expected = self._expected(concrete)
        self._follow(concrete)
        return expected

    # ---- what a conforming pool answers ----

    def _expected(self, step: Concrete) -> Concrete:
        """The step with what must come of it; the model goes on."""
        operation, pool = step.operation, self._pools.get(step.operation.pool)
        seen = step.seen.observation
        if operation.kind == Kind.CREATE:
            return self._expected_create(step)
        if pool is None or pool.state is None:
            return _as_seen(step)
        outcome = model.SUCCESS
        match operation.kind:
            case Kind.GET_SOA:
                pool.state, outcome = model.step(pool.state, model.GetSoa(operation.value))
            case Kind.GET_RECEIPT:
                pool.state, outcome = model.step(pool.state, model.GetReceipt())
            case Kind.RETURN_SOA if not operation.is_misuse:
                pool.state, outcome = model.step(pool.state, model.ReturnSoa(step.target))
            case Kind.RETURN_SOA:
                outcome = model.Outcome(Status.NOT_IN_USE if operation.target in DOUBLE_RETURNS else Status.NOT_OWNED)
            case Kind.RESET_RECEIPTS:
                pool.state, outcome = model.step(pool.state, model.ResetReceipts())
            case Kind.CLEAR:
                pool.state, outcome = model.step(pool.state, model.Clear())
        if not step.is_last:
            return _as_seen(step)
        block = outcome.receipt if operation.kind == Kind.GET_RECEIPT else outcome.buffer
        known = step.known_receipts if operation.kind == Kind.GET_RECEIPT else step.known_soa
        usage = model.usage(pool.state)
        numbers = (usage.soa_in_use, usage.soa_total, usage.receipts_in_use, usage.receipts_total)
        return replace(
            step,
            status=int(outcome.status),
            block=block,
            is_new=block is not None and block >= known,
            usage=numbers if seen.usage_observed else None,
        )

    def _expected_create(self, step: Concrete) -> Concrete:
        soa_capacity, receipt_capacity = self._capacities(step.operation)
        possible = soa_capacity > 0 and receipt_capacity > 0
        if not step.is_last:
            return _as_seen(step)
        seen = step.seen.observation
        if step.operation.runs_short and (step.seen.death is not None or seen.status != Status.OK or seen.out < 0):
            return replace(step, status=int(Status.NO_MEMORY))
        usage = (0, soa_capacity, 0, receipt_capacity) if step.seen.observation.usage_observed else None
        return replace(step, status=int(Status.OK if possible else Status.INVALID_CONFIG), usage=usage)

    def _capacities(self, operation: Operation) -> tuple[int, int]:
        if operation.flags & Flag.DEFAULT_CONFIG:
            return self._profile.soa_capacity, self._profile.receipt_capacity
        return operation.capacities

    # ---- which block ----

    def _target(self, operation: Operation, seen: int) -> tuple[int, int]:
        """The number of the block that a return or a write speaks of, and its pool."""
        pool = self._pools.get(operation.pool)
        if pool is None or operation.kind not in (Kind.RETURN_SOA, Kind.WRITE_SOA, Kind.WRITE_RECEIPT):
            return -1, operation.pool
        if operation.kind != Kind.RETURN_SOA:
            blocks = pool.soa if operation.kind == Kind.WRITE_SOA else pool.receipts
            return _pick(blocks.lent, operation.nth), operation.pool
        known = pool.soa.known
        match Target(operation.target):
            case Target.LENT:
                return _pick(pool.soa.lent, operation.nth), operation.pool
            case Target.RETURNED:
                return _pick(pool.soa.returned, operation.nth), operation.pool
            case Target.REVOKED:
                return _pick(pool.soa.revoked, operation.nth), operation.pool
            case Target.RECEIPT:
                return _pick(pool.receipts.lent, operation.nth), operation.pool
            case Target.OTHER_POOL:
                return self._buffer_of_another_pool(operation, operation.nth, seen)
            case Target.FOREIGN:
                return self._beside(operation, pool, seen)
            case Target.GONE:
                raise NotConcreteError("a program has no name for a buffer of a pool that has ended")
            case Target.INTERIOR if seen >= 0:  # in Python it is one of the lent
                return seen, operation.pool
            case Target.INTERIOR if known:
                return operation.nth % known, operation.pool
            case Target.NEIGHBOUR | Target.UNLENT if known:
                return operation.nth // 2 % known, operation.pool
        return -1, operation.pool

    def _beside(self, operation: Operation, pool: _Pool, seen: int) -> tuple[int, int]:
        """The block from which a foreign address is so far away."""
        match operation.foreign_address:
            case ForeignAddress.BESIDE_BUFFER if pool.soa.known:
                return operation.extra % pool.soa.known, operation.pool
            case ForeignAddress.BESIDE_RECEIPT if pool.receipts.lent:
                return pool.receipts.lent[operation.extra % len(pool.receipts.lent)], operation.pool
            case ForeignAddress.BESIDE_OTHER_POOL:
                return self._buffer_of_another_pool(operation, operation.extra, seen)
        return -1, operation.pool

    def _buffer_of_another_pool(self, operation: Operation, index: int, seen: int) -> tuple[int, int]:
        for step in range(1, POOL_SLOTS):
            slot = (operation.pool + step) % POOL_SLOTS
            other = self._pools.get(slot)
            if other is not None and other.soa.known and seen in (-1, index % other.soa.known):
                return index % other.soa.known, slot
        return -1, operation.pool

    # ---- the holder's books ----

    def _follow(self, step: Concrete) -> None:
        operation, seen = step.operation, step.seen.observation
        if step.is_last or seen.status != Status.OK:
            return
        if operation.kind == Kind.CREATE:
            if seen.out >= 0:
                self._pools[operation.pool] = _Pool(_state_of(*self._capacities(operation)))
            return
        pool = self._pools.get(operation.pool)
        if pool is None:
            return
        match operation.kind:
            case Kind.DESTROY:
                del self._pools[operation.pool]
            case Kind.GET_SOA if seen.out >= 0:
                pool.soa.lend(seen.out)
            case Kind.GET_RECEIPT if seen.out >= 0:
                pool.receipts.lend(seen.out)
            case Kind.RETURN_SOA if operation.target == Target.LENT:
                pool.soa.lent.remove(step.target)
                pool.soa.returned.append(step.target)
            case Kind.RESET_RECEIPTS:
                pool.receipts.revoke_all()
            case Kind.CLEAR:
                pool.soa.revoke_all()
                pool.receipts.revoke_all()


def _state_of(soa_capacity: int, receipt_capacity: int) -> model.PoolState | None:
    return model.create(soa_capacity, receipt_capacity) if min(soa_capacity, receipt_capacity) > 0 else None


def _pick(numbers: list[int], index: int) -> int:
    return numbers[-1 - index % len(numbers)] if numbers else -1


def _as_seen(step: Concrete) -> Concrete:
    seen = step.seen.observation
    handed_out = step.operation.kind in (Kind.GET_SOA, Kind.GET_RECEIPT) and seen.status == Status.OK and seen.out >= 0
    return replace(step, block=seen.out if handed_out else None, is_new=handed_out and seen.is_new)


def content_set_at(steps: list[Concrete], kind: int, pool: int, number: int) -> int:
    """The place of the step before the last that set what a lent block holds: it was handed out there, or written to."""
    get, write = (Kind.GET_SOA, Kind.WRITE_SOA) if kind == BlockKind.SOA else (Kind.GET_RECEIPT, Kind.WRITE_RECEIPT)
    for place in range(len(steps) - 2, -1, -1):
        step = steps[place]
        handed_out = step.operation.kind == get and step.block == number
        written = step.operation.kind == write and step.target == number
        if step.operation.pool == pool and (handed_out or written):
            return place
    raise NotConcreteError("what was disturbed was never lent")
