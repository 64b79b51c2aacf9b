"""Where a contract departs from the default one in more than its numbers: what those must say who know that one alone."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from poolproof.spec.contracts.loader import default_contract
from poolproof.spec.contracts.records import Contract

_NUMBERS: Final = frozenset(
    {
        "block.count",
        "sequence.count",
        "hot.instructions",
        "cost.memory",
        "cost.cache_hits",
        "cost.tick_target",
        "cost.tick_baseline",
    }
)
"""Keys whose values may differ, as long as both promise something: 0 is no promise."""

_TABLES: Final = (
    "block",
    "order",
    "contents",
    "size",
    "misuse",
    "life",
    "counters",
    "sharing",
    "sequence",
    "hot",
    "cost",
)


def first_departure(contract: Contract) -> str | None:
    """Return the first key, or the first table that one of them lacks, by which the contract promises otherwise than the
    default one; None: it differs in counts and costs alone, or not at all."""
    default = default_contract()
    if contract.binding != default.binding:
        return "binding"
    for table in _TABLES:
        own, other = getattr(contract, table), getattr(default, table)
        if own is None or other is None:
            if own is not other:
                return table
            continue
        for key in (field.name for field in fields(other)):
            if not _alike(f"{table}.{key}", getattr(own, key), getattr(other, key)):
                return f"{table}.{key}"
    return None


def _alike(path: str, own: object, other: object) -> bool:
    return own == other or (path in _NUMBERS and bool(own) and bool(other))
