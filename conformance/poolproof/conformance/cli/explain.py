"""``poolproof explain``."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterable, Sequence

import click
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from poolproof.spec import Deviation, Level, Requirement, Spec, UnknownRequirement, header_path, load_spec
from poolproof.spec.contracts import (
    DEFAULT_CONTRACT,
    Contract,
    Derived,
    contract_as_markdown,
    default_contract,
    derived_requirements,
    load_contract,
)
from poolproof.spec.markdown import spec_as_markdown
from poolproof.spec.pipeline import PipelineRequirement, load_pipeline_spec

from ..console import Console
from .contract_option import contract_option
from .contracts import print_contract
from .exits import Exit


def _ids(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """For shells, which complete what is typed."""
    ids = [each.id for each in derived_requirements(default_contract())]
    ids += [each.id for each in load_pipeline_spec().requirements]
    return [each for each in ids if each.startswith(incomplete.upper())]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("requirement_id", metavar="[ID]", required=False, shell_complete=_ids)
@contract_option("State each requirement with the values of this contract, and say what it does not promise.  [default: knhk]")
@click.option("--markdown", is_flag=True, help="The whole specification, or contract, as a Markdown document.")
@click.option(
    "--header",
    is_flag=True,
    help="The C binding of knhk: the text of bufferpool.h.",
)
def explain(requirement_id: str | None, contract_given: str | None, markdown: bool, header: bool) -> int:
    """Explain one requirement, or list them all.

    \b
    Examples:
      poolproof explain
      poolproof explain ORDER-1
      poolproof explain ORDER-1 --contract slab.toml
      poolproof explain --contract slab.toml
      poolproof explain --markdown > specification.md
      poolproof explain --header > bufferpool.h
    """
    contract = default_contract() if contract_given is None else load_contract(contract_given)
    console = Console(highlight=False)
    if header:
        if requirement_id is not None or markdown or contract_given is not None:
            raise click.UsageError("--header gives the C binding alone: leave out the ID, --markdown and --contract")
        click.echo(header_path().read_text(encoding="utf-8"), nl=False)
    elif markdown:
        if requirement_id is not None:
            raise click.UsageError("--markdown gives the whole specification: leave out the ID")
        click.echo(_document(contract), nl=False)
    elif requirement_id is not None and (found := load_pipeline_spec().requirement(requirement_id.upper())) is not None:
        _print_of_pipeline(found, console)
    elif requirement_id is not None:
        _print_one(requirement_id.upper(), contract, contract_given, console)
    elif contract.name == DEFAULT_CONTRACT:
        _print_all(load_spec(), console)
    else:
        print_contract(contract, console)
        again = f"poolproof explain ID --contract {shlex.quote(str(contract_given))} says why one exists"
        console.print(Text(f"\n{again}; --markdown gives the whole contract", "dim"), soft_wrap=True)
    return Exit.CONFORMS


def _document(contract: Contract) -> str:
    if contract.name == DEFAULT_CONTRACT:
        return spec_as_markdown(load_spec(), contract)
    return contract_as_markdown(contract)


def _print_one(id: str, contract: Contract, contract_given: str | None, console: Console) -> None:
    derived = _derived(id, contract)
    spec = load_spec()
    of_record = next((each for each in spec.requirements if each.id == id), None)
    if of_record is not None and contract.name == DEFAULT_CONTRACT:
        _print_texts(of_record, of_record.level.value, spec.deviations, console)
    else:
        console.print(Text.assemble((id, "bold cyan"), f"  ({derived.level}, contract {contract.name})"))
        sections = (("", derived.text), ("Not promised", derived.not_promised), ("Why", derived.reason))
        _print_sections(sections, console)
    if derived.not_promised is None:
        by = "" if contract_given is None else f" --contract {shlex.quote(contract_given)}"
        alone = f"poolproof verify SUBJECT{by} --level {derived.level} -k {id}"
        console.print(Text(f"\nJudge a pool by it alone: {alone}", "dim"), soft_wrap=True)


def _derived(id: str, contract: Contract) -> Derived:
    """Raises UnknownRequirement, which names the nearest ids."""
    known = {each.id: each for each in derived_requirements(contract)}
    if id not in known:
        near = difflib.get_close_matches(id, known, n=3, cutoff=0)
        raise UnknownRequirement("requirements", repr(id), "no requirement has this id", f"nearest: {', '.join(near)}")
    return known[id]


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
    _print_sections(sections, console)
    for deviation in deviations:
        if requirement.id in deviation.requirements:
            console.print(Text(f"\nWhere it departs from the decision record ({deviation.number})", "bold"))
            console.print(Padding(Text(deviation.reason), (0, 0, 0, 2)))


def _print_sections(sections: Iterable[tuple[str, str | None]], console: Console) -> None:
    for title, text in sections:
        if text is None:
            continue
        if title:
            console.print(Text(f"\n{title}", "bold"))
        console.print(Padding(Text(text), (0, 0, 0, 2)))


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
