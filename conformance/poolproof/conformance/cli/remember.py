"""The history, as the commands use it: whatever is wrong with it costs a warning, and never a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from ..reports import history
from ..reports.history import Entry, HistoryError

_Command = TypeVar("_Command", bound=Callable[..., Any])


def history_options(command: _Command) -> _Command:
    """``--history`` and ``--no-history``; the command takes them as ``history_file`` and ``no_history``."""
    command = click.option("--no-history", is_flag=True, help="Keep no history, and show none.")(command)
    return click.option(
        "--history",
        "history_file",
        envvar="POOLPROOF_HISTORY",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Where the history of runs is kept  [default: in your cache; env: POOLPROOF_HISTORY]",
    )(command)


def remember(file: Path | None, entries: Sequence[Entry]) -> None:
    """Add runs to the history; ``file``: None for the one in the user's cache."""
    try:
        history.record(file or history.default_file(), entries)
    except HistoryError as error:
        _warn("this run is not in the history", error)


def recall(file: Path | None, given: str, sha256: str | None) -> list[Entry]:
    """The runs of a subject, oldest first; none where there is no telling."""
    try:
        return history.read(file or history.default_file(), given, sha256=sha256, on_odd=_say)
    except HistoryError as error:
        _warn("earlier runs are not shown", error)
        return []


def _say(what: str) -> None:
    click.echo(f"poolproof: {what}", err=True)


def _warn(what: str, error: HistoryError) -> None:
    click.echo(f"poolproof: {what}: {error} (--no-history does without)", err=True)
