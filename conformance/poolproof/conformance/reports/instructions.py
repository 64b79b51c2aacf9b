"""What operations take, instruction by instruction: as a table for the eyes, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.table import Table

from ..verification import InstructionRow

_FUNCTIONS_SHOWN: Final = 4


def instruction_table(rows: Iterable[InstructionRow]) -> Table:
    """One line for each kind of operation and outcome: a figure of bounded time (HOT-5)."""
    table = Table(
        title="instructions",
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 1),
        expand=False,
        header_style="dim",
    )
    for name in ("operation", "outcome"):
        table.add_column(name, no_wrap=True)
    for name in ("samples", "least", "median", "most"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("among them", overflow="fold")
    for row in rows:
        numbers = (f"{number:,}" for number in (row.samples, row.least, row.median, row.most))
        table.add_row(row.operation, row.outcome, *numbers, _among_them(row))
    return table


def to_json(row: InstructionRow) -> dict[str, object]:
    """One row as plain data."""
    return {
        "operation": row.operation,
        "outcome": row.outcome,
        "samples": row.samples,
        "least": row.least,
        "median": row.median,
        "most": row.most,
        "locked": row.locked_most,
        "time_stamp_reads": row.time_reads_most,
        "system_calls": row.system_calls_most,
        "outside": list(row.outside),
    }


def _among_them(row: InstructionRow) -> str:
    said = [
        f"{number:,} {what}"
        for number, what in (
            (row.locked_most, "locked"),
            (row.time_reads_most, "reading the time stamp"),
            (row.system_calls_most, "calling the system"),
        )
        if number
    ]
    if row.outside:
        more = len(row.outside) - _FUNCTIONS_SHOWN
        said.append("calls " + ", ".join(row.outside[:_FUNCTIONS_SHOWN]) + (f" and {more} more" if more > 0 else ""))
    return "; ".join(said)
