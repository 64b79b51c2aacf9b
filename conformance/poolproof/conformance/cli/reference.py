"""Every command and option as one Markdown document, the same text for the same commands.

python -m poolproof.conformance.cli.reference > conformance/docs/commands.md
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator

import click

from .main import commands


def commands_as_markdown() -> str:
    """Return what ``--help`` says of each command, as a Markdown document that ends with a line break."""
    context = click.Context(commands, info_name="poolproof", **commands.context_settings)
    return "\n\n".join(["# Commands", *_command(commands, context)]) + "\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}"
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f"`{context.command_path} {pieces}`"
    yield from _paragraphs(command.help or "")
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    records = [each.get_help_record(context) for each in options]
    rows = [f"| `{_cell(option)}` | {_cell(meaning)} |" for option, meaning in filter(None, records)]
    yield "\n".join(["| option | what it does |", "|---|---|", *rows])
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _command(inner, click.Context(inner, parent=context, info_name=name, **inner.context_settings))


def _paragraphs(text: str) -> Iterator[str]:
    r"""Those that click leaves as they are, behind a \b, are for a fixed width."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        lines = paragraph.splitlines()
        if lines[0] == "\b":
            yield "\n".join(["```text", *lines[1:], "```"])
        else:
            yield " ".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(commands_as_markdown())
