"""``poolproof explain``."""

from __future__ import annotations

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from poolproof.spec import Level, Requirement, Spec, load_profile, load_spec
from poolproof.spec.markdown import spec_as_markdown

from .exits import Exit


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("requirement_id", metavar="[ID]", required=False)
@click.option("--markdown", is_flag=True, help="The whole specification as a Markdown document.")
@click.option(
    "--profile", default="knhk", show_default=True, metavar="NAME|FILE", help="The parameters that the document states."
)
def explain(requirement_id: str | None, markdown: bool, profile: str) -> int:
    """Explain one requirement, or list them all.

    \b
    Examples:
      poolproof explain
      poolproof explain ORDER-1
      poolproof explain --markdown > specification.md
    """
    spec = load_spec()
    chosen_profile = load_profile(profile)
    if markdown:
        if requirement_id is not None:
            raise click.UsageError("--markdown gives the whole specification: leave out the ID")
        click.echo(spec_as_markdown(spec, chosen_profile), nl=False)
    elif requirement_id is not None:
        _print_one(spec, spec.requirement(requirement_id.upper()), Console(highlight=False))
    else:
        _print_all(spec, Console(highlight=False))
    return Exit.CONFORMS


def _print_one(spec: Spec, requirement: Requirement, console: Console) -> None:
    console.print(Text.assemble((requirement.id, "bold cyan"), f"  ({requirement.level.value})"))
    sections = (
        ("", requirement.text),
        ("Why", requirement.reason),
        ("For a Python class", requirement.for_python),
        ("From", requirement.source),
    )
    for title, text in sections:
        if text is None:
            continue
        if title:
            console.print(Text(f"\n{title}", "bold"))
        console.print(Padding(Text(text), (0, 0, 0, 2)))
    for deviation in spec.deviations:
        if requirement.id in deviation.requirements:
            console.print(Text(f"\nWhere it departs from the decision record ({deviation.number})", "bold"))
            console.print(Padding(Text(deviation.reason), (0, 0, 0, 2)))
    console.print(
        Text(
            f"\nJudge a pool by it alone: poolproof verify SUBJECT --level {requirement.level.value} -k {requirement.id}", "dim"
        )
    )


def _print_all(spec: Spec, console: Console) -> None:
    for level in Level:
        table = Table(title=level.value, title_justify="left", title_style="bold", box=None, padding=(0, 1), show_header=False)
        table.add_column(no_wrap=True, style="cyan")
        table.add_column(overflow="fold")
        for each in spec.requirements:
            if each.level == level:
                table.add_row(each.id, each.text)
        console.print(table)
    console.print(Text("\npoolproof explain ID says why one exists; --markdown gives the whole specification", "dim"))
