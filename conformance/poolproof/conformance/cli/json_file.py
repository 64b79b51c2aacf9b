"""What ``--json FILE`` does in every command: looked at before the work, written after it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..reports import json_report


def check_writable(json_file: str | None) -> None:
    """Before the work, not after it. Raises click.BadParameter."""
    if json_file is None or json_file == "-":
        return
    if not Path(json_file).parent.is_dir() or Path(json_file).is_dir():
        raise click.BadParameter(
            f"{json_file} can't be a file: its folder must exist, and it must be none", param_hint="--json"
        )


def write_json(json_file: str | None, document: dict[str, object]) -> None:
    """Write the document; ``-`` is standard output, None nowhere. Raises click.BadParameter."""
    if json_file is None:
        return
    if json_file == "-":
        click.echo(json.dumps(document, indent=2))
        return
    try:
        json_report.write(json_file, document)
    except OSError as error:
        raise click.BadParameter(f"can't write {json_file}: {error.strerror}", param_hint="--json") from error
