"""``poolproof bench``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from poolproof.benchmarks import build, document, field, misses, plots, table
from poolproof.benchmarks.cachegrind import CacheUnmeasuredError
from poolproof.benchmarks.contest import Contest, OnLaunch, hold
from poolproof.benchmarks.document import Baseline, BaselineError
from poolproof.benchmarks.judgement import Answer
from poolproof.benchmarks.launch import ClockError, Schedule
from poolproof.benchmarks.machine import Machine, this_machine
from poolproof.benchmarks.outcome import Row, rows, tick_judgements
from poolproof.benchmarks.regression import Change, Compared, compare_rows
from poolproof.benchmarks.rivals import Rival, load_rivals
from poolproof.benchmarks.self_test import run_self_test
from poolproof.benchmarks.toolchain import BuildError, Compilers
from poolproof.benchmarks.workloads import DEPTH1, WORKLOADS, Workload
from poolproof.reference.model import LANES
from poolproof.spec import SpecError
from poolproof.spec.contracts import Contract, default_contract, load_contract

from ..console import Console
from ..reports import json_report
from ..reports.environment import version
from ..reports.files import JSON
from ..reports.history import bench_entries, now
from ..subjects import resolve
from ..subjects.choice import chosen
from ..subjects.clocked import library_for_clock
from .contract_option import contract_option
from .exits import Exit
from .numbers import Number
from .remember import history_options, remember
from .report_files import STANDARD_OUTPUT, check_place

_LAUNCHES, _QUICK_LAUNCHES, _SELF_TEST_LAUNCHES = 5, 2, 25
_ROUNDS = 41
_SECONDS_A_WORKLOAD, _QUICK_SECONDS_A_WORKLOAD = 6.0, 3.0


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("subjects", nargs=-1, metavar="[SUBJECT]...")
@click.option(
    "--against",
    metavar="NAMES",
    help="Only rivals whose name contains one of these words, separated by commas; `none`: no rivals  [default: all at hand]",
)
@click.option(
    "--workload",
    "workload_names",
    metavar="NAMES",
    help="Only workloads whose name contains one of these words, separated by commas.",
)
@click.option(
    "--launches", type=Number(1, 1000), metavar="NUMBER", help="Processes that measure, one after another  [default: 5]"
)
@click.option("--rounds", type=Number(5, 10000), default=_ROUNDS, show_default=True, help="Rounds in each launch.")
@click.option("--quick", is_flag=True, help="Two launches: a first look, too few for an answer.")
@contract_option("Compare the pools with the tick target of this contract, for bufferpool.h.  [default: knhk]")
@click.option("--json", "json_file", metavar="FILE", help="Write the figures as JSON too; - is standard output.")
@click.option("--save", "save_file", metavar="FILE", help="Write the figures as a baseline for --compare.")
@click.option(
    "--compare",
    "baseline_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="BASELINE",
    help="Compare the figures with those of an earlier run.",
)
@click.option("--fail-above", default="3%", show_default=True, metavar="PERCENT", help="What --compare calls a regression.")
@click.option("--force", is_flag=True, help="Compare even with the figures of another machine.")
@click.option(
    "--plot", "plot_folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write plots, SVG and PNG."
)
@click.option("--calls", is_flag=True, help="Measure the rivals through a library of their own, too.")
@history_options
@click.option("--self-test", is_flag=True, help="Check the clock itself against known timings, and measure nothing else.")
@click.option("--list", "list_only", is_flag=True, help="List the workloads and the rivals, and measure nothing.")
def bench(
    subjects: tuple[str, ...],
    against: str | None,
    workload_names: str | None,
    launches: int | None,
    rounds: int,
    quick: bool,
    contract_given: str | None,
    json_file: str | None,
    save_file: str | None,
    baseline_file: Path | None,
    fail_above: str,
    force: bool,
    plot_folder: Path | None,
    calls: bool,
    history_file: Path | None,
    no_history: bool,
    self_test: bool,
    list_only: bool,
) -> int:
    """Measure pools in core cycles, side by side with others: the project's, each SUBJECT (a shared library), and rivals.

    \b
    Examples:
      poolproof bench
      poolproof bench ./libmypool.so --against malloc,stack
      poolproof bench --quick --workload depth1 --against none
      poolproof bench ./libmypool.so --save baseline.json
      poolproof bench ./libmypool.so --compare baseline.json --fail-above 3%
      poolproof bench --plot plots --json figures.json
      poolproof bench --against stack --calls
      poolproof bench --self-test

    Figures are medians over launches, with the interval that holds them in 95 of 100 cases; ratios are taken within a round.

    \b
    Exit status: 0 measured, and no regression; 1 a regression, beyond the noise and above the limit;
    3 no subject; 4 inconclusive: too noisy to tell, or nothing could be measured here.
    """
    for option, file in (("--json", json_file), ("--save", save_file)):
        if file is not None and file != STANDARD_OUTPUT:
            check_place(Path(file), option, JSON)
    began = now()
    limit = _share(fail_above)
    contract = _contract(contract_given, subjects)
    compilers = Compilers.from_environment()
    chosen_workloads = _workloads(workload_names)
    rivals = _rivals(against)
    if list_only:
        return _list(chosen_workloads, rivals)
    console = Console(stderr=json_file == "-", highlight=False)
    try:
        if plot_folder is not None:
            plots.check_available()
        if self_test:
            return _self_test(compilers, launches or _SELF_TEST_LAUNCHES, rounds, console)
        machine = this_machine(compilers)
        baseline = _baseline(baseline_file, machine, force=force)
        libraries = [library_for_clock(resolve(subject)) for subject in subjects]
        entrants = field.assemble(libraries, rivals, compilers, rivals_called=calls)
        schedule = Schedule(
            entrants.contestants,
            _entries(entrants, chosen_workloads),
            rounds,
            _QUICK_SECONDS_A_WORKLOAD if quick else _SECONDS_A_WORKLOAD,
        )
        with _progress() as on_launch:
            contest = hold(
                build.clock_program(compilers),
                schedule,
                launches or (_QUICK_LAUNCHES if quick else _LAUNCHES),
                on_launch=on_launch,
            )
    except plots.PlotsMissingError as error:
        raise click.UsageError(str(error)) from error
    except (BuildError, ClockError) as error:
        click.echo(f"poolproof: nothing was measured: {error}", err=True)
        return Exit.INCONCLUSIVE
    found = rows(contest)
    table.print_machine(machine, contest.nops_a_cycle, contest.has_counters, console)
    table.print_rows(found, console)
    table.print_absent(entrants.absent, console)
    more: dict[str, object] = {"launches": launches, "rounds": rounds}
    if not quick and chosen_workloads == WORKLOADS:
        more["cache"] = _misses(compilers, console)
    target = contract.cost.tick_target if contract.cost else 0
    judgements = tick_judgements(contest, entrants, target) if target else ()
    table.print_judgements(judgements, target, console)
    more["tick_1"] = [{"subject": name, **asdict(judgement)} for name, judgement in judgements]
    compared: tuple[Compared, ...] = ()
    if baseline is not None:
        compared = compare_rows([row for row in found if row.name in entrants.subjects], baseline, limit)
        table.print_compared(compared, limit, console)
        more["compared"] = [asdict(each) for each in compared]
    figures = document.document(version(), machine, found, more)
    if not no_history:
        given = {name: "native" if name == field.OURS else name for name in entrants.subjects}
        remember(history_file, bench_entries(figures, given, began))
    _write(figures, json_file, save_file)
    if plot_folder is not None:
        for plot in plots.write_plots(found, plot_folder):
            console.print(f"wrote {plot}", soft_wrap=True)
    return _status(contest, found, compared, entrants)


def _contract(given: str | None, subjects: Sequence[str]) -> Contract:
    """Raises SpecError for one whose pools the workloads can't use, and SubjectError for what is no pool of bufferpool.h."""
    contract = default_contract() if given is None else load_contract(given)
    _refuse_unmeasured(contract)
    for subject in map(resolve, subjects):
        if subject.is_library:
            _refuse_unmeasured(chosen(subject, None if given is None else contract).contract)
    return contract


