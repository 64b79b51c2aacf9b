"""Contracts drawn at random: what no example has side by side may be asked of one pool all the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final, TypeAlias

from poolproof.spec import SpecError
from poolproof.spec.contracts import Contract, read_contract

Value: TypeAlias = int | str | bool | list[int] | float
Tables: TypeAlias = dict[str, dict[str, Value]]

_SIZES: Final = (1, 2, 3, 8, 16, 24, 33, 64, 100, 256, 1000, 4096, 20_000)
_COUNTS: Final = (1, 2, 3, 5, 8, 16, 31, 64, 65, 100, 257)
_ALIGNS: Final = (1, 1, 2, 8, 8, 16, 64, 4096)
_FILLS: Final = ("any", "any", "0xDD", "0x00", "0x5a")
_ANSWERS: Final = ("undefined", "refused", "refused:{}", "ignored", "aborts")
_OF_MISUSE: Final = ("null", "foreign", "other_pool", "interior", "double", "revoked", "record")
_COUNTERS: Final = ("capacity", "used", "free", "peak")
_BYTES_AT_MOST: Final = 1 << 20
"""Of all blocks of a pool: more would take longer than it tells."""


def drawn_contract(seed: int) -> Contract:
    """Return a lawful contract, the same for the same seed."""
    source = Random(seed)
    while True:
        try:
            return read_contract(_text(_tables(source), seed), f"drawn-{seed}.toml")
        except SpecError:  # two of its promises contradict each other
            continue


def _text(tables: Tables, seed: int) -> str:
    lines = ["contract = 1", f'name = "drawn-{seed}"']
    for name, keys in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def _tables(source: Random) -> Tables:
    codes = iter(source.sample([*range(1, 60), *range(-60, 0)], 24))
    size = source.choice(_SIZES)
    tables: Tables = {"block": _block(source, codes, size), "order": _order(source), "contents": _contents(source)}
    if source.random() < 0.4:
        tables["size"] = _size(source, codes, size)
    if source.random() < 0.3:
        tables["sequence"] = _sequence(source, codes)
    tables["misuse"] = {each: _answer(source, codes, _ANSWERS) for each in _OF_MISUSE if source.random() < 0.5}
    tables["life"] = _life(source, codes)
    tables["counters"] = {each: source.choice(("exact", "exact", "at-rest")) for each in _COUNTERS if source.random() < 0.5}
    return tables


def _answer(source: Random, codes: Iterator[int], answers: Sequence[str]) -> str:
    return source.choice(answers).format(next(codes))


def _block(source: Random, codes: Iterator[int], size: int) -> dict[str, Value]:
    count = min(source.choice(_COUNTS), _BYTES_AT_MOST // size)
    block: dict[str, Value] = {"size": size, "align": source.choice(_ALIGNS), "count": count}
    if source.random() < 0.5:
        block["counts"] = [source.randint(1, count), source.randint(count, count + 200)]
        block["all_counts"] = source.random() < 0.7
    if source.random() < 0.3:
        block["capacity"] = "at-least"
    block["exhausted"] = _answer(source, codes, ("refused", "refused:{}", "refused:{}", "grows", "aborts"))
    return block


def _order(source: Random) -> dict[str, Value]:
    return {
        "reuse": source.choice(("any", "lifo", "fifo", "lowest-address")),
        "fresh": source.choice(("any", "any", "ascending", "descending")),
        "fresh_first": source.random() < 0.15,
        "after_clear": source.choice(("any", "any", "as-created")),
    }


def _contents(source: Random) -> dict[str, Value]:
    return {"at_get": source.choice((*_FILLS, "zero", "kept", "kept")), "while_free": source.choice((*_FILLS, "kept"))}


def _size(source: Random, codes: Iterator[int], size: int) -> dict[str, Value]:
    largest = source.choice((size, source.randint(1, size)))
    return {
        "smallest": source.choice((0, 0, 1, largest)),
        "largest": largest,
        "too_large": _answer(source, codes, ("refused", "refused:{}", "aborts", "undefined")),
        "before_capacity": source.random() < 0.7,
    }


def _sequence(source: Random, codes: Iterator[int]) -> dict[str, Value]:
    size = source.choice((1, 8, 24, 40, 128))
    sequence: dict[str, Value] = {"size": size, "align": source.choice((1, 8, 64)), "count": source.choice((1, 2, 20, 300))}
    if size > 8 and source.random() < 0.7:
        sequence["number_at"] = source.randint(0, size - 8)
    sequence["exhausted"] = _answer(source, codes, ("refused", "refused:{}"))
    return sequence


def _life(source: Random, codes: Iterator[int]) -> dict[str, Value]:
    life: dict[str, Value] = {
        "instances": source.choice(("many", "many", "any", "one")),
        "clear": source.random() < 0.6,
        "destroy": source.choice(("frees", "frees", "frees", "needs-all-returned", "none")),
        "destroy_null": source.random() < 0.3,
        "out_of_memory": _answer(source, codes, ("undefined", "refused", "refused:{}")),
        "bad_config": _answer(source, codes, ("undefined", "refused", "refused:{}")),
    }
    if source.random() < 0.25:
        life |= {"storage": "given", "storage_align": source.choice((1, 8, 64)), "storage_fixed": 1 << 16}
        life["storage_per_block"] = 1 << 15
    return life
