"""``poolproof new``."""

from __future__ import annotations

from pathlib import Path

import click

from ..skeletons import LANGUAGES, SkeletonError, copy_skeleton
from .exits import Exit


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("language", type=click.Choice(list(LANGUAGES)))
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default="here",
    metavar="DIR",
    help="Make the new folder in this one.",
)
def new(language: str, name: str, into: Path) -> int:
    """Begin a pool: a folder NAME with a pool in LANGUAGE, its build file, a README and a CI workflow that judges it.

    It is a pool of bufferpool.h, by the contract knhk, and conforms but for one gap, which `poolproof verify` finds and the
    README explains. `adapter` puts bufferpool.h in front of a pool that you have already.

    \b
    Examples:
      poolproof new c mypool
      poolproof new rust mypool --into ~/projects
      poolproof new adapter mypool
    """
    try:
        files = copy_skeleton(language, name, into)
    except SkeletonError as error:
        raise click.UsageError(str(error)) from error
    for file in files:
        click.echo(file)
    gap = into / name / LANGUAGES[language].replace("mypool", name)
    click.echo(f"\nThe gap is in {gap}; {into / name / 'README.md'} says how to go on.")
    return Exit.CONFORMS