def _refuse_unmeasured(contract: Contract) -> None:
    needed = (
        ("binding", contract.binding == 1),
        ("size.largest", contract.size is None or contract.size.largest >= LANES),
        ("sequence", contract.sequence is not None),
        ("life.clear", contract.life.clear),
    )
    key = next((key for key, is_there in needed if not is_there), None)
    if key is not None:
        problem = "`poolproof bench` measures pools of bufferpool.h, with lanes, receipts and a clear"
        remedy = "judge such a pool with `poolproof verify`; its time is not measured yet"
        raise SpecError(f"contract {contract.name}", key, problem, remedy)


def _status(contest: Contest, found: Sequence[Row], compared: Sequence[Compared], entrants: field.Field) -> Exit:
    changes = {each.change for each in compared}
    if Change.REGRESSION in changes:
        return Exit.VIOLATES
    unmeasured = [row for row in found if row.name in entrants.subjects and row.cycles is None]
    if Change.UNCLEAR in changes or unmeasured or not contest.launches:
        return Exit.INCONCLUSIVE
    return Exit.CONFORMS


def _self_test(compilers: Compilers, launches: int, rounds: int, console: Console) -> Exit:
    with _progress() as on_launch:
        trials = run_self_test(compilers, launches, rounds, on_launch)
    table.print_trials(trials, console)
    answers = {trial.judgement.answer for trial in trials}
    if Answer.MISSES in answers:
        return Exit.VIOLATES
    return Exit.INCONCLUSIVE if Answer.INCONCLUSIVE in answers else Exit.CONFORMS


