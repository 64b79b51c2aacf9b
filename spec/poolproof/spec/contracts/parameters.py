"""A contract of ``bufferpool.h`` as the parameters that a pool is judged against; what it does not promise has no bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from poolproof.spec.contracts.loader import DEFAULT_CONTRACT, load_contract
from poolproof.spec.contracts.records import Contract, How, Sequence
from poolproof.spec.errors import SpecError
from poolproof.spec.records import Profile

_NO_BOUND: Final = 2**31 - 1


def profile_of(contract: Contract) -> Profile:
    """Return the parameters of a contract of binding 1. Raises SpecError for a promise that no judge looks at yet."""
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
    """Raise SpecError for the first promise that no judge looks at yet, or that bufferpool.h fixes otherwise."""
    default = load_contract(DEFAULT_CONTRACT)
    for key, is_judged, wanted in (*_of_blocks(contract, default), *_of_the_rest(contract, default)):
        if not is_judged:
            remedy = f"a pool can be judged where it is {wanted}"
            raise SpecError(f"contract {contract.name}", key, "pools are not judged by this promise yet", remedy)


def _of_blocks(contract: Contract, default: Contract) -> Iterator[tuple[str, bool, str]]:
    block, contents = contract.block, contract.contents
    yield "binding", contract.binding == 1, "1 (bufferpool.h)"
    yield "block.size", block.size == default.block.size, f"{default.block.size}, which bufferpool.h fixes"
    yield "block.align", block.align == default.block.align, f"{default.block.align}"
    yield "block.capacity", block.capacity == "exact", '"exact"'
    yield "block.exhausted", block.exhausted.is_refusal, "a refusal"
    yield "contents.at_get", str(contents.at_get) in ("any", "zero"), '"any" or "zero"'
    yield "contents.while_free", not contents.while_free.is_promised, '"any"'
    yield "size", contract.size in (None, default.size), "as knhk has it, or size = false"


def _of_the_rest(contract: Contract, default: Contract) -> Iterator[tuple[str, bool, str]]:
    life, counters, sequence = contract.life, contract.counters, contract.sequence
    misuse = contract.misuse
    answers = (misuse.null, misuse.foreign, misuse.other_pool, misuse.interior, misuse.double, misuse.revoked, misuse.record)
    yield "misuse", not any(each.how is How.ABORTS for each in answers), 'without an answer of "aborts"'
    yield "life.destroy", life.destroy == "frees", '"frees"'
    yield "life.instances", life.instances != "one", '"many" or "any"'
    yield "counters", "none" not in (counters.capacity, counters.used), "with capacity and used promised"
    yield "sharing.between", contract.sharing.between == "owner", '"owner"'
    is_of_binding = sequence is None or _layout(sequence) == _layout(default.sequence)
    yield "sequence", is_of_binding, "with the records of bufferpool.h"


def _layout(sequence: Sequence | None) -> tuple[int, int, int | None]:
    assert sequence is not None
    return sequence.size, sequence.align, sequence.number_at
