"""``poolproof history``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from ..console import Console
from ..reports import history as runs
from ..reports.environment import version
from ..reports.history import Entry, HistoryError
from ..subjects.resolve import printable
from .exits import Exit
from .json_file import check_writable, write_json
from .numbers import COUNT

_STYLES = {"conforms": "green", "violates": "bold red", "inconclusive": "yellow"}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("subject", required=False)
@click.option(
    "--history",
    "history_file",
    envvar="POOLPROOF_HISTORY",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where the history of runs is kept  [default: in your cache; env: POOLPROOF_HISTORY]",
)
@click.option(
    "-n", "--limit", type=COUNT, default=20, show_default=True, metavar="NUMBER", help="Show this many of the latest runs."
)
@click.option("--json", "json_file", metavar="FILE", help="Write them as JSON too; - is standard output.")
def history(subject: str | None, history_file: Path | None, limit: int, json_file: str | None) -> int:
    """Show earlier runs of `poolproof verify` and `poolproof bench`, oldest first: of SUBJECT, or of all.

    \b
    Examples:
      poolproof history
      poolproof history ./libmypool.so
      poolproof history native --limit 100 --json -

    SUBJECT is what was given then, or what the pool calls itself. Ticks are core cycles of a get and its return.
    """
    check_writable(json_file)
    try:
        file = history_file or runs.default_file()
        entries = runs.read(file, None if subject is None else printable(subject), limit=limit, on_odd=_warn)
    except HistoryError as error:
        raise click.ClickException(str(error)) from error
    console = Console(stderr=json_file == "-", highlight=False)
    if entries:
        console.print(_table(entries, shows_subject=subject is None))
    else:
        console.print(f"no run{f' of {subject}' if subject else ''} in {file}", soft_wrap=True)
    return write_json(
        json_file, {"schema": 1, "poolproof": version(), "runs": [asdict(each) for each in entries]}, Exit.CONFORMS
    )


def _warn(what: str) -> None:
    click.echo(f"poolproof: {what}", err=True)


def _table(entries: Sequence[Entry], *, shows_subject: bool) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("when (UTC)", no_wrap=True)
    table.add_column("verdict", min_width=len("inconclusive"), overflow="fold")
    table.add_column("conforms at", no_wrap=True)
    table.add_column("ticks", justify="right", no_wrap=True)
    table.add_column("operations", justify="right", no_wrap=True)
    if shows_subject:
        table.add_column("subject", overflow="fold")
    for each in entries:
        is_a_part = each.verdict == "conforms" and each.conforms_at is None  # by -k: nothing follows for a level
        verdict = Text(each.verdict or each.command, "dim" if is_a_part else _STYLES.get(each.verdict or "", "dim"))
        if each.failed:
            verdict.append(f" {', '.join(each.failed)}")
        table.add_row(
            each.began[:16].replace("T", " "),
            verdict,
            "what -k chose" if is_a_part else each.conforms_at or "",
            _ticks(each),
            f"{each.operations:,}" if each.operations else "",
            *([Path(each.given).name] if shows_subject else []),
        )
    return table


def _ticks(entry: Entry) -> str:
    return ", ".join(f"{each.value:.2f}" for each in entry.ticks if each.workload == "depth1")
