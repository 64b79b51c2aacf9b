"""Which requirements a contract has, each stated with the contract's own values."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.spec.contracts.conditions import applies
from poolproof.spec.contracts.loader import DEFAULT_CONTRACT
from poolproof.spec.contracts.records import Contract
from poolproof.spec.contracts.words import words_of
from poolproof.spec.loader import load_spec
from poolproof.spec.records import Level, Requirement
from poolproof.spec.table import Table, read_records

_FILE: Final = Path(__file__).parent.parent / "data" / "derived.toml"
_LEVELS: Final = {level.value: level for level in Level}
_KEYS: Final = ("after", "level", "reason", "of_contract", "in_general", "when")


@dataclass(frozen=True, slots=True)
class Derived:
    """A requirement as one contract states it. ``not_promised``: what the contract says instead, by key, where ``text`` says in
    general what it is about; None: it promises it."""

    id: str
    level: Level
    text: str
    reason: str
    not_promised: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """When a requirement applies, and its text with placeholders."""

    when: tuple[str, ...] = ()
    of_contract: str | None = None
    in_general: str | None = None
    reason: str | None = None
    """In place of that of the default contract, which speaks of its own pools."""


def derived_requirements(contract: Contract) -> tuple[Derived, ...]:
    """Return every requirement, in the order of the specification. The default contract keeps the words of its own."""
    words = words_of(contract)
    return tuple(_derived(each, contract, words) for each in _requirements())


def always_promised() -> tuple[str, ...]:
    """Return the ids of the requirements that every contract has, whatever it says."""
    return tuple(each.id for each in _requirements() if not _rules().get(each.id, _Rule()).when)


def _derived(requirement: Requirement, contract: Contract, words: dict[str, str]) -> Derived:
    rule = _rules().get(requirement.id, _Rule())
    failed = next((each for each in rule.when if not applies(contract, each)), None)
    text = requirement.text
    if rule.of_contract is not None and (contract.name != DEFAULT_CONTRACT or failed is not None):
        text = (rule.in_general if failed is not None and rule.in_general else rule.of_contract).format_map(words)
    reason = requirement.reason if contract.name == DEFAULT_CONTRACT or rule.reason is None else rule.reason
    not_promised = None if failed is None else _shortfall(contract, failed)
    return Derived(requirement.id, requirement.level, text, reason, not_promised)


@functools.cache
def _tables() -> tuple[Table, ...]:
    return read_records(_FILE, "requirement", unique=["id"], keys=_KEYS)


@functools.cache
def _rules() -> dict[str, _Rule]:
    return {table.text("id"): _rule(table) for table in _tables()}


def _rule(table: Table) -> _Rule:
    when = table.texts("when") if table.has("when") else ()
    return _Rule(when, table.text_if_any("of_contract"), table.text_if_any("in_general"), table.text_if_any("reason"))


@functools.cache
def _requirements() -> tuple[Requirement, ...]:
    """Those of the decision record, and behind each those that other contracts have besides."""
    return tuple(each for own in load_spec().requirements for each in (own, *_behind(own.id)))


def _behind(id: str) -> Iterator[Requirement]:
    for table in _tables():
        if table.text_if_any("after") == id:
            text = table.text("of_contract")
            yield Requirement(
                table.text("id"), table.choice("level", _LEVELS), text, table.text("reason"), "ours: the language of contracts"
            )
            yield from _behind(table.text("id"))


def _shortfall(contract: Contract, condition: str) -> str:
    """What the contract says instead, by key: "order.reuse is any"."""
    paths = condition.split(" ", 1)[0].split("|")
    said = [_said(contract, path) for path in paths]
    if len(said) > 1 and len({each.rpartition(" ")[2] for each in said}) == 1:
        return f"{', '.join(paths)} are {said[0].rpartition(' ')[2]}"
    return ", ".join(said)


def _said(contract: Contract, path: str) -> str:
    table, _, key = path.partition(".")
    record = getattr(contract, table)
    if record is None:
        return f"there is no table [{table}]"
    if not key:
        return f"[{table}] is there"
    value = getattr(record, key)
    return f"{path} is {str(value).lower() if isinstance(value, bool | None) else value}"
