"""``poolproof report``."""

from __future__ import annotations

from pathlib import Path

import click

from ..reports.comparison import compare
from ..reports.forms import FORMS, Html, Markdown
from ..reports.reading import ReportError, read_report
from .exits import Exit
from .remember import history_options, recall
from .report_files import STANDARD_OUTPUT, ReportFiles, report_file_options


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("runs", metavar="RUN.json...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@report_file_options([each for each in FORMS if each.is_made_of_runs])
@history_options
def report(
    runs: tuple[Path, ...],
    history_file: Path | None,
    no_history: bool,
    files: ReportFiles,
) -> int:
    """Make reports again from what `poolproof verify --json RUN.json` wrote; put several runs beside each other.

    \b
    Examples:
      poolproof report run.json --html report.html
      poolproof report run.json --junit junit.xml --badge badge.svg
      poolproof report before.json after.json
      poolproof report before.json after.json --html comparison.html

    A RUN.json of `-` is read from standard input. Without an option, the report is written to standard output as Markdown. Of
    several runs, the badge is the last one's, and JUnit XML holds a suite for each.

    \b
    Exit status: 0 made, 1 the last of several runs fails a requirement that the
    first one passes, 2 wrong usage, or a file that is not a report.
    """
    if not files.files:
        files = ReportFiles({Markdown: STANDARD_OUTPUT})
    files.check()
    try:
        documents = [read_report(file) for file in runs]
    except ReportError as error:
        raise click.ClickException(str(error)) from error
    subject = documents[-1]["subject"]
    shows_history = Html in files.files and len(documents) == 1 and not no_history
    earlier = recall(history_file, subject["given"], subject["sha256"]) if shows_history else []
    return files.write(documents, Exit.VIOLATES if compare(documents).has_broken else Exit.CONFORMS, earlier)
