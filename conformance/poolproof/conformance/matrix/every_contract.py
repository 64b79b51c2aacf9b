"""What ``make matrix`` runs: the sound pools and the faults of every example contract, one contract after the other."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from poolproof.benchmarks.toolchain import Compilers, cache_folder
from poolproof.spec import Level
from poolproof.spec.contracts import load_contract

from ..console import Console
from ..faults.of_contract import entries_of, example_contracts
from ..verification.promised import Promised
from . import json_matrix, terminal
from .given import GivenContract
from .run import Settings, run_matrix
from .trial import Trial
from .verdict import Matrix, MatrixVerdict, can_be_caught


def main(words: Sequence[str] | None = None) -> int:
    """Judge, print a line for each contract, and at the end what is guarded how often. 0: every contract is trusted."""
    parser = argparse.ArgumentParser(prog="make matrix", description=__doc__)
    parser.add_argument("contracts", nargs="*", help="names of examples  [default: all of them]")
    parser.add_argument("--level", default=Level.HOT.value, choices=[each.value for each in Level])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", metavar="FILE", help="write all matrices there, as a list")
    chosen = parser.parse_args(words)
    files = [each for each in example_contracts() if not chosen.contracts or each.stem in chosen.contracts]
    if not files:
        parser.error(f"no example is called {', '.join(chosen.contracts)}")
    console = Console(highlight=False)
    matrices = []
    for file in files:
        matrix = _matrix_of(file, Level(chosen.level), chosen.seed, chosen.jobs)
        matrices.append(matrix)
        _print_line(matrix, console)
        if matrix.interrupted:
            break
    console.print(_table_of_requirements(matrices))
    if chosen.json is not None:
        Path(chosen.json).write_text(json.dumps([json_matrix.document(each) for each in matrices]), encoding="utf-8")
    return int(any(each.verdict != MatrixVerdict.TRUSTED for each in matrices))


def _matrix_of(file: Path, level: Level, seed: int, jobs: int) -> Matrix:
    given = GivenContract(str(file), load_contract(str(file)))
    spec = Promised(given.contract).spec
    entries = [each for each in entries_of(given.contract) if can_be_caught(each, spec, level)]
    settings = Settings(
        build_folder=cache_folder("faults"),
        compilers=Compilers.from_environment(),
        level=level,
        seed=seed,
        jobs=jobs,
        given=given,
    )
    return run_matrix(entries, spec, settings)


def _print_line(matrix: Matrix, console: Console) -> None:
    assert matrix.given is not None
    caught = sum(each.is_right for _, each in matrix.faults)
    blamed = sum(not each.is_right for each in matrix.canaries)
    unguarded = [each.requirement.id for each in matrix.guards if not each.is_guarded]
    seconds = sorted(each.seconds for _, each in matrix.faults)
    parts = [
        f"{caught} of {len(matrix.faults)} faults caught",
        f"{blamed} of {len(matrix.canaries)} sound pools blamed",
        f"{seconds[len(seconds) // 2]:.1f} s in the middle" if seconds else "",
        f"not guarded: {' '.join(unguarded)}" if unguarded else "",
    ]
    console.print(f"{matrix.given.contract.name:28}{'; '.join(filter(None, parts))}", soft_wrap=True)
    for trial in matrix.trials:
        if not trial.is_right:
            console.print(f"    {_wrong(trial)}", style=terminal.style(trial), soft_wrap=True)


def _wrong(trial: Trial) -> str:
    parts = (trial.entry.name, trial.result.value, " ".join(trial.failed), trial.why or "")
    return " ".join(filter(None, parts))


def _table_of_requirements(matrices: Sequence[Matrix]) -> Table:
    contracts: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for guard in (guard for matrix in matrices for guard in matrix.guards):
        contracts[guard.requirement.id] += 1
        counts[guard.requirement.id].update(
            guarded=int(guard.is_guarded), caught=len(guard.by), planted=len(guard.planted), seconds=round(guard.seconds)
        )
    table = Table(title="requirements", title_justify="left", title_style="bold", box=None, padding=(0, 1))
    for column in ("id", "guarded", "of contracts", "caught", "of faults", "seconds"):
        table.add_column(column, justify="left" if column == "id" else "right", no_wrap=True)
    for id in sorted(contracts):
        of_it = counts[id]
        numbers = (of_it["guarded"], contracts[id], of_it["caught"], of_it["planted"], of_it["seconds"])
        table.add_row(id, *map(str, numbers))
    return table


if __name__ == "__main__":
    sys.exit(main())
