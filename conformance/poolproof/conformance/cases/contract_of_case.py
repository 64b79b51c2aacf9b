"""By which contract a case is judged: the whole of it stands in the file, so that nothing beside it is needed."""

from __future__ import annotations

import json
from typing import Final

from poolproof.spec import SpecError
from poolproof.spec.contracts import Contract, kept_contract, kept_lines

from .record import Record

_SHA256_DIGITS: Final = 64


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
        raise record.error("text", "holds something that is not text", "give the lines of a contract, each in quotes")
    try:
        contract = kept_contract([str(line) for line in lines], sha256, record.key)
    except SpecError as error:
        remedy = f"{error.remedy}, or save the case again"
        raise record.error("text", f"is not a contract ({error.key}: {error.problem})", remedy) from error
    if contract.name != name:
        raise record.error("name", f"{name!r} is not the name in its text, {contract.name!r}", "give them one name")
    return contract
