"""Prove the model, for every count of blocks.

\b
    python -m poolproof.reference.proof                     by every contract (some minutes)
    python -m poolproof.reference.proof --quick             by one of each order
    python -m poolproof.reference.proof lifo fifo           by these alone
    python -m poolproof.reference.proof --list              the names of the contracts
    python -m poolproof.reference.proof --mutants           break the model in many small ways: each leaves a goal open

Exit status: 0 all is proved, or each mutant is noticed; 1 a goal is open; 2 wrong usage; 4 z3 is missing.
"""

from __future__ import annotations

import sys
import time
from importlib.util import find_spec

import click


@click.command(help=__doc__)
@click.argument("chosen", nargs=-1, metavar="[CONTRACT]...")
@click.option("--quick", is_flag=True, help="one contract of each order")
@click.option("--list", "is_list", is_flag=True, help="print the names of the contracts")
@click.option("--mutants", "of_mutants", is_flag=True, help="see that no changed model is proved")
def main(chosen: tuple[str, ...], quick: bool, is_list: bool, of_mutants: bool) -> None:
    if find_spec("z3") is None:
        click.echo("z3 is missing: .venv/bin/pip install z3-solver (make prove-model installs it)", err=True)
        sys.exit(4)
    from poolproof.reference.proof import proving
    from poolproof.reference.proof.contracts import QUICK

    names = proving.names()
    if unknown := [each for each in chosen if each not in names]:
        raise click.UsageError(f"no contract of the proof has the name {unknown[0]!r}; --list tells them all")
    if is_list:
        click.echo("\n".join(names))
        return
    if of_mutants:
        sys.exit(_try_mutants())
    sys.exit(_prove(chosen or ((proving.PLAIN, *QUICK) if quick else tuple(names))))


def _prove(names: tuple[str, ...]) -> int:
    from poolproof.reference.proof.proving import prove

    begin, goals, left = time.monotonic(), 0, 0
    for name in names:
        start = time.monotonic()
        proved = prove(name)
        goals += proved.goals
        left += len(proved.left)
        verdict = "proved" if not proved.left else "OPEN"
        click.echo(f"{verdict:7}{proved.goals:5} goals {time.monotonic() - start:6.1f} s  {name}")
        for each in proved.left:
            click.echo(f"         {each}")
    click.echo(_summary(len(names), goals, left, time.monotonic() - begin))
    return 1 if left else 0


def _summary(contracts: int, goals: int, left: int, seconds: float) -> str:
    if left:
        return f"{left} of {goals} goals are open ({seconds:.0f} s)"
    return f"proved: {goals} goals, by {contracts} contracts, for every count of blocks ({seconds:.0f} s)"


def _try_mutants() -> int:
    from poolproof.reference.proof.proving import mutants, prove

    unnoticed = 0
    for mutant in mutants():
        proved = prove(mutant.by, mutant.changed(), seconds=2, stops=True)
        click.echo(f"{'noticed' if proved.left else 'PROVED':9}{mutant.says:52}  {proved.left[0] if proved.left else ''}")
        unnoticed += not proved.left
    click.echo(f"{unnoticed} mutants are proved as if they were right" if unnoticed else f"all {len(mutants())} are noticed")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    main()
