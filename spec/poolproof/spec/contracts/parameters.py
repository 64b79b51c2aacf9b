"""A contract as the parameters that a pool is judged against; what it does not promise has no bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from poolproof.spec.contracts.loader import DEFAULT_CONTRACT, load_contract
from poolproof.spec.contracts.records import Contract
from poolproof.spec.errors import SpecError
from poolproof.spec.records import Profile

_NO_BOUND: Final = 2**31 - 1


def profile_of(contract: Contract) -> Profile:
    """Return the parameters of a contract. Raises SpecError for a promise that bufferpool.h has otherwise."""
    refuse_unjudged(contract)
    default = load_contract(DEFAULT_CONTRACT)
    assert default.size is not None
    assert default.sequence is not None
    size, sequence = contract.size or default.size, contract.sequence or default.sequence
    hot, cost = contract.hot, contract.cost
    return Profile(
        name=contract.name,
        description=contract.about,
        lanes=size.largest,
        soa_bytes=contract.block.size,
        soa_alignment=contract.block.align,
        soa_capacity=contract.block.count,
        receipt_bytes=sequence.size,
        receipt_alignment=sequence.align,
        receipt_capacity=sequence.count,
        memory_bytes=cost.memory if cost and cost.memory else _NO_BOUND,
        tick_target=cost.tick_target if cost else 0,
        tick_baseline=cost.tick_baseline if cost else 0,
        instruction_limit=hot.instructions if hot and hot.instructions else _NO_BOUND,
        l1_hit_rate=cost.cache_hits if cost else 0,
    )


def refuse_unjudged(contract: Contract) -> None:
    """Raise SpecError for the first promise of a contract of binding 1 that bufferpool.h fixes otherwise."""
    if contract.binding != 1:
        return
    default = load_contract(DEFAULT_CONTRACT)
    for key, fits, wanted in _fixed_by_bufferpool(contract, default):
        if not fits:
            remedy = f"make it {wanted}, or write a contract of binding 2"
            raise SpecError(f"contract {contract.name}", key, "bufferpool.h has it otherwise", remedy)


def _fixed_by_bufferpool(contract: Contract, default: Contract) -> Iterator[tuple[str, bool, str]]:
    block, sequence = contract.block, contract.sequence
    yield "block.size", block.size == default.block.size, f"{default.block.size}"
    yield "size", contract.size is None or contract.size.largest == 8, "as knhk has it, or size = false"
    yield "sequence", sequence is None or sequence.size == 128, "with the records of bufferpool.h"
