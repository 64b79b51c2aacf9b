"""How many blocks and records a contract's pool has, and the figures that it is held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from poolproof.spec.contracts.loader import DEFAULT_CONTRACT, load_contract
from poolproof.spec.contracts.records import Contract
from poolproof.spec.errors import SpecError

_NO_BOUND: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Figures of [hot] and [cost]. What is not promised has no bound."""

    memory_bytes: int
    """The most that create may take (MEM-1)."""
    instructions: int
    """The most of one hot operation (HOT-5)."""
    cache_hits: float
    """The hot loop's simulated rate must be above this, between 0 and 1 (CACHE-1)."""
    tick_target: float
    """The most that get and return may take, in core clock cycles (TICK-1)."""
    tick_baseline: float
    """What the hot operation took with an allocation each time, in core clock cycles."""


def limits_of(contract: Contract) -> Limits:
    """Return the figures that a pool of the contract is held against."""
    hot, cost = contract.hot, contract.cost
    return Limits(
        memory_bytes=cost.memory if cost and cost.memory else _NO_BOUND,
        instructions=hot.instructions if hot and hot.instructions else _NO_BOUND,
        cache_hits=cost.cache_hits if cost else 0,
        tick_target=cost.tick_target if cost else 0,
        tick_baseline=cost.tick_baseline if cost else 0,
    )


def counts_of(contract: Contract) -> tuple[int, int]:
    """Return how many blocks and how many records an ordinary pool has. bufferpool.h has records though none are promised."""
    sequence = contract.sequence or load_contract(DEFAULT_CONTRACT).sequence
    assert sequence is not None
    return contract.block.count, sequence.count


def with_counts(contract: Contract, blocks: int, records: int) -> Contract:
    """Return the contract of an ordinary pool of so many blocks and records, and else the same."""
    sequence = None if contract.sequence is None else replace(contract.sequence, count=records)
    return replace(contract, block=replace(contract.block, count=blocks), sequence=sequence)


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
