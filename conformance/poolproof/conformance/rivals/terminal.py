"""Verdicts on rivals, for the eyes."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .verdicts import RivalVerdict


def print_verdicts(verdicts: Sequence[RivalVerdict], is_whole: bool, console: Console) -> None:
    """Which requirements the rivals violate, as far as they were judged."""
    table = Table(title="what they lack", title_justify="left", title_style="bold", box=None, padding=(0, 1))
    table.add_column("", no_wrap=True)
    table.add_column("conforms at", no_wrap=True)
    table.add_column("violates")
    for each in verdicts:
        if each.run is None:
            table.add_row(each.rival.name, Text("unknown", "yellow"), Text((each.why_not or "").partition("\n")[0], "yellow"))
        else:
            table.add_row(each.rival.name, str(each.conforms_at or "no level"), ", ".join(each.failed) or "nothing")
    console.print(table)
    if not is_whole:
        console.print(Text("interrupted: the others were not judged", "yellow"))
