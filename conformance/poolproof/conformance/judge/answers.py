"""What a contract answers to a return of an address that is no lent buffer, and how an answer is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from poolproof.reference.model import LANES
from poolproof.reference.promises import fits
from poolproof.spec import Status
from poolproof.spec.contracts import DEFAULT_CONTRACT, Answer, Contract, How, Misuse

from ..names import status_name
from ..observations import Observation
from ..operations import DOUBLE_RETURNS, Kind, Operation, Target

_MISUSE_OF: Final[Mapping[int, str]] = {
    Target.RETURNED: "double",
    Target.REVOKED: "revoked",
    Target.NULL: "null",
    Target.OTHER_POOL: "other_pool",
    Target.RECEIPT: "record",
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
        case Kind.GET_SOA if operation.value > LANES and size is not None:
            return size.too_large, Status.INVALID_SIZE
        case Kind.GET_SOA:
            return exhausted, Status.EXHAUSTED
        case Kind.GET_RECEIPT if sequence is not None:
            return sequence.exhausted, Status.RECEIPTS_EXHAUSTED
        case Kind.RETURN_SOA:
            is_double = operation.target in DOUBLE_RETURNS
            return answer_to(contract.misuse, operation.target), Status.NOT_IN_USE if is_double else Status.NOT_OWNED
    return contract.life.bad_config, Status.INVALID_CONFIG


def answer_name(answer: Answer) -> str:
    """Return how a counterexample calls the answer that was due: ``BP_NOT_OWNED``, or "a refusal" where any will do."""
    if answer.how is How.IGNORED:
        return "any answer"
    if isinstance(answer.code, int):
        return status_name(answer.code)
    return answer.code or "a refusal"
