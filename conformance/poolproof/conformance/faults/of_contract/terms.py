"""A contract as ``terms.h``: the macros that ``pool.h``, the sound pool of any contract, is compiled with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from poolproof.spec.contracts import Answer, Contract, Fill

_HOWS: Final = ("undefined", "refused", "ignored", "aborts", "grows")
_REUSES: Final = ("any", "lifo", "fifo", "lowest-address")
_FRESH: Final = ("any", "ascending", "descending")
_DESTROYS: Final = ("frees", "needs-all-returned", "none")
_FILLS: Final = ("any", "kept", "byte")
_INSTANCES: Final = ("many", "one", "any")
_ANY_REFUSAL: Final = 77
"""What the sound pool answers where any refusal will do: a number that nobody expects."""


def terms_header(contract: Contract) -> str:
    """Return the text of ``terms.h`` for a contract of binding 2."""
    lines = [
        f'/* Made of the contract "{contract.name}". */',
        *_enum("ANSWER", _HOWS),
        *_enum("REUSE", _REUSES),
        *_enum("FRESH", _FRESH),
        *_enum("DESTROY", _DESTROYS),
        *_enum("FILL", _FILLS),
        *_enum("INSTANCES", _INSTANCES),
        f"#define ANY_REFUSAL {_ANY_REFUSAL}",
        f'#define CONTRACT_NAME "{contract.name}"',
        *(f"#define {name} ({value})" for name, value in _numbers(contract)),
    ]
    return "\n".join(lines) + "\n"


def has_create(contract: Contract) -> bool:
    """Whether the sound pool has a create. Where it need not, there is none, and the pool is the process's only one."""
    life, block = contract.life, contract.block
    is_only_one = life.instances == "one" and life.destroy == "none" and life.storage == "own"
    is_create_promised = life.out_of_memory.is_promised or life.bad_config.is_promised
    return is_create_promised or not (is_only_one and block.counts == (block.count, block.count))


def is_in_a_word(contract: Contract) -> bool:
    """Whether nobody may be waited for: then the sound pool has its whole state in one word, and no lock."""
    return contract.sharing.between == "interrupts" or contract.sharing.progress == "lock-free"


def _enum(name: str, words: tuple[str, ...]) -> Iterator[str]:
    for value, word in enumerate(words):
        yield f"#define {name}_{_spelled(word)} {value}"


def _spelled(word: str) -> str:
    return word.upper().replace("-", "_")


def _numbers(contract: Contract) -> Iterator[tuple[str, object]]:
    block, order, life, size, sequence = contract.block, contract.order, contract.life, contract.size, contract.sequence
    yield from (("BLOCK_SIZE", block.size), ("BLOCK_ALIGN", block.align), ("BLOCK_COUNT", block.count))
    yield from (("COUNT_FIRST", block.counts.first), ("COUNT_LAST", block.counts.last), ("ALL_COUNTS", int(block.all_counts)))
    yield ("CAPACITY_EXACT", int(block.capacity == "exact"))
    yield from _answer("EXHAUSTED", block.exhausted)
    yield from (("ORDER_REUSE", _REUSES.index(order.reuse)), ("ORDER_FRESH", _FRESH.index(order.fresh)))
    yield ("ORDER_FRESH_FIRST", int(order.fresh_first))
    yield from (("HAS_CLEAR", int(life.clear)), ("AFTER_CLEAR_AS_CREATED", int(order.after_clear == "as-created")))
    for name in ("capacity", "used", "free", "peak"):
        yield (f"COUNTS_{name.upper()}", int(getattr(contract.counters, name) != "none"))
    yield from _fill("AT_GET", contract.contents.at_get)
    yield from _fill("WHILE_FREE", contract.contents.while_free)
    yield from (("HAS_SIZE", int(size is not None)), ("SIZE_SMALLEST", size.smallest if size is not None else 0))
    yield ("SIZE_LARGEST", size.largest if size is not None else 0)
    yield from _answer("TOO_LARGE", _told_apart(size.too_large, block.exhausted) if size is not None else block.exhausted)
    for name in ("null", "foreign", "other_pool", "interior", "double", "revoked", "record"):
        yield from _answer(_spelled(name), getattr(contract.misuse, name))
    yield from (("HAS_CREATE", int(has_create(contract))), ("DESTROY", _DESTROYS.index(life.destroy)))
    yield from (("DESTROY_NULL", int(life.destroy_null)), ("INSTANCES", _INSTANCES.index(life.instances)))
    yield from _answer("OUT_OF_MEMORY", life.out_of_memory)
    yield from _answer("BAD_CONFIG", life.bad_config)
    yield from (("STORAGE_GIVEN", int(life.storage == "given")), ("STORAGE_FIXED", life.storage_fixed))
    yield ("STORAGE_PER_BLOCK", contract.storage_bytes(1) - life.storage_fixed)
    yield from (("IS_SHARED", int(contract.sharing.between != "owner")), ("IS_WORD", int(is_in_a_word(contract))))
    yield ("HAS_SEQUENCE", int(sequence is not None))
    yield from (("RECORD_SIZE", sequence.size if sequence else 1), ("RECORD_ALIGN", sequence.align if sequence else 1))
    yield ("RECORD_COUNT", sequence.count if sequence else 1)
    yield ("NUMBER_AT", -1 if sequence is None or sequence.number_at is None else sequence.number_at)
    yield from (
        ("INSTRUCTIONS", contract.hot.instructions if contract.hot else 0),
        ("MEMORY_BYTES", contract.cost.memory if contract.cost else 0),
    )
    yield from _answer("SEQUENCE_EXHAUSTED", sequence.exhausted if sequence else block.exhausted)


def _told_apart(too_large: Answer, exhausted: Answer) -> Answer:
    """The answer to a size that is too large: not the one to exhaustion, where any other will do."""
    if not too_large.is_refusal or too_large.code is not None:
        return too_large
    return too_large._replace(code=_ANY_REFUSAL + (2 if exhausted.code == _ANY_REFUSAL + 1 else 1))


def _answer(name: str, answer: Answer) -> Iterator[tuple[str, object]]:
    code = answer.code if isinstance(answer.code, int) else _ANY_REFUSAL
    yield from ((f"{name}_HOW", _HOWS.index(answer.how.value)), (f"{name}_CODE", code))


def _fill(name: str, fill: Fill) -> Iterator[tuple[str, object]]:
    kind = "byte" if fill.byte is not None else "kept" if fill.kept else "any"
    yield from ((name, _FILLS.index(kind)), (f"{name}_BYTE", fill.byte or 0))
