"""``poolproof report``."""

from __future__ import annotations

from pathlib import Path

import click

from ..reports.comparison import compare
from ..reports.reading import ReportError, read_report
from .exits import Exit
from .outputs import STANDARD_OUTPUT, Outputs, output_options
from .remember import history_options, recall


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("runs", metavar="RUN.json...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@output_options
@history_options
def report(
    runs: tuple[Path, ...],
    html_file: str | None,
    junit_file: str | None,
    markdown_file: str | None,
    badge_file: str | None,
    history_file: Path | None,
    no_history: bool,
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
    first one passes, 2 wrong usage, or a file that is no report.
    """
    outputs = Outputs(html=html_file, junit=junit_file, markdown=markdown_file, badge=badge_file)
    if not outputs.given:
        outputs = Outputs(markdown=STANDARD_OUTPUT)
    outputs.check()
    try:
        documents = [read_report(file) for file in runs]
    except ReportError as error:
        raise click.ClickException(str(error)) from error
    subject = documents[-1]["subject"]
    shows_history = html_file is not None and len(documents) == 1 and not no_history
    earlier = recall(history_file, subject["given"], subject["sha256"]) if shows_history else []
    return outputs.write(documents, Exit.VIOLATES if compare(documents).has_broken else Exit.CONFORMS, earlier)
