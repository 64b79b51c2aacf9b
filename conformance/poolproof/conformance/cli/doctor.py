"""``poolproof doctor``."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.table import Table
from rich.text import Text

from poolproof.spec import Level, load_spec

from ..console import Console
from ..doctor import Capability, State, examine_machine
from ..doctor.capability import unknown_requirements
from ..reports.environment import environment, version
from .exits import Exit
from .json_file import check_writable, write_json

_MARKS = {State.WORKS: ("✓", "green"), State.POOR: ("~", "yellow"), State.MISSING: ("✗", "bold red")}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "json_file", metavar="FILE", help="Write it as JSON too; - is standard output.")
def doctor(json_file: str | None) -> int:
    """Say what this machine can measure, what is lost by what it can't, and what would help.

    Everything is tried out. Packages are named as Debian names them.

    \b
    Examples:
      poolproof doctor
      poolproof doctor --json -

    \b
    Exit status: 0 every requirement up to level hot can be judged on a shared library; 4 not all of them.
    """
    check_writable(json_file)
    capabilities = examine_machine(lambda what: click.echo(f"poolproof: trying {what}", err=True))
    spec = load_spec()
    unknown = unknown_requirements(capabilities, spec, Level.TICKS)
    unknown_at_hot = unknown_requirements(capabilities, spec, Level.HOT)
    console = Console(stderr=json_file == "-", highlight=False)
    console.print(_table(capabilities))
    console.print(_conclusion(unknown, unknown_at_hot))
    document = _document(capabilities, unknown, judges_hot=not unknown_at_hot)
    return write_json(json_file, document, Exit.INCONCLUSIVE if unknown_at_hot else Exit.CONFORMS)


def _table(capabilities: Sequence[Capability]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("", width=1)
    table.add_column("what", no_wrap=True)
    table.add_column("found, what its lack costs, and what helps", overflow="fold")
    for each in capabilities:
        mark, style = _MARKS[each.state]
        told = Text(each.found)
        if each.state is not State.WORKS:
            costs = [f"unknown without it: {', '.join(each.requirements)}"] if each.requirements else []
            for line in (*costs, *([each.cost] if each.cost else []), f"remedy: {each.remedy}"):
                told.append(f"\n{line}", style=style)
        table.add_row(Text(mark, style), Text(each.name, style), told)
    return table


def _conclusion(unknown: Sequence[str], unknown_at_hot: Sequence[str]) -> Text:
    if unknown_at_hot:
        return Text(f"not everything up to hot can be judged here: unknown are {', '.join(unknown)}", "bold yellow")
    if unknown:
        return Text(
            f"everything up to hot can be judged here; inconclusive, or unknown, are {', '.join(unknown)}", "bold green"
        )
    return Text("everything can be judged here; ticks as long as it is as quiet as now", "bold green")


def _document(capabilities: Sequence[Capability], unknown: Sequence[str], *, judges_hot: bool) -> dict[str, object]:
    return {
        "schema": 1,
        "poolproof": version(),
        "environment": environment(),
        "capabilities": [
            {
                "name": each.name,
                "state": each.state.value,
                "found": each.found,
                "requirements": list(each.requirements),
                "cost": each.cost,
                "remedy": each.remedy,
            }
            for each in capabilities
        ],
        "unknown": list(unknown),
        "judges_hot": judges_hot,
    }
