"""``poolproof new``."""

from __future__ import annotations

from pathlib import Path

import click

from ..skeletons import LANGUAGES, SkeletonError, copy_skeleton, make_of_contract
from ..skeletons.origin import PLACEHOLDER
from .contract_option import complete_contract
from .exits import Exit

_ADAPTER_OF_KNHK = "adapter"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("language", type=click.Choice(list(LANGUAGES)))
@click.argument("name")
@click.option(
    "--contract",
    "contract_given",
    shell_complete=complete_contract,
    metavar="NAME|FILE",
    help="What the pool is to promise. It conforms from the first, and has nothing that is not promised.",
)
@click.option(
    "--adapter",
    is_flag=True,
    help="Write no pool, but the functions that the contract asks for, for you to fill with calls of yours.",
)
@click.option(
    "--into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default="here",
    metavar="DIR",
    help="Make the new folder in this one.",
)
def new(language: str, name: str, contract_given: str | None, adapter: bool, into: Path) -> int:
    """Begin a pool: a folder NAME with a pool in LANGUAGE, its build file, a README and a CI workflow that judges it.

    With --contract it is a pool of that contract, which conforms, or with --adapter what is to stand in front of a pool that
    you have already: each place where it is called is marked. A contract of blockpool.h or of bufferpool.h will do.

    Without, it is a pool of bufferpool.h to learn by, of the contract knhk. It conforms but for one gap, which `poolproof
    verify` finds and the README explains. The language `adapter` puts bufferpool.h in front of a pool, in C.

    \b
    Examples:
      poolproof new c mypool
      poolproof new rust mypool --into ~/projects
      poolproof new c mypool --contract ./slab.toml
      poolproof new cpp mypool --contract ./slab.toml --adapter
      poolproof new adapter mypool
    """
    try:
        if contract_given is None:
            _refuse_bare_adapter(adapter)
            files, hint = copy_skeleton(language, name, into), _hint_of_gap(language, name, into)
        else:
            _refuse_what_is_of_knhk_alone(language)
            files = make_of_contract(language, name, into, contract_given, adapter=adapter)
            hint = _hint_of_adapter(into / name) if adapter else f"{into / name / 'README.md'} says how to build and judge it."
    except SkeletonError as error:
        raise click.UsageError(str(error)) from error
    for file in files:
        click.echo(file)
    click.echo(f"\n{hint}")
    if any(PLACEHOLDER in file.read_text(encoding="utf-8") for file in files if file.suffix == ".yml"):
        workflow = next(file for file in files if file.suffix == ".yml")
        click.echo(f"Before the first push: {workflow} installs poolproof from the account OWNER; write which that is.")
    return Exit.CONFORMS


def _hint_of_gap(language: str, name: str, into: Path) -> str:
    gap = into / name / LANGUAGES[language].replace("mypool", name)
    return f"The gap is in {gap}; {into / name / 'README.md'} says how to go on."


def _hint_of_adapter(project: Path) -> str:
    return f"The word YOURS marks where your pool comes in; {project / 'README.md'} says how to go on."


def _refuse_bare_adapter(adapter: bool) -> None:
    if adapter:
        raise SkeletonError("--adapter needs --contract FILE, which says what the pool promises")


def _refuse_what_is_of_knhk_alone(language: str) -> None:
    if language == _ADAPTER_OF_KNHK:
        raise SkeletonError("the language adapter is for knhk alone: with --contract, name a language, and add --adapter")
