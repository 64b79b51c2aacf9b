"""The matrix for the eyes: faults, canaries, requirements, what is wrong, and one line that says how it ended."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..faults import Fault
from .trial import Result, Trial
from .verdict import Guard, Matrix, MatrixVerdict

_STYLES = {
    MatrixVerdict.TRUSTED: "bold green",
    MatrixVerdict.NOT_TRUSTED: "bold red",
    MatrixVerdict.INCONCLUSIVE: "bold yellow",
    MatrixVerdict.NOTHING_BUILT: "bold red",
}


def print_matrix(matrix: Matrix, console: Console) -> None:
    """Print the whole matrix."""
    if matrix.faults:
        console.print(_fault_table(matrix))
    if matrix.canaries:
        console.print(_canary_table(matrix))
    if matrix.guards:
        console.print(_guard_table(matrix.guards))
    wrong = [each for each in matrix.trials if not each.is_right]
    if wrong:
        console.print(Text("\nnot as it should be", "bold"))
    for trial in wrong:
        console.print(_explanation(trial))
    console.print(_summary(matrix))


def style(trial: Trial) -> str:
    """The colour of a trial's line."""
    if trial.is_right:
        return "green"
    return "yellow" if trial.result in (Result.NO_COMPILER, Result.NOT_RUN) else "bold red"


def _fault_table(matrix: Matrix) -> Table:
    table = _table("faults")
    table.add_column("fault", overflow="fold")
    table.add_column("caught", no_wrap=True)
    table.add_column("blamed first", no_wrap=True)
    table.add_column("expected", no_wrap=True)
    table.add_column("operations", justify="right", no_wrap=True)
    table.add_column("least", justify="right", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    for fault, trial in matrix.faults:
        table.add_row(
            fault.name,
            Text(_caught(trial), style=style(trial)),
            trial.blamed_first or "",
            Text(_expected(fault, trial)),
            "" if trial.operations is None else f"{trial.operations:,}",
            "" if fault.minimal_operations is None else f"{fault.minimal_operations:,}",
            f"{trial.seconds:.1f}",
        )
    return table


def _caught(trial: Trial) -> str:
    if trial.result.is_caught:
        return "yes"
    return "no" if trial.result == Result.NOT_CAUGHT else trial.result.value


def _expected(fault: Fault, trial: Trial) -> str:
    if trial.blamed_first is None:
        return ""
    if trial.blamed_first == fault.violates[0]:
        return "yes"
    return "yes, as well" if trial.blamed_first in fault.violates else f"no: {fault.violates[0]}"


def _canary_table(matrix: Matrix) -> Table:
    table = _table("canaries")
    table.add_column("canary", overflow="fold")
    table.add_column("result", no_wrap=True)
    table.add_column("blamed for", overflow="fold")
    table.add_column("seconds", justify="right", no_wrap=True)
    for trial in matrix.canaries:
        blame = " ".join(trial.failed)
        table.add_row(trial.entry.name, Text(trial.result.value, style=style(trial)), blame, f"{trial.seconds:.1f}")
    return table


def _guard_table(guards: tuple[Guard, ...]) -> Table:
    table = _table("requirements")
    table.add_column("id", no_wrap=True)
    table.add_column("guarded", no_wrap=True)
    table.add_column("by faults", justify="right", no_wrap=True)
    table.add_column("of", justify="right", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    for each in guards:
        mark = Text("guarded", style="green") if each.is_guarded else Text("not guarded", style="bold red")
        seconds = f"{each.seconds:.1f}" if each.planted else ""
        table.add_row(each.requirement.id, mark, str(len(each.by)), str(len(each.planted)), seconds)
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1))


def _explanation(trial: Trial) -> Text:
    text = Text.assemble((trial.entry.name, style(trial)), f"  {trial.result.value}\n  {trial.entry.sentence}")
    if isinstance(trial.entry, Fault):
        text.append(f"\n  violates {' '.join(trial.entry.violates)}")
    if trial.failed:
        text.append(f"\n  blamed for {' '.join(trial.failed)}")
    if trial.why is not None:
        text.append(f"\n  {trial.why}", style="dim")
    return text


def _summary(matrix: Matrix) -> Text:
    caught = sum(trial.result.is_caught for _, trial in matrix.faults)
    rightly = sum(trial.result == Result.CAUGHT for _, trial in matrix.faults)
    blamed = sum(trial.result == Result.BLAMED for trial in matrix.canaries)
    guarded = sum(each.is_guarded for each in matrix.guards)
    parts = [
        f"{caught} of {len(matrix.faults)} faults caught, {rightly} rightly blamed",
        f"{blamed} of {len(matrix.canaries)} canaries blamed",
        f"{guarded} of {len(matrix.guards)} requirements guarded",
    ]
    if without := matrix.counts[Result.NO_COMPILER]:
        parts.append(f"{without} not built for want of a compiler")
    if broken := matrix.counts[Result.NOT_BUILT]:
        parts.append(f"{broken} not built: see above")
    if matrix.interrupted:
        parts.append("interrupted")
    by = f"contract {matrix.given.contract.name}, " if matrix.given is not None else ""
    effort = f"{by}level {matrix.level}, seed {matrix.seed}, {matrix.seconds:.0f} s"
    return Text(f"\n{matrix.verdict}: {'; '.join(parts)} ({effort})", _STYLES[matrix.verdict])
