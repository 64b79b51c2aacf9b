"""What one contract asks of a verification: which requirements there are, and which operations may be tried at all.

What a contract does not promise is never tried: an operation that is not admitted is in no sequence, and no shrinking brings
it back. What depends on the pool's state (a destroy while something is lent) the worker refuses to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from poolproof.spec import Requirement, Spec, load_spec
from poolproof.spec.contracts import DEFAULT_CONTRACT, Contract, derived_requirements, load_contract
from poolproof.spec.contracts.records import Order

from ..generators.shapes import closing
from ..judge import answer_to
from ..operations import Flag, ForeignAddress, Kind, Operation, Target, give_back, size_of
from ..repeated import Repeated, filtered, parts_of
from ..subjects.terms import fits_lane, largest_count

_OF_RECORDS: Final = (Kind.TAKE, Kind.RESET, Kind.WRITE_RECORD)
_TARGETS_OF_BLOCKPOOL: Final = frozenset(
    {
        Target.RETURNED,
        Target.REVOKED,
        Target.NULL,
        Target.FOREIGN,
        Target.OTHER_POOL,
        Target.RECORD,
        Target.INTERIOR,
    }
)
_FOREIGN_OF_BLOCKPOOL: Final = frozenset(
    {
        ForeignAddress.OF_THE_WORKER,
        ForeignAddress.MISALIGNED,
        ForeignAddress.OF_THE_WORKER_TOO,
        ForeignAddress.STACK,
        ForeignAddress.HEAP,
    }
)
"""Mapped memory that was never the pool's, with 4,096 bytes around it that can be read and written."""
_ANY_ORDER: Final = Order("any", "any", False, "any")


