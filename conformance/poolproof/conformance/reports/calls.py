"""One call, and what came of it, in the words of the contract's binding."""

from __future__ import annotations

from poolproof.spec.contracts import Contract, default_contract

from ..observations import Observation, Step
from ..operations import Operation
from . import calls_of_blockpool, calls_of_bufferpool


def call_text(operation: Operation, seen: Observation, contract: Contract | None = None) -> str:
    """The call: ``get_soa(p1, 8)`` of a pool of bufferpool.h, ``get 24 bytes`` of one of blockpool.h."""
    contract = contract or default_contract()
    if contract.binding == 1:
        return calls_of_bufferpool.call_text(operation, seen.target, contract)
    return calls_of_blockpool.call_text(operation, seen.target, contract)


def result_text(step: Step, contract: Contract | None = None) -> str:
    """What came of it: the block, or the answer, or how the process ended."""
    if step.death is not None:
        return str(step.death)
    contract = contract or default_contract()
    if contract.binding == 1:
        return calls_of_bufferpool.result_text(step, contract)
    return calls_of_blockpool.result_text(step, contract)
