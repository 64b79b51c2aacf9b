"""By which contract a case is judged: the whole of it stands in the file, so that nothing beside it is needed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from poolproof.spec import SpecError
from poolproof.spec.contracts import Contract, default_contract, kept_contract, kept_lines

from .record import Record

_COUNT_MAX: Final = 2**32 - 1
_NUMBER_MAX: Final = 2**64 - 1
_SHA256_DIGITS: Final = 64
_OF_PROFILE: Final = ("name", "soa_capacity", "receipt_capacity", "memory_bytes", "instruction_limit")


def contract_text(contract: Contract) -> str:
    """The contract as the value of a key of a case file: a line of the contract is a line of the file."""
    head = [f'    "name": {json.dumps(contract.name)},', f'    "sha256": {json.dumps(contract.sha256)},']
    lines = ",\n".join(f"      {json.dumps(line, ensure_ascii=False)}" for line in kept_lines(contract))
    return "\n".join(["{", *head, '    "text": [', lines, "    ]", "  }"])


def contract_of(record: Record) -> Contract:
    """What ``contract_text`` wrote. Raises CaseError."""
    record.allow_only(("name", "sha256", "text"))
    name, sha256 = record.text("name"), record.text("sha256")
    if len(sha256) != _SHA256_DIGITS:
        raise record.error("sha256", f"has {len(sha256)} digits", f"give the {_SHA256_DIGITS} of the contract's file")
    lines = record.list("text")
    if not all(isinstance(line, str) for line in lines):
        raise record.error("text", "holds something that is no text", "give the lines of a contract, each in quotes")
    try:
        contract = kept_contract([str(line) for line in lines], sha256, record.key)
    except SpecError as error:
        remedy = f"{error.remedy}, or save the case again"
        raise record.error("text", f"is no contract ({error.key}: {error.problem})", remedy) from error
    if contract.name != name:
        raise record.error("name", f"{name!r} is not the name in its text, {contract.name!r}", "give them one name")
    return contract


def contract_of_profile(record: Record) -> Contract:
    """That of a file of before contracts: knhk, with the counts and costs that it says. Raises CaseError."""
    record.allow_only(_OF_PROFILE)
    record.text("name")
    knhk = default_contract()
    assert knhk.sequence is not None
    assert knhk.hot is not None
    assert knhk.cost is not None
    return replace(
        knhk,
        block=replace(knhk.block, count=record.integer("soa_capacity", 1, _COUNT_MAX)),
        sequence=replace(knhk.sequence, count=record.integer("receipt_capacity", 1, _COUNT_MAX)),
        hot=replace(knhk.hot, instructions=record.integer("instruction_limit", 1, _NUMBER_MAX)),
        cost=replace(knhk.cost, memory=record.integer("memory_bytes", 1, _NUMBER_MAX)),
    )
