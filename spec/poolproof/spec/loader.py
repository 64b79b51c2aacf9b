"""Reads the specification's data, and refuses whatever does not fit together."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from poolproof.spec.errors import did_you_mean
from poolproof.spec.records import Deviation, Level, LevelSpec, OperationSpec, Requirement, Spec, Status, StatusSpec
from poolproof.spec.table import Table, read_values

_DATA: Final = Path(__file__).parent / "data"

_LEVELS: Final = {level.value: level for level in Level}
_STATUSES: Final = {status.name: status for status in Status}


@functools.cache
def load_spec() -> Spec:
    """Return the specification that ships with the package."""
    return read_spec(_DATA)


def header_path() -> Path:
    """Return where the header of the C binding, ``bufferpool.h``, is installed."""
    return _DATA / "bufferpool.h"


def read_spec(folder: Path) -> Spec:
    """Return the specification whose TOML files lie in ``folder``. Raises SpecError for the first thing wrong with them."""
    requirements = _requirements(folder / "requirements.toml")
    return Spec(
        name="bufferpool",
        version="1",
        levels=_levels(folder / "levels.toml"),
        statuses=_statuses(folder / "statuses.toml"),
        operations=_operations(folder / "operations.toml"),
        requirements=requirements,
        deviations=_deviations(folder / "deviations.toml", [requirement.id for requirement in requirements]),
    )


def _records(file: Path, key: str, unique: Iterable[str], keys: Iterable[str]) -> tuple[Table, ...]:
    """Return the ``[[key]]`` tables, which are all that the file holds. No two have the same text under a ``unique`` key."""
    whole = Table(file, read_values(file))
    whole.allow_only([key])
    tables = whole.tables(key)
    for table in tables:
        table.allow_only([*unique, *keys])
    for name in unique:
        _check_unique(tables, name)
    return tables


def _check_unique(tables: Iterable[Table], key: str) -> None:
    seen = set()
    for table in tables:
        value = table.text(key)
        if value in seen:
            raise table.error(key, f"{value!r} comes twice", "rename or remove one of them")
        seen.add(value)


def _levels(file: Path) -> tuple[LevelSpec, ...]:
    tables = _records(file, "level", unique=["name"], keys=["text"])
    levels = tuple(LevelSpec(table.choice("name", _LEVELS), table.text("text")) for table in tables)
    _check_order(file, "level", [level.level.value for level in levels], list(_LEVELS))
    return levels


def _statuses(file: Path) -> tuple[StatusSpec, ...]:
    tables = _records(file, "status", unique=["name"], keys=["value", "meaning"])
    statuses = tuple(_status(table) for table in tables)
    _check_order(file, "status", [status.status.name for status in statuses], list(_STATUSES))
    return statuses


def _status(table: Table) -> StatusSpec:
    status = table.choice("name", _STATUSES)
    value = table.integer("value", 0, 2**31 - 1)
    if value != status:
        raise table.error("value", f"{status.name} can't be {value}", f"version 1 of the binding fixes it: give {int(status)}")
    return StatusSpec(status, table.text("meaning"))


def _check_order(file: Path, key: str, found: list[str], expected: list[str]) -> None:
    if found != expected:
        whole = Table(file, {})
        raise whole.error(key, f"found {', '.join(found)}", f"there must be {', '.join(expected)}, in this order")


def _operations(file: Path) -> tuple[OperationSpec, ...]:
    keys = ["signature", "succeeds_with", "refuses_with", "hot", "optional"]
    return tuple(_operation(table) for table in _records(file, "operation", unique=["name", "symbol"], keys=keys))


def _operation(table: Table) -> OperationSpec:
    return OperationSpec(
        name=table.text("name"),
        symbol=table.text("symbol"),
        signature=table.text("signature"),
        succeeds_with=table.text("succeeds_with"),
        refuses_with=table.choices("refuses_with", _STATUSES),
        hot=table.flag("hot"),
        optional=table.flag("optional"),
    )


def _requirements(file: Path) -> tuple[Requirement, ...]:
    tables = _records(file, "requirement", unique=["id", "text"], keys=["level", "reason", "source", "for_python"])
    return tuple(_requirement(table) for table in tables)


def _requirement(table: Table) -> Requirement:
    id = table.text("id")
    if not re.fullmatch(r"[A-Z][A-Z0-9]*-[1-9][0-9]*", id):
        raise table.error("id", f"{id!r} is no id", "write capitals, a hyphen and a number, like ORDER-1")
    return Requirement(
        id=id,
        level=table.choice("level", _LEVELS),
        text=table.text("text"),
        reason=table.text("reason"),
        source=table.text("source"),
        for_python=table.text_if_any("for_python"),
    )


def _deviations(file: Path, requirement_ids: list[str]) -> tuple[Deviation, ...]:
    keys = ["number", "record_says", "spec_does", "reason", "requirements"]
    tables = _records(file, "deviation", unique=["title"], keys=keys)
    return tuple(_deviation(table, number, requirement_ids) for number, table in enumerate(tables, start=1))


def _deviation(table: Table, number: int, requirement_ids: list[str]) -> Deviation:
    given = table.integer("number", 1, 2**31 - 1)
    if given != number:
        raise table.error("number", f"{given} is out of sequence", f"number them 1, 2, 3, ...: give {number}")
    requirements = table.texts("requirements")
    for id in requirements:
        if id not in requirement_ids:
            raise table.error("requirements", f"no requirement is called {id!r}", did_you_mean(id, requirement_ids))
    return Deviation(
        number=number,
        title=table.text("title"),
        record_says=table.text("record_says"),
        spec_does=table.text("spec_does"),
        reason=table.text("reason"),
        requirements=requirements,
    )
