"""What one contract asks of a verification: which requirements there are, and which operations may be tried at all.

What a contract does not promise is never tried: an operation that is not admitted is in no sequence, and no shrinking brings
it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from poolproof.reference.model import LANES
from poolproof.spec import Requirement, Spec, load_spec
from poolproof.spec.contracts import DEFAULT_CONTRACT, Contract, derived_requirements, load_contract

from ..judge import answer_to
from ..operations import WRITES, Flag, Kind, Operation
from ..repeated import filtered, parts_of

_OF_RECEIPTS: Final = (Kind.GET_RECEIPT, Kind.RESET_RECEIPTS, Kind.WRITE_RECEIPT)


class Promised:
    """The requirements of a contract, each with its words or why it is not promised, and the operations that it admits."""

    def __init__(self, contract: Contract | None = None) -> None:
        default = load_contract(DEFAULT_CONTRACT)
        self.contract = contract or default
        self.is_default = self.contract.name == DEFAULT_CONTRACT
        derived = derived_requirements(self.contract)
        self.reasons = {each.id: each.not_promised for each in derived if each.not_promised is not None}
        self.fits_model_in_c = _modelled(self.contract) == _modelled(default)
        """Whether the native lane and the explorations, which know one contract, can look at its pools."""

    @property
    def spec(self) -> Spec:
        """The specification, as the contract states it. Requirements that only other contracts have are there if promised."""
        if self.is_default:
            return load_spec()
        whole = load_spec()
        known = {each.id: each for each in whole.requirements}
        requirements = [
            replace(known[each.id], text=each.text)
            if each.id in known
            else Requirement(each.id, each.level, each.text, each.reason, "ours: the language of contracts")
            for each in derived_requirements(self.contract)
            if each.id in known or each.not_promised is None
        ]
        return replace(whole, requirements=tuple(requirements))

    def admitted(self, operations: Sequence[Operation]) -> Sequence[Operation]:
        """The sequence without what the contract does not promise."""
        if self.is_default or self.admits_all(operations):
            return operations
        return filtered(operations, self.admits)

    def admits_all(self, operations: Sequence[Operation]) -> bool:
        return self.is_default or all(self.admits(each) for body, _ in parts_of(operations) for each in set(body))

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - one for each verification
    def admits(self, operation: Operation) -> bool:
        """Whether the contract promises what becomes of it, whatever the pool's state."""
        contract = self.contract
        match operation.kind:
            case Kind.CREATE:
                return self._admits_create(operation)
            case Kind.DESTROY_NULL:
                return contract.life.destroy_null
            case Kind.GET_SOA:
                return contract.size is not None or operation.value <= LANES
            case Kind.RETURN_SOA if operation.is_misuse:
                return answer_to(contract.misuse, operation.target).is_promised
            case Kind.CLEAR:
                return contract.life.clear
            case kind if kind in _OF_RECEIPTS:
                return contract.sequence is not None
        return operation.kind not in WRITES or operation.kind == Kind.WRITE_SOA or contract.sequence is not None

    def _admits_create(self, operation: Operation) -> bool:
        life, block, sequence = self.contract.life, self.contract.block, self.contract.sequence
        if operation.nth and not life.out_of_memory.is_promised:  # an allocation of it is to fail
            return False
        if operation.flags & Flag.DEFAULT_CONFIG or life.bad_config.is_promised:
            return True
        buffers, receipts = operation.capacities
        fits = block.counts.holds(buffers) and (sequence is None or sequence.counts.holds(receipts))
        return fits and (block.all_counts or buffers == block.count)


def _modelled(contract: Contract) -> tuple[object, ...]:
    """What the model in C knows of a contract."""
    block = contract.block
    return contract.order, contract.contents, contract.size, contract.misuse, contract.life, block.exhausted, contract.sequence