def _share(percent: str) -> float:
    """``3%`` or ``3`` is 0.03."""
    try:
        share = float(percent.strip().removesuffix("%")) / 100
    except ValueError:
        share = -1.0
    if not 0 <= share < 100:
        raise click.BadParameter(f"{percent!r} is no percentage: give one like 3%", param_hint="--fail-above")
    return share


def _words(names: str) -> list[str]:
    return [word.strip().lower() for word in names.split(",") if word.strip()]


def _workloads(names: str | None) -> tuple[Workload, ...]:
    if names is None:
        return WORKLOADS
    words = _words(names)
    chosen = tuple(each for each in WORKLOADS if any(word in each.name for word in words))
    if not chosen or any(not any(word in each.name for each in WORKLOADS) for word in words):
        known = ", ".join(each.name for each in WORKLOADS)
        raise click.BadParameter(f"{names!r} names no workload; there are {known}", param_hint="--workload")
    return chosen


def _rivals(names: str | None) -> tuple[Rival, ...]:
    everyone = load_rivals()
    if names is None:
        return everyone
    words = _words(names)
    if words == ["none"]:
        return ()
    unmatched = [word for word in words if not any(word in each.name.lower() for each in everyone)]
    if unmatched or not words:
        problem = f"no rival's name contains {', '.join(unmatched) or repr(names)}"
        raise click.BadParameter(f"{problem}; `poolproof bench --list` lists the names", param_hint="--against")
    return tuple(each for each in everyone if any(word in each.name.lower() for word in words))


def _list(workloads: Sequence[Workload], rivals: Sequence[Rival]) -> Exit:
    for workload in workloads:
        click.echo(f"workload  {workload.name:32} {workload.sentence}")
    for rival in rivals:
        click.echo(f"rival     {rival.name:32} {' '.join([rival.sentence, *rival.lacks])}")
    return Exit.CONFORMS


def _entries(entrants: field.Field, workloads: Sequence[Workload]) -> dict[Workload, tuple[int, ...]]:
    """Everybody everywhere, but for the empty calls: they lend nothing that could be worked with."""
    empty = entrants.place(field.EMPTY, field.CALLS)
    everyone = range(len(entrants.contestants))
    return {workload: tuple(place for place in everyone if workload is DEPTH1 or place != empty) for workload in workloads}


def _baseline(file: Path | None, machine: Machine, *, force: bool) -> Baseline | None:
    if file is None:
        return None
    try:
        baseline = document.read_baseline(file)
    except BaselineError as error:
        raise click.BadParameter(str(error), param_hint="--compare") from error
    differences = machine.differences(baseline.machine)
    if differences and not force:
        told = "; ".join(differences)
        raise click.BadParameter(
            f"{file} was measured elsewhere ({told}); --force compares all the same", param_hint="--compare"
        )
    return baseline


def _misses(compilers: Compilers, console: Console) -> dict[str, object] | None:
    """The simulated cache, before and after: for the terminal, and as data."""
    found = {}
    try:
        loop = build.cache_loop(compilers)
        for name, contestant in (("after", field.ours(compilers)), ("before", field.before(compilers))):
            print(f"poolproof: simulating the cache, {contestant.name}", file=sys.stderr, flush=True)
            found[name] = misses.misses_of(loop, contestant.kernels)
    except (CacheUnmeasuredError, BuildError) as error:
        console.print(f"\nsimulated cache: unknown: {error}", style="yellow")
        return None
    table.print_misses(found["before"], found["after"], console)
    return {name: {**asdict(each), "hit_rate": each.hit_rate} for name, each in found.items()}


@contextmanager
def _progress() -> Iterator[OnLaunch]:
    """A bar where someone watches; a line for each launch in a log."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:

        def on_line(done: int, everything: int) -> None:
            print(f"poolproof: {done}/{everything} launches", file=sys.stderr, flush=True)

        yield on_line
        return
    columns = (TextColumn("launches"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, everything: bar.update(task, completed=done, total=everything)


def _write(figures: dict[str, object], json_file: str | None, save_file: str | None) -> None:
    if json_file == "-":
        click.echo(json.dumps(figures, indent=2))
    for file in (json_file, save_file):
        if file is None or file == "-":
            continue
        try:
            json_report.write(file, figures)
        except OSError as error:
            raise click.BadParameter(f"can't write {file}: {error.strerror}") from error
