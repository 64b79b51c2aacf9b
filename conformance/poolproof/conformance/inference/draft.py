"""A contract in the making: promises, each with what speaks for it, and remarks on what is not promised."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from poolproof.spec.contracts import Contract, Counts, language, load_contract, read_contract
from poolproof.spec.contracts.language import ROOT
from poolproof.spec.contracts.records import Answer, Fill

Value: TypeAlias = str | int | float | bool | tuple[int, int]

_VERSION: Final = 1
_BASES: Final = {1: "knhk"}
"""The contract on which those of a binding are based, and of which they say only what differs."""
_OFFS: Final = {"size": False, "sequence": False, "hot": False, "cost": False}
_WHERE: Final = "the contract that is being inferred"
_WIDTH: Final = 34
"""Columns before a comment."""


@dataclass(slots=True)
class Line:
    value: Value
    evidence: str


@dataclass(slots=True)
class Draft:
    """``lines``: by table and key, as a file writes them; ``remarks``: by table, on what is left out; ``doubts``: promises that
    were kept nearly always, each a sentence."""

    name: str
    about: str
    binding: int
    lines: dict[str, dict[str, Line]] = field(default_factory=dict)
    remarks: dict[str, dict[str, str]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def promise(self, path: str, value: Value, evidence: str) -> None:
        """``path``: table and key, with a dot between them."""
        table, _, key = path.partition(".")
        self.lines.setdefault(table, {})[key] = Line(value, evidence)
        self.remarks.get(table, {}).pop(key, None)

    def leave_out(self, path: str, why: str) -> None:
        """Of a key, or of a whole table."""
        table, _, key = path.partition(".")
        if key:
            self.lines.get(table, {}).pop(key, None)
        else:
            self.lines.pop(table, None)
        self.remarks.setdefault(table, {})[key] = why

    def value(self, path: str) -> Value | None:
        """What is promised; None: nothing is."""
        table, _, key = path.partition(".")
        line = self.lines.get(table, {}).get(key)
        return None if line is None else line.value

    def contract(self) -> Contract:
        """The contract that it is now. Raises SpecError for a contradiction."""
        tables = (
            "\n".join([f"[{table}]", *(f"{key} = {written(line.value)}" for key, line in lines.items())])
            for table, lines in self.lines.items()
        )
        return read_contract("\n".join([*self._head(), *tables]), _WHERE)

    def text(self) -> str:
        """As a file, with the evidence as comments."""
        base = _BASES.get(self.binding)
        kept = None if base is None else load_contract(base)
        parts = [self._head() if base is None else [*self._head()[:-1], f'based_on = "{base}"']]
        own = self.contract() if kept is not None else None
        for table in (each for each in language() if each != ROOT):
            if kept is not None and own is not None:
                parts.append(self._differences(table, own, kept))
            else:
                parts.append(self._table(table, self.lines.get(table, {})))
        removed = [part for part in parts[1:] if part and not part[0].startswith(("[", "#"))]
        parts[0] += [line for part in removed for line in part]
        return "\n\n".join("\n".join(part) for part in parts if part and part not in removed) + "\n"

    def _head(self) -> list[str]:
        return [
            f"contract = {_VERSION}",
            f"name = {written(self.name)}",
            f"about = {written(self.about)}",
            f"binding = {self.binding}",
        ]

    def _table(self, table: str, lines: dict[str, Line]) -> list[str]:
        remarks = self.remarks.get(table, {})
        if not lines and not remarks:
            return []
        keys = [key for key in language()[table].keys if key in lines or key in remarks]
        text = [f"[{table}]"] if lines else [f"# [{table}]"]
        text += [f"# {remarks['']}"] if "" in remarks else []
        for key in keys:
            if key in lines:
                text.append(_commented(f"{key} = {written(lines[key].value)}", lines[key].evidence))
            else:
                text.append(f"# {key}: {remarks[key]}")
        return text

    def _differences(self, table: str, own: Contract, base: Contract) -> list[str]:
        """What the base says otherwise."""
        ours, theirs = getattr(own, table), getattr(base, table)
        if ours is None:
            why = self.remarks.get(table, {}).get("", "not seen")
            return [] if theirs is None else [_commented(f"{table} = false", why)]
        lines, remarks = {}, self.remarks.get(table, {})
        for key in language()[table].keys:
            value = getattr(ours, key)
            if theirs is None or value != getattr(theirs, key):
                said = self.lines.get(table, {}).get(key)
                lines[key] = Line(plain(value), said.evidence if said is not None else remarks.get(key, "not seen"))
        return self._table(table, lines) if lines else []


def _commented(line: str, comment: str) -> str:
    return f"{line:{_WIDTH}} # {comment}" if comment else line


def plain(value: object) -> Value:
    """A value of a contract as a file writes it, before it is written."""
    match value:
        case None:
            return False
        case Counts(first, last):
            return (first, last)
        case Answer() | Fill():
            return str(value)
        case str() | int() | float() | bool():
            return value
    raise TypeError(f"{value!r} is no value of a contract")


def written(value: Value) -> str:
    """As TOML has it."""
    match value:
        case bool():
            return "true" if value else "false"
        case (first, last):
            return f"[{first}, {last}]"
        case str():
            return json.dumps(value, ensure_ascii=True)
    return f"{value}"
