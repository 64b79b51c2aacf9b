"""Reads where the decision record is silent or contradicts itself."""

from __future__ import annotations

from pathlib import Path

from poolproof.spec.errors import did_you_mean
from poolproof.spec.records import Deviation
from poolproof.spec.table import Table, read_records


def read_deviations(file: Path, requirement_ids: list[str]) -> tuple[Deviation, ...]:
    """Return the deviations of a file, numbered 1, 2, 3, ... Raises SpecError for the first thing wrong with them."""
    keys = ["number", "record_says", "spec_does", "reason", "requirements"]
    tables = read_records(file, "deviation", unique=["title"], keys=keys)
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
