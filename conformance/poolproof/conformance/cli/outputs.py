"""Where the forms of a report go: the options that ``verify`` and ``report`` share, checked before the work."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from ..reports.document import Document
from ..reports.files import write_whole
from ..reports.history import Entry
from .exits import Exit

_Command = TypeVar("_Command", bound=Callable[..., Any])
STANDARD_OUTPUT = "-"


def output_options(command: _Command) -> _Command:
    """The options of every form but JSON; the command takes them as ``html_file`` and so on."""
    for option, what in (
        ("badge", "a badge (SVG)"),
        ("markdown", "Markdown, for the summary of a step"),
        ("junit", "JUnit XML"),
        ("html", "one HTML page that needs nothing else"),
    ):
        text = f"Write the report as {what}; - is standard output."
        command = click.option(f"--{option}", f"{option}_file", metavar="FILE", help=text)(command)
    return command


@dataclass(frozen=True, slots=True)
class Outputs:
    """The file of each form; None: it is not asked for."""

    html: str | None = None
    junit: str | None = None
    markdown: str | None = None
    badge: str | None = None
    json: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """By option."""
        each = {"html": self.html, "junit": self.junit, "markdown": self.markdown, "badge": self.badge, "json": self.json}
        return {f"--{option}": file for option, file in each.items() if file is not None}

    @property
    def use_standard_output(self) -> bool:
        """It holds one of them then, and nothing else."""
        return STANDARD_OUTPUT in self.given.values()

    def check(self) -> None:
        """Before the work, not after it. Raises BadParameter."""
        for option, file in self.given.items():
            if file != STANDARD_OUTPUT:
                _check_writable(Path(file), option)
        for file, count in Counter(map(_identity, self.given.values())).items():
            if count > 1:
                both = " and ".join(option for option, each in self.given.items() if _identity(each) == file)
                raise click.UsageError(f"{both} would write to the same place: {self.given[both.split()[0]]}")

    def write(self, documents: Sequence[Document], status: Exit, history: Sequence[Entry] = ()) -> Exit:
        """All of them, whatever becomes of one, and say of each that can't be written why. The exit status after that: a
        violation stays one."""
        problems = []
        for option, file in self.given.items():
            try:
                text = _text(option, documents, history)
                if file == STANDARD_OUTPUT:
                    click.echo(text.encode(), nl=False)  # what it says of its encoding must be so, whatever the terminal's is
                else:
                    write_whole(Path(file), text)
            except OSError as error:
                problems.append(f"{option}: can't write {file}: {error.strerror}")
        return status_after(problems, status)


def status_after(problems: Sequence[str], status: Exit) -> Exit:
    """Say what could not be written. A violation is told all the same; else what was asked for was not done."""
    for each in problems:
        click.echo(f"poolproof: {each}", err=True)
    return Exit.USAGE if problems and status != Exit.VIOLATES else status


def _text(option: str, documents: Sequence[Document], history: Sequence[Entry]) -> str:
    """Each form is loaded when it is asked for: a template engine and an XML library are not for every run."""
    match option:
        case "--html":
            from ..reports.html import html

            return html(documents, history)
        case "--junit":
            from ..reports.junit import junit

            return junit(documents)
        case "--markdown":
            from ..reports.markdown import markdown

            return markdown(documents)
        case "--badge":
            from ..reports.badge import badge

            return badge(documents[-1])
        case _:
            return json.dumps(documents[-1], indent=2) + "\n"


def _check_writable(file: Path, option: str) -> None:
    if not file.parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.parent} to write {file} into", param_hint=option)
    if file.is_dir():
        raise click.BadParameter(f"{file} is a folder: give the name of a file", param_hint=option)
    # A file is replaced, by one that is made beside it; a device or a pipe is written to.
    place = file if file.exists() and not file.is_file() else file.parent
    if not os.access(place, os.W_OK):
        raise click.BadParameter(f"{place} can't be written to: give {file} another place", param_hint=option)


def _identity(file: str) -> str:
    return file if file == STANDARD_OUTPUT else str(Path(file).resolve())


def annotate(lines: Sequence[str], *, to_errors: bool) -> None:
    """Print commands of GitHub's runner, which reads both streams."""
    for line in lines:
        click.echo(line, err=to_errors)


def step_summary(outputs: Outputs) -> Path | None:
    """The file that GitHub shows as the summary of a step; None when there is none, or ``--markdown`` names it already."""
    given = os.environ.get("GITHUB_STEP_SUMMARY")
    if not given or (outputs.markdown is not None and _identity(outputs.markdown) == _identity(given)):
        return None
    return Path(given)


def append_summary(file: Path, document: Document) -> None:
    """Steps share the file, so it is added to. A summary that can't be written costs a warning, and no verdict."""
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(_text("--markdown", [document], ()))
    except OSError as error:
        click.echo(f"poolproof: the step summary was not written: {file}: {error.strerror}", err=True)
