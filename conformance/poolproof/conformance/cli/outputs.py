"""What ``poolproof verify`` makes of a run. An output is one class, with its options, and a place in ``OUTPUTS``."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar, Final

import click
from rich.console import Console

from ..reports import terminal
from ..reports.document import Document
from ..reports.forms import Html, Markdown, Told
from ..reports.github import workflow_commands
from ..reports.history import Entry, entry_of
from ..verification import Counterexample, Run
from .exits import Exit
from .remember import history_options, recall, remember
from .report_files import Command, ReportFiles, report_file_options, status_after
from .streams import echo_command

Decorator = Callable[[Command], Command]


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that is over. ``console``: for whoever reads, beside what goes to standard output; ``began``: in UTC."""

    run: Run
    document: Document
    began: str
    console: Console
    files: ReportFiles


class Output(ABC):
    """``options``: of the command line; the output is made of what was given there, under the names of the parameters."""

    options: ClassVar[Sequence[Decorator]] = ()

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    @abstractmethod
    def write(self, finished: Finished) -> list[str]:
        """Show it, or keep it. What could not be written, each with its reason."""


class Terminal(Output):
    options = (click.option("-q", "--quiet", is_flag=True, help="Print the violations and the verdict alone."),)

    def write(self, finished: Finished) -> list[str]:
        show = terminal.print_verdict if self.given["quiet"] else terminal.print_run
        show(finished.run, finished.console)
        return []


class SavedCases(Output):
    options = (
        click.option(
            "--save-case",
            "save_folder",
            metavar="DIR",
            help="Save each counterexample there: a case to replay and to commit, and a program of its steps (C or pytest).",
        ),
    )

    def write(self, finished: Finished) -> list[str]:
        if self.given["save_folder"] is None:
            return []
        run, folder = finished.run, Path(self.given["save_folder"])
        try:
            saved = {file for each in run.failures() for file in _saved(each.counterexample, run, folder)}
        except OSError as error:
            return [f"--save-case: can't write into {folder}: {error.strerror}"]
        for file in sorted(saved):
            finished.console.print(f"saved {file}", soft_wrap=True)
        return []


def _saved(example: Counterexample | None, run: Run, folder: Path) -> tuple[Path, ...]:
    """The files of one; a measurement, and what no schedule alone shows, has none to replay. Raises OSError."""
    from ..cases.programs import save_meeting, save_with_program  # few runs need it

    if example is None:
        return ()
    if example.meeting is not None and not example.meeting.can_be_replayed:
        return ()
    if example.meeting is not None:
        return save_meeting(example.meeting, replace(run.subject, contract=run.contract), run.subject_name, folder)
    if not example.operations:
        return ()
    return save_with_program(example, run.contract, run.subject, run.subject_name, folder)


class GitHub(Output):
    options = (
        click.option(
            "--github",
            is_flag=True,
            help="Print annotations for a GitHub workflow, and add the report to the summary of its step.",
        ),
    )

    def write(self, finished: Finished) -> list[str]:
        if not self.given["github"]:
            return []
        for line in workflow_commands(finished.document):  # its runner reads both streams
            echo_command(line, on_standard_error=finished.files.use_standard_output)
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if summary and not finished.files.name(summary):
            _append_summary(Path(summary), finished.document)
        return []


def _append_summary(file: Path, document: Document) -> None:
    """Steps share the file, so it is added to. A summary that can't be written costs a warning, and no verdict."""
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(Markdown.text(Told([document])))
    except OSError as error:
        click.echo(f"poolproof: the step summary was not written: {file}: {error.strerror}", err=True)


class History(Output):
    options = (history_options,)

    def write(self, finished: Finished) -> list[str]:
        if not self.given["no_history"]:
            remember(self.given["history_file"], [entry_of(finished.document, finished.began)])
        return []

    def earlier(self, run: Run) -> list[Entry]:
        """The runs of its subject, this one too."""
        return [] if self.given["no_history"] else recall(self.given["history_file"], run.subject.given, run.subject.sha256)


OUTPUTS: Final[tuple[type[Output], ...]] = (Terminal, SavedCases, History, GitHub)
"""In the order in which they are made, before the files."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """All that a command line asks for. ``given``: by parameter, what is not a file of a form."""

    given: Mapping[str, Any]
    files: ReportFiles

    def write(self, finished: Finished, status: Exit) -> Exit:
        """All of them, whatever becomes of one. The exit status after that: a violation stays one."""
        problems = [problem for output in OUTPUTS for problem in output(self.given).write(finished)]
        history = History(self.given).earlier(finished.run) if Html in self.files.files else []
        return self.files.write([finished.document], status_after(problems, status), history)


def output_options(command: Command) -> Command:
    """The options of every output; the command takes all of them as one, ``outputs``."""
    ours = {parameter.name for output in OUTPUTS for parameter in _parameters(output)}

    @report_file_options()
    @wraps(command)
    def gathered(*arguments: Any, files: ReportFiles, **options: Any) -> Any:
        given = {name: options.pop(name) for name in ours}
        return command(*arguments, outputs=Outputs(given, files), **options)

    for output in reversed(OUTPUTS):
        for decorate in reversed(output.options):
            gathered = decorate(gathered)
    return gathered


def _parameters(output: type[Output]) -> list[click.Parameter]:
    def nothing() -> None:
        """Holds the options."""

    for decorate in output.options:
        decorate(nothing)
    return list(getattr(nothing, "__click_params__", []))
