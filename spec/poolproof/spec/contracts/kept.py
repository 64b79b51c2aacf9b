"""A contract as a text that says all of it, to be kept: it needs no file beside it, and no default of today."""

from __future__ import annotations

import json
from dataclasses import replace

from poolproof.spec.contracts.language import ROOT, language
from poolproof.spec.contracts.loader import built_in_names, load_contract, read_whole_contract
from poolproof.spec.contracts.records import Answer, Contract, Counts, Fill

_VERSION = 1


def kept_lines(contract: Contract) -> list[str]:
    """Return the lines of a TOML file that holds every key of the contract, a line for each table."""
    head = [
        f"contract = {_VERSION}",
        f"name = {_written(contract.name)}",
        f"about = {_written(contract.about)}",
        f"binding = {contract.binding}",
    ]
    return [*head, *promise_lines(contract)]


def promise_lines(contract: Contract) -> list[str]:
    """The same without what a contract is called: two contracts that promise the same have the same."""
    tables = []
    for table in language().values():
        record = None if table.name == ROOT else getattr(contract, table.name)
        if record is not None:
            keys = (f"{key} = {_written(getattr(record, key))}" for key in table.keys)
            tables.append(f"{table.name} = {{ {', '.join(keys)} }}")
    return tables


def kept_contract(lines: list[str], sha256: str, where: str) -> Contract:
    """Return the contract that was kept. ``sha256``: of the file that it was read from; ``where``: what complaints call it.

    Raises SpecError for a text that is no such contract."""
    contract = replace(read_whole_contract("\n".join(lines), where), sha256=sha256)
    if contract.name in built_in_names() and load_contract(contract.name).sha256 == sha256:
        return load_contract(contract.name)
    return contract


def _written(value: object) -> str:
    """As TOML has it."""
    match value:
        case bool() | None:
            return "true" if value else "false"
        case Counts(first, last):
            return f"[{first}, {last}]"
        case Answer() | Fill():
            return f'"{value}"'
        case str():
            return json.dumps(value, ensure_ascii=True)
        case _:
            return f"{value}"
