"""Where the forms of a report go: the options that ``verify`` and ``report`` share, checked before the work."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from .. import legible
from ..reports.document import Document
from ..reports.files import Kind, write_whole
from ..reports.forms import FORMS, Form, Told
from ..reports.history import Entry
from .exits import Exit

STANDARD_OUTPUT = "-"
Command = Callable[..., Any]


def report_file_options(forms: Sequence[type[Form]] = FORMS) -> Callable[[Command], Command]:
    """An option for each form; the command takes all of them as one, ``files``."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def gathered(*arguments: Any, **options: Any) -> Any:
            given = {each: options.pop(_parameter(each)) for each in forms}
            files = ReportFiles({form: file for form, file in given.items() if file is not None})
            return command(*arguments, files=files, **options)

        for each in reversed(forms):
            text = f"Write the report as {each.about}; - is standard output."
            gathered = click.option(f"--{each.option}", _parameter(each), metavar="FILE", help=text)(gathered)
        return gathered

    return decorate


def _parameter(form: type[Form]) -> str:
    return f"{form.option}_file"


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """The file of each form that is asked for."""

    files: Mapping[type[Form], str]

    @property
    def use_standard_output(self) -> bool:
        """It holds one of them then, and nothing else."""
        return STANDARD_OUTPUT in self.files.values()

    def check(self) -> None:
        """Before the work, not after it. Raises BadParameter."""
        for form, file in self.files.items():
            if file != STANDARD_OUTPUT:
                check_place(Path(file), f"--{form.option}", form.kind)
        for file, count in Counter(map(_identity, self.files.values())).items():
            if count > 1:
                same = [form for form, each in self.files.items() if _identity(each) == file]
                both = " and ".join(f"--{form.option}" for form in same)
                raise click.UsageError(f"{both} would write to the same place: {self.files[same[0]]}")

    def name(self, file: str) -> bool:
        """Whether one of them is this file, however it is written."""
        return _identity(file) in map(_identity, self.files.values())

    def write(self, documents: Sequence[Document], status: Exit, history: Sequence[Entry] = ()) -> Exit:
        """All of them, whatever becomes of one, and say of each that can't be written why. The exit status after that: a
        violation stays one."""
        problems = []
        for form, file in self.files.items():
            try:
                text = form.text(Told(documents, history))
                if file == STANDARD_OUTPUT:
                    # As bytes: what it says of its encoding must be so, whatever the terminal's is.
                    click.echo(legible.without_commands(text).encode(), nl=False)
                else:
                    write_whole(Path(file), text, form.kind)
            except OSError as error:
                problems.append(f"--{form.option}: can't write {file}: {error.strerror}")
        return status_after(problems, status)


def status_after(problems: Sequence[str], status: Exit) -> Exit:
    """Say what could not be written. A violation is told all the same; else what was asked for was not done."""
    for each in problems:
        click.echo(f"poolproof: {each}", err=True)
    return Exit.USAGE if problems and status != Exit.VIOLATES else status


def check_place(file: Path, option: str, kind: Kind) -> None:
    """``kind``: what an older file there must be, to be written over. Raises BadParameter."""
    if not file.parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.parent} to write {file} into", param_hint=option)
    if file.is_dir():
        raise click.BadParameter(f"{file} is a folder: give the name of a file", param_hint=option)
    # A file is replaced, by one that is made beside it; a device or a pipe is written to.
    place = file if file.exists() and not file.is_file() else file.parent
    if not os.access(place, os.W_OK):
        raise click.BadParameter(f"{place} can't be written to: give {file} another place", param_hint=option)
    try:
        why = kind.stranger(file)
    except OSError as error:
        why = f"what is there can't be read: {error.strerror}"
    if why is not None:
        raise click.BadParameter(f"{file}: {why}", param_hint=option)


def _identity(file: str) -> str:
    return file if file == STANDARD_OUTPUT else str(Path(file).resolve())