class Promised:
    """The requirements of a contract, each with its words or why it is not promised, and the operations that it admits."""

    def __init__(self, contract: Contract | None = None) -> None:
        self.contract = contract or load_contract(DEFAULT_CONTRACT)
        self.is_default = self.contract.name == DEFAULT_CONTRACT
        derived = derived_requirements(self.contract)
        self.reasons = {each.id: each.not_promised for each in derived if each.not_promised is not None}
        self.fits_model_in_c = fits_lane(self.contract)
        """Whether there is room for its pools where the native lane and the explorations look at them."""
        self.needs_fresh = self.contract.life.destroy == "none"
        """No pool ends, so each sequence needs a process that has made none."""
        self.settles = self.contract.life.destroy == "needs-all-returned"
        """Whoever ends a pool gives all back to it first."""

    @property
    def spec(self) -> Spec:
        """The specification, as the contract states it, with what it does not promise: reports say so. The default contract has
        the requirements of the decision record alone."""
        if self.is_default:
            return load_spec()
        whole = load_spec()
        known = {each.id: each for each in whole.requirements}
        requirements = [
            replace(known[each.id], text=each.text, reason=each.reason)
            if each.id in known
            else Requirement(each.id, each.level, each.text, each.reason, "ours: the language of contracts")
            for each in derived_requirements(self.contract)
        ]
        return replace(whole, requirements=tuple(requirements))

    def note_library(self, *, has_create: bool) -> None:
        """Take account of what the subject's library has."""
        if not has_create:
            self.reasons["CREATE-2"] = "the library has no pp_create: its pool is there from the beginning"

    def without_order(self) -> Contract:
        """The contract, for where no order was asked for: whatever free block is lent, is the right one."""
        return replace(self.contract, order=_ANY_ORDER)

    def admitted(self, operations: Sequence[Operation]) -> Sequence[Operation]:
        """The sequence without what the contract does not promise; where a pool must have all back at its end, it gets it."""
        if self.is_default:
            return operations
        if not self.admits_all(operations):
            operations = filtered(operations, self.admits)
        if self.settles and not isinstance(operations, Repeated):
            operations = settled(operations)
        return operations

    def closed(self, operations: Sequence[Operation]) -> Sequence[Operation]:
        """The sequence, and at its end what ends every pool that it leaves alive. Nothing before that moves."""
        if self.needs_fresh:
            return operations
        whole = closing(operations)
        if not self.settles:
            return whole
        given, lent, sequence = len(operations), _lent_after(operations), [*operations]
        for end in whole[given:]:
            sequence += [*[give_back(0, end.pool)] * lent[end.pool], end]
        return sequence

    def admits_all(self, operations: Sequence[Operation]) -> bool:
        return self.is_default or all(self.admits(each) for body, _ in parts_of(operations) for each in set(body))

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - one for each verification
    def admits(self, operation: Operation) -> bool:
        """Whether the contract promises what becomes of it, whatever the pool's state."""
        contract = self.contract
        if operation.pool and contract.life.instances == "one":
            return False
        match operation.kind:
            case Kind.CREATE:
                return self._admits_create(operation)
            case Kind.DESTROY:
                return contract.life.destroy != "none"
            case Kind.DESTROY_NULL:
                return contract.life.destroy_null
            case Kind.GET:
                return self._admits_get(operation)
            case Kind.RETURN if operation.is_misuse:
                return self._admits_misuse(operation)
            case Kind.CLEAR:
                return contract.life.clear
            case kind if kind in _OF_RECORDS:
                return contract.sequence is not None
        return True

    def _admits_get(self, operation: Operation) -> bool:
        size, asked = self.contract.size, size_of(operation, self.contract)
        if size is None:
            return operation.is_of_proper_size
        return size.smallest <= asked <= size.largest or (asked > size.largest and size.too_large.is_promised)

    def _admits_misuse(self, operation: Operation) -> bool:
        contract = self.contract
        if not answer_to(contract.misuse, operation.target).is_promised:
            return False
        if contract.binding == 1:
            return True
        if operation.target == Target.FOREIGN:
            return operation.foreign_address in _FOREIGN_OF_BLOCKPOOL
        if operation.target == Target.INTERIOR:
            return contract.block.size > 1
        return operation.target in _TARGETS_OF_BLOCKPOOL

    def _admits_create(self, operation: Operation) -> bool:
        life, block, sequence = self.contract.life, self.contract.block, self.contract.sequence
        if operation.nth and not life.out_of_memory.is_promised:  # an allocation of it is to fail
            return False
        if operation.flags & Flag.DEFAULT_CONFIG:
            return True
        count, records = operation.capacities
        if self.contract.binding == 2:
            if not count or count > block.counts.last or count < block.counts.first:
                return life.bad_config.is_promised
            if count != block.count and count > largest_count(self.contract):
                return False
        elif life.bad_config.is_promised:
            return True
        fits = block.counts.holds(count) and (self.contract.binding == 2 or sequence is None or sequence.counts.holds(records))
        return fits and (block.all_counts or count == block.count or life.bad_config.is_promised)


def settled(operations: Sequence[Operation]) -> list[Operation]:
    """The sequence in which, before each destroy, as much is given back as may be lent. What is given back too often does not
    apply, and is passed over."""
    lent: Counter[int] = Counter()
    sequence = []
    for operation in operations:
        if operation.kind == Kind.DESTROY:
            sequence += [give_back(0, operation.pool)] * lent[operation.pool]
        sequence.append(operation)
        _note(lent, operation)
    return sequence


def _lent_after(operations: Sequence[Operation]) -> Counter[int]:
    """How much may be lent at the end, by pool."""
    lent: Counter[int] = Counter()
    for operation in operations:
        _note(lent, operation)
    return lent


def _note(lent: Counter[int], operation: Operation) -> None:
    match operation.kind:
        case Kind.GET:
            lent[operation.pool] += 1
        case Kind.RETURN if not operation.is_misuse:
            lent[operation.pool] = max(lent[operation.pool] - 1, 0)
        case Kind.CLEAR | Kind.DESTROY:
            lent[operation.pool] = 0
