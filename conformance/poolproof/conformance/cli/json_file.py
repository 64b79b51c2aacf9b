"""What ``--json FILE`` does in every command: looked at before the work, written after it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..reports.files import JSON, write_whole
from .exits import Exit
from .report_files import STANDARD_OUTPUT, check_place, status_after


def check_writable(json_file: str | None) -> None:
    """Before the work, not after it. Raises click.BadParameter."""
    if json_file is not None and json_file != STANDARD_OUTPUT:
        check_place(Path(json_file), "--json", JSON)


def write_json(json_file: str | None, document: dict[str, object], status: Exit) -> Exit:
    """Write the document; ``-`` is standard output, None nowhere. The exit status after that: see ``status_after``."""
    if json_file is None:
        return status
    text = json.dumps(document, indent=2)
    if json_file == STANDARD_OUTPUT:
        click.echo(text)
        return status
    try:
        write_whole(Path(json_file), f"{text}\n", JSON)
    except OSError as error:
        return status_after([f"--json: can't write {json_file}: {error.strerror}"], status)
    return status
