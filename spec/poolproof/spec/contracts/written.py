"""What one file says, and what comes of it with the files that it is based on: values that are checked, and not yet whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from poolproof.spec.contracts.language import MUST_IN_EVERY_FILE, NOT_INHERITED, ROOT, TableOfKeys, language
from poolproof.spec.contracts.values import value_of
from poolproof.spec.errors import did_you_mean
from poolproof.spec.table import Table, kind_of, parse_values, read_content

_BYTES_AT_MOST: Final = 1 << 20
"""A contract takes some hundred lines: more is no contract, and TOML is read slowly."""
REMOVED: Final = None
"""Stands for a table that ``name = false`` took away."""

Values: TypeAlias = dict[str, dict[str, object] | None]
"""Table by table, the file itself under :data:`ROOT`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a contract stands: a file, or the text that a library carries."""

    file: Path
    content: bytes
    is_file: bool
    """Of a text, nothing lies beside it."""


def source_of_file(file: Path) -> Source:
    """Raises SpecError for a file that can't be read."""
    return Source(file, read_content(file, _BYTES_AT_MOST), is_file=True)


def checked_values(source: Source) -> Values:
    """Return what the source says, each value checked by itself. Raises SpecError."""
    whole = _parsed(source)
    tables = language()
    root = Table(source.file, whole)
    root.allow_only([*tables[ROOT].keys, *(name for name in tables if name != ROOT)])
    for name in MUST_IN_EVERY_FILE:
        if not root.has(name):
            raise root.error(name, "missing", f"add a line that begins with {name} =, above the first table")
    values: Values = {ROOT: _values_of(source, tables[ROOT], {key: whole[key] for key in tables[ROOT].keys if key in whole})}
    for name, table in tables.items():
        if name == ROOT or name not in whole:
            continue
        written = whole[name]
        if written is False and table.is_removable:
            values[name] = REMOVED
        elif isinstance(written, dict):
            values[name] = _values_of(source, table, written)
        else:
            remedy = f"write [{name}] and its keys below" + (f", or {name} = false for none" if table.is_removable else "")
            raise root.error(name, f"must be a table, not {kind_of(written)}", remedy)
    return values


def merged(base: Values, own: Values) -> Values:
    """Return the base's values with the file's own over them, key by key."""
    values: Values = {}
    for name in [*base, *(each for each in own if each not in base)]:
        inherited, changed = base.get(name), own.get(name)
        if name in own and changed is REMOVED:
            values[name] = REMOVED
        elif name == ROOT:
            kept = {key: value for key, value in (inherited or {}).items() if key not in NOT_INHERITED}
            values[name] = {**kept, **(changed or {})}
        elif inherited is None and changed is None:
            values[name] = REMOVED
        else:
            values[name] = {**(inherited or {}), **(changed or {})}
    return values


def digest(contents: list[bytes]) -> str:
    return hashlib.sha256(b"".join(contents)).hexdigest()


def _parsed(source: Source) -> dict[str, object]:
    return parse_values(source.file, source.content)


def _values_of(source: Source, keys: TableOfKeys, written: Mapping[str, object]) -> dict[str, object]:
    table = Table(source.file, written, keys.name)
    for name, value in written.items():
        if name not in keys.keys:
            raise table.error(name, "unknown key", _remedy(keys, name, value))
    return {name: value_of(table, keys.keys[name], value) for name, value in written.items()}


def _remedy(keys: TableOfKeys, name: str, value: object) -> str:
    removable = language().get(name)
    if value is False and removable is not None and removable.is_removable:
        return f"write {name} = false above the first table: below [{keys.name}] it is a key of that table"
    elsewhere = [each.name for each in language().values() if each.name != ROOT and name in each.keys]
    if elsewhere:
        return f"{name} is a key of [{'], ['.join(elsewhere)}]"
    return did_you_mean(name, keys.keys)
