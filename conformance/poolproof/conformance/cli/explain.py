"""``poolproof explain``."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from poolproof.spec import Deviation, Level, Requirement, Spec, header_path, load_profile, load_spec
from poolproof.spec.markdown import spec_as_markdown
from poolproof.spec.pipeline import PipelineRequirement, load_pipeline_spec

from .exits import Exit


def _ids(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """For shells, which complete what is typed."""
    ids = [*(each.id for each in load_spec().requirements), *(each.id for each in load_pipeline_spec().requirements)]
    return [each for each in ids if each.startswith(incomplete.upper())]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("requirement_id", metavar="[ID]", required=False, shell_complete=_ids)
@click.option("--markdown", is_flag=True, help="The whole specification as a Markdown document.")
@click.option("--header", is_flag=True, help="The C binding: the text of bufferpool.h.")
@click.option(
    "--profile", default="knhk", show_default=True, metavar="NAME|FILE", help="The parameters that the document states."
)
def explain(requirement_id: str | None, markdown: bool, header: bool, profile: str) -> int:
    """Explain one requirement, or list them all.

    \b
    Examples:
      poolproof explain
      poolproof explain ORDER-1
      poolproof explain --markdown > specification.md
      poolproof explain --header > bufferpool.h
    """
    spec = load_spec()
    chosen_profile = load_profile(profile)
    if header:
        if requirement_id is not None or markdown:
            raise click.UsageError("--header gives the C binding alone: leave out the ID, and --markdown")
        click.echo(header_path().read_text(encoding="utf-8"), nl=False)
    elif markdown:
        if requirement_id is not None:
            raise click.UsageError("--markdown gives the whole specification: leave out the ID")
        click.echo(spec_as_markdown(spec, chosen_profile), nl=False)
    elif requirement_id is not None and (found := load_pipeline_spec().requirement(requirement_id.upper())) is not None:
        _print_of_pipeline(found, Console(highlight=False))
    elif requirement_id is not None:
        _print_one(spec, spec.requirement(requirement_id.upper()), Console(highlight=False))
    else:
        _print_all(spec, Console(highlight=False))
    return Exit.CONFORMS


def _print_one(spec: Spec, requirement: Requirement, console: Console) -> None:
    _print_texts(requirement, requirement.level.value, spec.deviations, console)
    console.print(
        Text(
            f"\nJudge a pool by it alone: poolproof verify SUBJECT --level {requirement.level.value} -k {requirement.id}", "dim"
        )
    )


def _print_of_pipeline(requirement: PipelineRequirement, console: Console) -> None:
    _print_texts(requirement, "pipeline", load_pipeline_spec().deviations, console)
    console.print(Text(f"\nJudge the pipeline by it alone: poolproof pipeline verify -k {requirement.id}", "dim"))


def _print_texts(
    requirement: Requirement | PipelineRequirement, where: str, deviations: Sequence[Deviation], console: Console
) -> None:
    console.print(Text.assemble((requirement.id, "bold cyan"), f"  ({where})"))
    sections = (
        ("", requirement.text),
        ("Why", requirement.reason),
        ("For a Python class", requirement.for_python if isinstance(requirement, Requirement) else None),
        ("From", requirement.source),
    )
    for title, text in sections:
        if text is None:
            continue
        if title:
            console.print(Text(f"\n{title}", "bold"))
        console.print(Padding(Text(text), (0, 0, 0, 2)))
    for deviation in deviations:
        if requirement.id in deviation.requirements:
            console.print(Text(f"\nWhere it departs from the decision record ({deviation.number})", "bold"))
            console.print(Padding(Text(deviation.reason), (0, 0, 0, 2)))


def _print_all(spec: Spec, console: Console) -> None:
    for level in Level:
        _print_table(level.value, [each for each in spec.requirements if each.level == level], console)
    _print_table("pipeline (binds the pipeline, and no pool)", load_pipeline_spec().requirements, console)
    console.print(Text("\npoolproof explain ID says why one exists; --markdown gives the whole specification", "dim"))


def _print_table(title: str, requirements: Sequence[Requirement] | Sequence[PipelineRequirement], console: Console) -> None:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1), show_header=False)
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(overflow="fold")
    for each in requirements:
        table.add_row(each.id, each.text)
    console.print(table)
