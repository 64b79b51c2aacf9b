"""What a contract answers to a return of an address that is no lent block, and what it does not promise at all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from poolproof.reference.promises import fits
from poolproof.spec import Status
from poolproof.spec.contracts import DEFAULT_CONTRACT, Answer, Contract, Misuse, derived_requirements

from ..observations import Observation
from ..operations import DOUBLE_RETURNS, Kind, Operation, Target, size_of

_MISUSE_OF: Final[Mapping[int, str]] = {
    Target.RETURNED: "double",
    Target.REVOKED: "revoked",
    Target.NULL: "null",
    Target.OTHER_POOL: "other_pool",
    Target.RECORD: "record",
    Target.INTERIOR: "interior",
    Target.UNLENT: "double",
}
"""By which key of [misuse] the return of an address is promised; every other address is a foreign one."""


def answer_to(misuse: Misuse, target: int) -> Answer:
    """Return what the contract says becomes of such a return."""
    answer: Answer = getattr(misuse, _MISUSE_OF.get(target, "foreign"))
    return answer


def meaning(contract: Contract, operation: Operation, seen: Observation) -> int:
    """Return the status of bufferpool.h that says what the answer of the contract means: another code may be its own."""
    if seen.status == Status.OK or contract.name == DEFAULT_CONTRACT:
        return seen.status
    answer, status = _due(contract, operation)
    return status if fits(answer, seen.status) else seen.status


def _due(contract: Contract, operation: Operation) -> tuple[Answer, Status]:
    """How an operation is refused, by the contract and in the words of bufferpool.h."""
    exhausted, size, sequence = contract.block.exhausted, contract.size, contract.sequence
    match operation.kind:
        case Kind.GET if size is not None and size_of(operation, contract) > size.largest:
            return size.too_large, Status.INVALID_SIZE
        case Kind.GET:
            return exhausted, Status.EXHAUSTED
        case Kind.TAKE if sequence is not None:
            return sequence.exhausted, Status.RECEIPTS_EXHAUSTED
        case Kind.RETURN:
            is_double = operation.target in DOUBLE_RETURNS
            return answer_to(contract.misuse, operation.target), Status.NOT_IN_USE if is_double else Status.NOT_OWNED
    return contract.life.bad_config, Status.INVALID_CONFIG


@lru_cache(maxsize=16)
def unpromised_ids(contract: Contract) -> frozenset[str]:
    """Return the requirements that the contract does not promise."""
    return frozenset(each.id for each in derived_requirements(contract) if each.not_promised is not None)
