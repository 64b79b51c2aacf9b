"""A contest for the eyes: a table for each workload, who was absent, and what the figures come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .estimates import Estimate
from .judgement import Answer, Judgement
from .machine import Machine
from .misses import Misses
from .outcome import Row
from .regression import Change, Compared
from .self_test import Trial

_ANSWER_STYLES = {Answer.MEETS: "green", Answer.MISSES: "bold red", Answer.INCONCLUSIVE: "yellow"}
_CHANGE_STYLES = {
    Change.NONE: "green",
    Change.REGRESSION: "bold red",
    Change.UNCLEAR: "yellow",
    Change.ABSENT: "dim",
}

_ALL_COLUMNS_WIDTH = 132
_NUMBERS = ["cycles", "95 % interval", "ticks", "ticks_4c", "ns", "instructions", "x ours", "95 % interval; of the ratio"]
_USUAL = "inlined"
_DERIVED = {"ticks", "ticks_4c", "ns", "95 % interval; of the ratio"}


def print_machine(machine: Machine, nops_a_cycle: float, has_counters: bool, console: Console) -> None:
    """Where the figures come from."""
    lines = [
        f"{machine.processor}, {machine.architecture}, {machine.container}; governor {machine.governor}",
        f"{machine.compiler}; {machine.flags}",
        f"cycles from the time-stamp counter and a chain of additions; a quiet core issues {nops_a_cycle:.2f} nops a cycle",
        "hardware counters: counted beside it" if has_counters else "hardware counters: the kernel gives none",
    ]
    console.print(Text("\n".join(lines), "dim"))


def print_rows(rows: Sequence[Row], console: Console) -> None:
    """A table for each workload. Where there is little room, without what follows from the cycles."""
    is_wide = console.width >= _ALL_COLUMNS_WIDTH
    for workload, each in groupby(rows, key=lambda row: row.workload):
        console.print(_workload_table(f"{workload.name}: {workload.sentence}", tuple(each), is_wide))
    if not is_wide:
        note = f"{_ALL_COLUMNS_WIDTH} columns show ticks, ticks_4c, ns and the ratios' intervals too; --json has everything"
        console.print(Text(note, "dim"))


def _workload_table(title: str, rows: Sequence[Row], is_wide: bool) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1))
    table.add_column("", no_wrap=True)
    if is_wide:
        table.add_column("", no_wrap=True)
    counted = is_wide and any(row.counted is not None for row in rows)
    numbers = _NUMBERS if is_wide else [name for name in _NUMBERS if name not in _DERIVED]
    for name in [*numbers, *(["counted cycles", "counted instructions"] if counted else [])]:
        table.add_column(name.split(";")[0], justify="right", no_wrap=True)
    for row in rows:
        if row.cycles is None:
            table.add_row(*_names(row, is_wide), Text("unknown", "yellow"), Text(row.problem or "", "yellow"))
            continue
        cells = _cells(row, row.cycles)
        shown = [cells[name] for name in numbers]
        if counted and row.counted is not None:
            shown += [f"{row.counted[0]:.2f}", f"{row.counted[1]:.1f}"]
        table.add_row(*_names(row, is_wide), *shown)
    return table


def _names(row: Row, is_wide: bool) -> tuple[str, ...]:
    if is_wide:
        return row.name, row.how
    return (row.name if row.how == _USUAL else f"{row.name}, {row.how}",)


def _cells(row: Row, cycles: Estimate) -> dict[str, str]:
    return {
        "cycles": f"{cycles.value:.2f}",
        "95 % interval": _interval(cycles),
        "ticks": f"{cycles.value:.1f}",
        "ticks_4c": f"{cycles.value / 4:.2f}",
        "ns": _number(row.nanoseconds, 2),
        "instructions": "unknown" if row.instructions is None else f"{row.instructions:.1f}",
        "x ours": "" if row.ratio is None else f"{row.ratio.value:.2f}",
        "95 % interval; of the ratio": "" if row.ratio is None else _interval(row.ratio),
    }


def _interval(found: Estimate) -> str:
    return f"{found.low:.2f} to {found.high:.2f}"


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def print_absent(absent: Iterable[tuple[str, str]], console: Console) -> None:
    """Who could not take part."""
    lines = [f"{name}: {why}" for name, why in absent]
    if lines:
        console.print(Text("\nnot measured", "bold"))
        console.print(Text("\n".join(lines), "dim"))


def print_judgements(judgements: Iterable[tuple[str, Judgement]], target: float, console: Console) -> None:
    """TICK-1, for each subject."""
    for name, judgement in judgements:
        style = _ANSWER_STYLES[judgement.answer]
        console.print(Text(f"\nTICK-1 {name}: {judgement.answer} {target:g} ticks; {judgement.why}", style))


def print_compared(compared: Sequence[Compared], limit: float, console: Console) -> None:
    """What changed since the baseline."""
    table = Table(title=f"against the baseline, limit {limit:.1%}", title_justify="left", title_style="bold", box=None)
    for name in ("workload", "", "", "change", "95 % interval", ""):
        table.add_column(name, no_wrap=True)
    for each in compared:
        change = "" if each.by is None else f"{each.by.value:+.2%}"
        interval = "" if each.by is None else f"{each.by.low:+.2%} to {each.by.high:+.2%}"
        table.add_row(*each.key, change, interval, Text(each.change, _CHANGE_STYLES[each.change]))
    console.print(table)


def print_trials(trials: Iterable[Trial], console: Console) -> None:
    """What the self-test showed."""
    for trial in trials:
        style = _ANSWER_STYLES[trial.judgement.answer]
        console.print(Text.assemble((f"{trial.judgement.answer:13}", style), f"{trial.what}: {trial.judgement.why}"))
        console.print(Text(f"             expected {trial.expected}", "dim"))


def print_misses(before: Misses, after: Misses, console: Console) -> None:
    """The whole operation amid other work, in a simulated cache."""
    table = Table(
        title="simulated cache: the whole operation amid other work", title_justify="left", title_style="bold", box=None
    )
    for name in ("", "references", "misses", "hit rate"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for name, each in (("before: aligned allocation", before), ("after: poolproof", after)):
        table.add_row(name, f"{each.references:.1f}", f"{each.misses:.1f}", f"{each.hit_rate:.1%}")
    console.print(table)
    console.print(
        Text(
            "Of one operation. An allocator touches more memory, most of it twice in a row: its rate may be the better and its "
            "misses yet the more. The misses are what costs.",
            "dim",
        )
    )
