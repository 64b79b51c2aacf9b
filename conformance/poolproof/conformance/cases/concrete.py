"""From relative operations to concrete ones: which block each speaks of, and what must come of the last."""

from __future__ import annotations

from dataclasses import dataclass, replace

from poolproof.reference import promises
from poolproof.reference.promises import PoolState
from poolproof.spec.contracts import Contract

from ..judge import MODELLED_SOA_CAPACITY
from ..observations import LentKind, State, Step, Trace
from ..operations import Kind, Operation
from ..subjects.exception_codes import code_of
from .books import Books, NotConcreteError, Pool
from .due import Due, asked_of, counts_asked, due_of, due_of_create


@dataclass(frozen=True, slots=True)
class Concrete:
    """One step. ``status``: what it answered; ``block``: the number of the block that it handed out (None: none), ``is_new``:
    never seen before. ``target``: the number of the block that is returned or written to, in ``target_pool``.

    ``due``: what must come of the last step; None where the model can't tell, and of all others.
    """

    number: int
    """From 1, as reports count."""
    operation: Operation
    seen: Step
    status: int
    block: int | None = None
    is_new: bool = False
    target: int = -1
    target_pool: int = 0
    known_soa: int = 0
    """Blocks of the pool seen before this step."""
    known_receipts: int = 0
    lent_last: int | None = None
    """Of the blocks that were lent then, the one that was lent last."""
    due: Due | None = None


def make_concrete(trace: Trace, contract: Contract) -> list[Concrete]:
    """The steps of a trace that ends with the one that fails; those that did not apply are left out, and so are those before
    it that were taken in a process of their own."""
    steps = [
        (number, step)
        for number, step in enumerate(trace, start=1)
        if step.death is not None
        or (step.observation.state == State.DONE and (number == len(trace) or not step.observation.ending))
    ]
    if not steps or steps[-1][0] != len(trace):
        raise NotConcreteError("the step that fails did not run")
    resolver = _Resolver(contract)
    return [resolver.take(number, step, is_last=number == len(trace)) for number, step in steps]


class _Resolver:
    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._books = Books()

    def take(self, number: int, step: Step, *, is_last: bool) -> Concrete:
        operation, seen = step.operation, step.observation
        pool = self._books.pools.get(operation.pool)
        target, target_pool = self._books.target(operation, seen.target)
        handed_out = operation.kind in (Kind.GET, Kind.TAKE) and seen.status == 0 and seen.out >= 0
        concrete = Concrete(
            number, operation, step, seen.status,
            block=seen.out if handed_out else None,
            is_new=handed_out and seen.is_new,
            target=target,
            target_pool=target_pool,
            known_soa=pool.soa.known if pool else 0,
            known_receipts=pool.receipts.known if pool else 0,
            lent_last=pool.soa.lent[-1] if pool and pool.soa.lent else None,
        )  # fmt: skip
        if is_last:
            return replace(concrete, due=self._due(concrete))
        self._follow(concrete)
        return concrete

    def _due(self, step: Concrete) -> Due | None:
        operation, seen = step.operation, step.seen.observation
        if operation.kind == Kind.CREATE:
            return due_of_create(self._contract, step.seen)
        pool = self._books.pools.get(operation.pool)
        if pool is None or pool.state is None:
            return None
        return due_of(self._contract, pool, operation, step.target, seen)

    def _follow(self, step: Concrete) -> None:
        operation, seen = step.operation, step.seen.observation
        if operation.kind == Kind.CREATE:
            if seen.status == 0 and seen.out >= 0:
                self._books.pools[operation.pool] = Pool(self._new_state(operation))
            return
        pool = self._books.pools.get(operation.pool)
        if pool is not None and pool.state is not None and not (operation.kind == Kind.RETURN and operation.is_misuse):
            pool.state = self._next_state(pool.state, step)
        self._books.follow(operation, seen, step.target)

    def _new_state(self, operation: Operation) -> PoolState | None:
        count, records = counts_asked(self._contract, operation)
        if not 0 < count <= MODELLED_SOA_CAPACITY:
            return None
        return promises.create(self._contract, count, records)

    def _next_state(self, state: PoolState, step: Concrete) -> PoolState | None:
        """None where pool and model have parted, as they may where another promise than the last step's is broken too."""
        operation, seen = step.operation, step.seen.observation
        asked = asked_of(self._contract, operation, step.target)
        if asked is None:
            return state
        record = state.records_taken if operation.kind == Kind.TAKE and seen.status == 0 else None
        block = step.target if operation.kind == Kind.RETURN else step.block
        if operation.kind == Kind.GET and seen.status == 0 and block is None:
            return None
        after = promises.step(
            self._contract, state, asked, promises.Seen(code_of(seen.status, self._contract), block, seen.address, record)
        )
        return after if isinstance(after, PoolState) else None


def content_set_at(steps: list[Concrete], kind: int, pool: int, number: int) -> int:
    """The place of the step before the last that set what a lent block holds: it was handed out there, or written to."""
    get, write = (Kind.GET, Kind.WRITE) if kind == LentKind.BLOCK else (Kind.TAKE, Kind.WRITE_RECORD)
    for place in range(len(steps) - 2, -1, -1):
        step = steps[place]
        handed_out = step.operation.kind == get and step.block == number
        written = step.operation.kind == write and step.target == number
        if step.operation.pool == pool and (handed_out or written):
            return place
    raise NotConcreteError("what was disturbed was never lent")


def returned_at(steps: list[Concrete], pool: int, number: int) -> int:
    """The place of the step before the last that gave a free block back: what it held then may be promised to stay."""
    for place in range(len(steps) - 2, -1, -1):
        step = steps[place]
        is_return = step.operation.kind == Kind.RETURN and not step.operation.is_misuse and step.status == 0
        if is_return and (step.operation.pool, step.target) == (pool, number):
            return place
    raise NotConcreteError("what changed while it was free was never given back")
