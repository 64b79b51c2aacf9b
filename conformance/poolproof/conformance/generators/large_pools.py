"""A drain of a pool of any count, in so few parts that the worker compares most of it by itself."""

from __future__ import annotations

from poolproof.spec.contracts import Contract, How

from .. import operations as op
from ..operations import Operation
from ..repeated import Part, Repeated


def drained(contract: Contract) -> Repeated[Operation]:
    """Every block lent, one more asked for, one returned and lent again. What the contract does not promise is not in it."""
    count = contract.block.count
    is_exact = contract.block.capacity == "exact"
    refuses = is_exact and contract.block.exhausted.how is How.REFUSED
    parts: list[Part] = [([op.create_default()], 1), ([op.get()], count)]
    if refuses:
        parts.append(([op.get()], 1))
    parts += [([op.give_back().observing_usage(), op.get().observing_usage()], 1), *_end(contract, count)]
    return Repeated(*parts)


def _end(contract: Contract, count: int) -> list[Part]:
    match contract.life.destroy:
        case "none":
            return []
        case "needs-all-returned":
            settled: Part = ([op.clear()], 1) if contract.life.clear else ([op.give_back()], count)
            return [settled, ([op.destroy()], 1)]
        case _:
            return [([op.destroy()], 1)]
