"""Threads that met, in the terminal: a column each where there is room, else a line for each thing that one of them did."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from ..interleaving import Told, heads, lines, rows, start

_BETWEEN_COLUMNS = 2


class Meeting:
    """What was found, as a picture."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self._width > options.max_width:
            yield from (Text(line, overflow="fold") for line in lines(self._told))
            return
        yield Text(start(self._told.job), "dim")
        yield self._table()

    @property
    def _width(self) -> int:
        """Of all columns beside each other, none of them folded."""
        widest = [len(head) for head in heads(self._told)]
        for row in rows(self._told):
            widest[row.column] = max(widest[row.column], *map(len, row.lines), len(row.switch) + 2)
        return sum(widest) + _BETWEEN_COLUMNS * len(widest)

    def _table(self) -> Table:
        """A row for each stretch that one of them runs alone, and below it where it is stopped."""
        table = Table(box=None, padding=(0, _BETWEEN_COLUMNS, 0, 0), header_style="bold")
        for head in heads(self._told):
            table.add_column(head, no_wrap=True)
        for row in rows(self._told):
            cell = Text("\n".join(row.lines))
            if row.switch:
                cell.append(f"\n  {row.switch}", "dim")
            table.add_row(*(cell if column == row.column else "" for column in range(len(table.columns))))
        return table
