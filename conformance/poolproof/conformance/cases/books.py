"""The holder's books of a trace: which block each operation speaks of. As the worker keeps them, in the numbers of the trace:
where the process died, the trace says nothing of the operation that was running, and its block must be found all the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from poolproof.reference.promises import PoolState

from ..observations import Observation
from ..operations import POOL_SLOTS, ForeignAddress, Kind, Operation, Target


class NotConcreteError(Exception):
    """The steps can't be made concrete; says why."""


@dataclass(slots=True)
class Blocks:
    """``addresses``: of those that were seen, by number."""

    known: int = 0
    lent: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    revoked: list[int] = field(default_factory=list)
    addresses: dict[int, int] = field(default_factory=dict)

    def lend(self, number: int, address: int) -> None:
        for numbers in (self.lent, self.returned, self.revoked):
            if number in numbers:
                numbers.remove(number)
        self.lent.append(number)
        self.known = max(self.known, number + 1)
        self.addresses[number] = address

    def give_back(self, number: int) -> None:
        self.lent.remove(number)
        self.returned.append(number)

    def revoke_all(self) -> None:
        self.revoked += self.lent
        self.lent.clear()


@dataclass(slots=True)
class Pool:
    """``state``: None of a pool that the model can't follow."""

    state: PoolState | None
    soa: Blocks = field(default_factory=Blocks)
    receipts: Blocks = field(default_factory=Blocks)


class Books:
    """Of all pools that live."""

    def __init__(self) -> None:
        self.pools: dict[int, Pool] = {}

    def target(self, operation: Operation, seen: int) -> tuple[int, int]:
        """The number of the block that a return or a write speaks of, or -1, and its pool. ``seen``: what the trace says."""
        pool = self.pools.get(operation.pool)
        if pool is None or operation.kind not in (Kind.RETURN, Kind.WRITE, Kind.WRITE_RECORD):
            return -1, operation.pool
        if operation.kind != Kind.RETURN:
            blocks = pool.soa if operation.kind == Kind.WRITE else pool.receipts
            return _pick(blocks.lent, operation.nth), operation.pool
        known = pool.soa.known
        match Target(operation.target):
            case Target.LENT:
                return _pick(pool.soa.lent, operation.nth), operation.pool
            case Target.RETURNED:
                return _pick(pool.soa.returned, operation.nth), operation.pool
            case Target.REVOKED:
                return _pick(pool.soa.revoked, operation.nth), operation.pool
            case Target.RECORD:
                return _pick(pool.receipts.lent, operation.nth), operation.pool
            case Target.OTHER_POOL:
                return self._block_of_another_pool(operation, operation.nth, seen)
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

    def follow(self, operation: Operation, seen: Observation, target: int) -> None:
        """What is lent after an operation that was answered so; what came of it in a process of its own did not happen here."""
        pool = self.pools.get(operation.pool)
        if pool is None or seen.status or seen.ending:
            return
        match operation.kind:
            case Kind.DESTROY:
                del self.pools[operation.pool]
            case Kind.GET if seen.out >= 0:
                pool.soa.lend(seen.out, seen.address)
            case Kind.TAKE if seen.out >= 0:
                pool.receipts.lend(seen.out, seen.address)
            case Kind.RETURN if operation.target == Target.LENT:
                pool.soa.give_back(target)
            case Kind.RESET:
                pool.receipts.revoke_all()
            case Kind.CLEAR:
                pool.soa.revoke_all()
                pool.receipts.revoke_all()

    def _beside(self, operation: Operation, pool: Pool, seen: int) -> tuple[int, int]:
        """The block from which a foreign address is so far away."""
        match operation.foreign_address:
            case ForeignAddress.BESIDE_BLOCK if pool.soa.known:
                return operation.extra % pool.soa.known, operation.pool
            case ForeignAddress.BESIDE_RECORD if pool.receipts.lent:
                return pool.receipts.lent[operation.extra % len(pool.receipts.lent)], operation.pool
            case ForeignAddress.BESIDE_OTHER_POOL:
                return self._block_of_another_pool(operation, operation.extra, seen)
        return -1, operation.pool

    def _block_of_another_pool(self, operation: Operation, index: int, seen: int) -> tuple[int, int]:
        for step in range(1, POOL_SLOTS):
            slot = (operation.pool + step) % POOL_SLOTS
            other = self.pools.get(slot)
            if other is not None and other.soa.known and seen in (-1, index % other.soa.known):
                return index % other.soa.known, slot
        return -1, operation.pool


def _pick(numbers: list[int], index: int) -> int:
    return numbers[-1 - index % len(numbers)] if numbers else -1
