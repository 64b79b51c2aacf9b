"""The verdicts on the rivals as a Markdown document: ``python -m poolproof.conformance.rivals.document --help``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from poolproof.benchmarks.rivals import load_rivals
from poolproof.benchmarks.toolchain import Compilers
from poolproof.spec import Level, Spec, load_spec

from .verdicts import RivalVerdict, judge_rivals

_COMMAND: Final = ".venv/bin/python -m poolproof.conformance.rivals.document --into benchmarks/rivals.md"

_INTRODUCTION: Final = (
    "What else could lend buffers, each behind the binding of a pool, and what the judge says of it. An adapter does no more"
    " than its rival can do: a check that the rival lacks is not made for it, and the requirement is violated. What every"
    " adapter adds is the reading of a config, and the numbers of the receipts up to their capacity."
)
_UNKNOWN: Final = (
    "*Unknown* is what was not exercised, for the rival violates something else on the way to it, or what the probe can't see:"
    " an allocator that is called by names of its own passes nothing by HOT-1, HOT-2, LIFE-1 and MEM-1."
)


def rivals_as_markdown(verdicts: Sequence[RivalVerdict], spec: Spec, level: Level) -> str:
    """Return the document, which ends with a line break. Each rival has a row, whether it was judged or not."""
    parts = [
        "# Rivals",
        _INTRODUCTION,
        f"Judged up to level {level}. To do it again, in a quarter of an hour, what is not installed being left out:",
        f"    {_COMMAND}",
        _table(["rival", "group", "conforms at", "violates", "unknown"], (_row(each) for each in verdicts)),
        _UNKNOWN,
        "## What they are, and what they lack",
        "\n".join(_descriptions(verdicts)),
        "## What is violated",
        "\n".join(_violated(verdicts, spec)),
    ]
    return "\n\n".join(parts) + "\n"


def _row(verdict: RivalVerdict) -> list[str]:
    head = [verdict.rival.name, verdict.rival.group.value]
    if verdict.run is None:
        return [*head, (verdict.why_not or "").splitlines()[0], "", ""]
    level = verdict.conforms_at.value if verdict.conforms_at else "no level"
    return [*head, level, ", ".join(verdict.failed) or "nothing", ", ".join(verdict.unknown)]


def _descriptions(verdicts: Iterable[RivalVerdict]) -> Iterator[str]:
    for each in verdicts:
        yield " ".join([f"- **{each.rival.name}**: {each.rival.sentence}", *each.rival.lacks])


def _violated(verdicts: Sequence[RivalVerdict], spec: Spec) -> Iterator[str]:
    for requirement in spec.requirements:
        count = sum(requirement.id in each.failed for each in verdicts)
        if count:
            yield f"- **{requirement.id}**, by {count}: {requirement.text}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--into",
    "file",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write, when all are judged.",
)
@click.option("-k", "keyword", default="", metavar="NAME", help="Only rivals whose name contains this.")
def main(file: Path, keyword: str) -> None:
    """Build the rivals that can be built here, judge them up to level hot, and write the table.

    \b
    Examples:
      python -m poolproof.conformance.rivals.document --into benchmarks/rivals.md
      python -m poolproof.conformance.rivals.document --into table.md -k boost
    """
    if not file.parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.parent} to write {file.name} into", param_hint="--into")
    rivals = [each for each in load_rivals() if keyword in each.name]
    if not rivals:
        names = ", ".join(each.name for each in load_rivals())
        raise click.BadParameter(f"no rival's name contains {keyword!r}; there are {names}", param_hint="-k")
    with tempfile.TemporaryDirectory(prefix="poolproof-rivals-") as build_folder:
        verdicts = judge_rivals(
            rivals,
            build_folder=Path(build_folder),
            compilers=Compilers.from_environment(),
            on_rival=_tell,
        )
    file.write_text(rivals_as_markdown(verdicts, load_spec(), Level.HOT), encoding="utf-8")


def _tell(verdict: RivalVerdict) -> None:
    print(f"poolproof: {' | '.join(_row(verdict))}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
