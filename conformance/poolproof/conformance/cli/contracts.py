"""``poolproof contracts``."""

from __future__ import annotations

import click
from rich.table import Table
from rich.text import Text

from poolproof.spec import Level
from poolproof.spec.contracts import (
    Contract,
    Derived,
    block_header_path,
    built_in_names,
    derived_requirements,
    language_as_markdown,
    load_contract,
)

from ..console import Console
from .exits import Exit


def _names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """For shells, which complete what is typed."""
    return [each for each in built_in_names() if each.startswith(incomplete)]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("contract", metavar="[NAME|FILE]", required=False, shell_complete=_names)
@click.option("--language", "wants_language", is_flag=True, help="Every key of the language, as a Markdown document.")
@click.option("--header", is_flag=True, help="The C binding of pools of any block size: the text of blockpool.h.")
def contracts(contract: str | None, wants_language: bool, header: bool) -> int:
    """List the built-in contracts, or read one and show what it promises.

    A contract is a TOML file that says what a pool promises. It is checked whole: an unknown key, a wrong value or a
    contradiction is told with its remedy. poolproof verify SUBJECT --contract FILE judges a pool by it.

    \b
    Examples:
      poolproof contracts                  the built-in contracts
      poolproof contracts knhk             what the default contract promises
      poolproof contracts ./slab.toml      check a contract of your own
      poolproof contracts --language       what can be promised, key by key
    """
    if sum((contract is not None, wants_language, header)) > 1:
        raise click.UsageError("give a contract, --language or --header: one of them")
    console = Console(highlight=False)
    if wants_language:
        click.echo(language_as_markdown(), nl=False)
    elif header:
        click.echo(block_header_path().read_text(encoding="utf-8"), nl=False)
    elif contract is None:
        _print_names(console)
    else:
        print_contract(load_contract(contract), console)
    return Exit.CONFORMS


def _print_names(console: Console) -> None:
    table = _table()
    for name in built_in_names():
        table.add_row(name, Text(load_contract(name).about))
    console.print(table)


def print_contract(contract: Contract, console: Console) -> None:
    """What it promises, level by level, and what it does not."""
    console.print(Text.assemble((contract.name, "bold"), f"  {contract.about}"))
    requirements = derived_requirements(contract)
    for level in Level:
        promised = [each for each in requirements if each.level == level and each.not_promised is None]
        _print_rows(level.value, promised, console)
    left_out = [each for each in requirements if each.not_promised is not None]
    _print_rows("not promised, and not judged", left_out, console)


def _print_rows(title: str, requirements: list[Derived], console: Console) -> None:
    if not requirements:
        return
    console.print(Text(title, "bold"))
    table = _table()
    for each in requirements:
        table.add_row(each.id, Text(each.not_promised or each.text))
    console.print(table)


def _table() -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(overflow="fold")
    return table
