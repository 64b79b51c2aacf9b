"""Reads the specification's data, and refuses whatever does not fit together."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Final

from poolproof.spec.deviations import read_deviations
from poolproof.spec.records import Level, LevelSpec, OperationSpec, Requirement, Spec, StatusSpec
from poolproof.spec.status import Status
from poolproof.spec.table import Table, read_records

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
        deviations=read_deviations(folder / "deviations.toml", [requirement.id for requirement in requirements]),
    )


def _levels(file: Path) -> tuple[LevelSpec, ...]:
    tables = read_records(file, "level", unique=["name"], keys=["text"])
    levels = tuple(LevelSpec(table.choice("name", _LEVELS), table.text("text")) for table in tables)
    _check_order(file, "level", [level.level.value for level in levels], list(_LEVELS))
    return levels


def _statuses(file: Path) -> tuple[StatusSpec, ...]:
    tables = read_records(file, "status", unique=["name"], keys=["value", "meaning"])
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
    return tuple(_operation(table) for table in read_records(file, "operation", unique=["name", "symbol"], keys=keys))


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
    tables = read_records(file, "requirement", unique=["id", "text"], keys=["level", "reason", "source", "for_python"])
    return tuple(_requirement(table) for table in tables)


def _requirement(table: Table) -> Requirement:
    id = table.text("id")
    if not re.fullmatch(r"[A-Z][A-Z0-9]*-[1-9][0-9]*", id):
        raise table.error("id", f"{id!r} is not an id", "write capitals, a hyphen and a number, like ORDER-1")
    return Requirement(
        id=id,
        level=table.choice("level", _LEVELS),
        text=table.text("text"),
        reason=table.text("reason"),
        source=table.text("source"),
        for_python=table.text_if_any("for_python"),
    )
