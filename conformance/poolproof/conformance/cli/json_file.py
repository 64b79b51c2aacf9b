"""What ``--json FILE`` does in every command: looked at before the work, written after it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..reports import json_report
from .exits import Exit
from .outputs import status_after


def check_writable(json_file: str | None) -> None:
    """Before the work, not after it. Raises click.BadParameter."""
    if json_file is None or json_file == "-":
        return
    if not Path(json_file).parent.is_dir() or Path(json_file).is_dir():
        raise click.BadParameter(
            f"{json_file} can't be a file: its folder must exist, and it must be none", param_hint="--json"
        )


def write_json(json_file: str | None, document: dict[str, object], status: Exit) -> Exit:
    """Write the document; ``-`` is standard output, None nowhere. The exit status after that: see ``status_after``."""
    if json_file is None:
        return status
    if json_file == "-":
        click.echo(json.dumps(document, indent=2))
        return status
    try:
        json_report.write(json_file, document)
    except OSError as error:
        return status_after([f"--json: can't write {json_file}: {error.strerror}"], status)
    return status
