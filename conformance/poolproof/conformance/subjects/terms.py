"""What a worker must know of the contract: its sizes, and what becomes of every operation that is not proper."""

from __future__ import annotations

from typing import Final

from poolproof.spec.contracts import Answer, Contract, Fill, How
from poolproof.spec.contracts.records import Sequence
from poolproof.spec.vocabulary import AnswerHow, Counter, DestroyHow, FillOf, Fresh, Reuse, Terms

MOST_BLOCKS: Final = 1 << 16
MOST_RECORDS: Final = 1 << 20
_MOST_BYTES: Final = 64 << 20
"""Of all blocks of a pool that is asked for because its count is an odd one, and not because the contract names it."""
TIMES_ITS_COUNT: Final = 4
"""How many blocks are asked of a pool that may lend more than its count: then it never runs out."""
_MADE_ANEW: Final = 1 << 12
_BYTES_MADE_ANEW: Final = 4 << 20
_ANY_REFUSAL: Final = 0
_BLOCKS_OF_LANE: Final = 1 << 18
_BYTES_OF_LANE: Final = 1 << 28
"""Of all blocks of a pool: see lane.c."""


def largest_count(contract: Contract) -> int:
    """Return the most blocks that a pool is ever asked for in create."""
    block = contract.block
    return max(block.count, min(block.counts.last, MOST_BLOCKS, _MOST_BYTES // block.size))


def most_blocks(contract: Contract) -> int:
    """Return how many blocks of one pool there is room to know: all that may be lent at once, as far as anybody tries; of one
    that grows, more, so that it shows when it makes new ones in place of those that came back."""
    block = contract.block
    most = largest_count(contract) * (TIMES_ITS_COUNT if block.capacity == "at-least" else 1)
    return max(most, min(_MADE_ANEW, _BYTES_MADE_ANEW // block.size)) if block.exhausted.how is How.GROWS else most


def fits_lane(contract: Contract) -> bool:
    """Whether the native lane has room for an ordinary pool of the contract, and for all that it is asked for."""
    block = contract.block
    asked = block.count * (TIMES_ITS_COUNT if block.capacity == "at-least" else 1)
    return asked <= _BLOCKS_OF_LANE and asked * block.size <= _BYTES_OF_LANE


def terms_of(contract: Contract) -> Terms:
    """Return the contract as the worker reads it."""
    block, order, life, size = contract.block, contract.order, contract.life, contract.size
    size_terms = {
        "has_size": int(size is not None),
        "smallest": size.smallest if size else 0,
        "largest": size.largest if size else 0,
        "size_before_capacity": int(size is None or size.before_capacity),
    }
    return Terms(
        binding=contract.binding,
        block_bytes=block.size,
        block_align=block.align,
        block_count=block.count,
        first_count=block.counts.first,
        last_count=block.counts.last,
        most_blocks=most_blocks(contract),
        is_at_least=int(block.capacity == "at-least"),
        **_of_sequence(contract.sequence),
        **_fill("at_get", contract.contents.at_get),
        **_fill("while_free", contract.contents.while_free),
        reuse=Reuse[_spelled(order.reuse)],
        fresh=Fresh[_spelled(order.fresh)],
        fresh_first=int(order.fresh_first),
        clear_as_created=int(order.after_clear == "as-created"),
        **size_terms,
        is_single=int(life.instances == "one"),
        has_clear=int(life.clear),
        destroy=DestroyHow[_spelled(life.destroy)],
        destroys_null=int(life.destroy_null),
        storage_is_given=int(life.storage == "given"),
        storage_align=life.storage_align,
        counters=_counters(contract),
        storage_fixed=life.storage_fixed,
        storage_per_block=contract.storage_bytes(1) - life.storage_fixed,
        **_answers(contract),
    )


def _spelled(word: str) -> str:
    return word.upper().replace("-", "_")


def _of_sequence(sequence: Sequence | None) -> dict[str, int]:
    if sequence is None:
        return {"record_align": 1, "number_at": -1}
    return {
        "record_bytes": sequence.size,
        "record_align": sequence.align,
        "record_count": sequence.count,
        "most_records": max(sequence.count, min(sequence.counts.last, MOST_RECORDS)),
        "number_at": -1 if sequence.number_at is None else sequence.number_at,
    }


def _fill(name: str, fill: Fill) -> dict[str, int]:
    kind = FillOf.BYTE if fill.byte is not None else FillOf.KEPT if fill.kept else FillOf.ANY
    return {name: kind, f"{name}_byte": fill.byte or 0}


def _counters(contract: Contract) -> Counter:
    promised = Counter.NONE
    for each in Counter:
        if getattr(contract.counters, str(each.name).lower()) != "none":
            promised |= each
    return promised


def _answers(contract: Contract) -> dict[str, int]:
    size, sequence, life = contract.size, contract.sequence, contract.life
    answers = {
        "exhausted": contract.block.exhausted,
        "too_large": size.too_large if size else None,
        "records_exhausted": sequence.exhausted if sequence else None,
        "bad_config": life.bad_config,
        "out_of_memory": life.out_of_memory,
    }
    of_misuse = {
        f"of_{name}": getattr(contract.misuse, name)
        for name in ("null", "foreign", "other_pool", "interior", "double", "revoked", "record")
    }
    return {key: value for name, answer in (answers | of_misuse).items() for key, value in _answer(name, answer)}


def _answer(name: str, answer: Answer | None) -> list[tuple[str, int]]:
    if answer is None:
        return [(f"{name}_how", AnswerHow.UNDEFINED), (f"{name}_code", _ANY_REFUSAL)]
    code = answer.code if isinstance(answer.code, int) else _ANY_REFUSAL
    return [(f"{name}_how", AnswerHow[_spelled(answer.how.value)]), (f"{name}_code", code)]
