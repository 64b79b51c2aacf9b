"""What one contract promises as a Markdown document, the same text for the same contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from poolproof.spec.contracts.derived import Derived, derived_requirements
from poolproof.spec.contracts.language import ROOT, TableOfKeys, language
from poolproof.spec.contracts.records import Answer, Contract, Counts, Fill
from poolproof.spec.records import Level

_HEADERS = {1: "bufferpool.h", 2: "blockpool.h"}


def contract_as_markdown(contract: Contract) -> str:
    """Return every value of the contract, its requirements with their reasons, and why the others are none of them, as a
    document that ends with a line break."""
    base = f" It is based on `{contract.based_on}`." if contract.based_on else ""
    about = f"{contract.about.rstrip('.')}. " if contract.about else ""
    requirements = derived_requirements(contract)
    left_out = [each for each in requirements if each.not_promised is not None]
    parts = [
        f"# Contract `{contract.name}`",
        f"{about}Binding {contract.binding}: `{_HEADERS[contract.binding]}`.{base}",
        "## What it says",
        *_values(contract),
        "## Requirements",
        *_requirements([each for each in requirements if each.not_promised is None]),
    ]
    if left_out:
        parts += [
            "## Not promised, and not judged",
            _table(["id", "why"], [[each.id, each.not_promised or ""] for each in left_out]),
        ]
    return "\n\n".join(parts) + "\n"


def _values(contract: Contract) -> Iterator[str]:
    for table in language().values():
        record = None if table.name == ROOT else getattr(contract, table.name)
        if record is not None:
            yield f"### [{table.name}]"
            yield _table(["key", "value", "meaning"], _rows(table, record))


def _rows(table: TableOfKeys, record: object) -> list[list[str]]:
    return [[f"`{key.name}`", f"`{_written(getattr(record, key.name))}`", key.meaning] for key in table.keys.values()]


def _written(value: object) -> str:
    """As the file writes it."""
    match value:
        case bool() | None:
            return "true" if value else "false"
        case Counts(first, last):
            return f"[{first}, {last}]"
        case Answer() | Fill() | str():
            return f'"{value}"'
        case _:
            return f"{value}"


def _requirements(promised: Sequence[Derived]) -> Iterator[str]:
    for level in Level:
        of_level = [each for each in promised if each.level == level]
        if of_level:
            yield f"### Level {level}"
        for each in of_level:
            yield f"#### {each.id}"
            yield f"**{each.text}**"
            yield each.reason


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(text.replace('|', chr(92) + '|') for text in line)} |" for line in lines)
