"""``poolproof pipeline``: run, compare, check and verify."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from poolproof.reference.pipeline.check import check_log
from poolproof.reference.pipeline.parsers import check_base
from poolproof.reference.pipeline.sources import ALL_FORMATS, source_of
from poolproof.spec.pipeline import load_pipeline_spec
from poolproof.spec.pipeline_errors import HashCollision, PipelineError

from ..console import Console
from ..pipeline import Comparison, Plan, Result, compare, run_plan
from ..pipeline.comparison import Interval, NoClockError
from ..pipeline.graph import graph
from ..pipeline.implementations import IMPLEMENTATIONS
from ..pipeline.json_results import comparison_document, run_document, verdicts_document
from ..pipeline.probe import HotPathCounts
from ..pipeline.run import LEAST_TIMED_OPERATIONS
from ..pipeline.verify import PipelineVerdict, Verdict, verify_pipeline
from .exits import Exit
from .json_file import check_writable, write_json
from .numbers import COUNT, SEED, Number

_HELP = {"help_option_names": ["-h", "--help"]}
_PROBLEMS_SHOWN = 10
_ROUNDS = Number(5, 1_000_000)
_SECONDS_BETWEEN_LINES = 2.0

_format = click.option(
    "--format",
    "format",
    type=click.Choice(ALL_FORMATS),
    help="The format of all inputs  [default: what the file's ending tells]",
)
_on_error = click.option(
    "--on-error",
    type=click.Choice(["stop", "skip"]),
    default="stop",
    show_default=True,
    help="At a syntax error: end the run, keeping what was read before it; or drop the statement and go on after it.",
)
_base = click.option(
    "--base",
    metavar="IRI",
    help="Resolve relative IRIs of Turtle and TriG against this  [default: the URL of the file that they stand in]",
)
_json = click.option("--json", "json_file", metavar="FILE", help="Write the result as JSON too; - is standard output.")


@click.group(context_settings=_HELP)
def pipeline() -> None:
    """Real RDF through a pool: Ingest, Transform, Load, Reflex, Emit.

    Needs the packages of the extra: pip install 'poolproof[pipeline]'.

    \b
    Examples:
      poolproof pipeline run data.ttl --hook 'ask <http://a/s> <http://a/p>' --log receipts.jsonl
      poolproof pipeline check receipts.jsonl
      poolproof pipeline compare data.nt
      poolproof pipeline generate 100000 > data.nt
      poolproof pipeline verify
    """


@pipeline.command(context_settings=_HELP)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--hook", "hooks", multiple=True, metavar="HOOK", help="A question; may be given again  [default: count ? ? 1]")
@click.option(
    "--pool",
    type=click.Choice(list(IMPLEMENTATIONS)),
    default="native",
    show_default=True,
    help="Which implementation of the pool to use.",
)
@click.option("--log", "log", type=click.Path(dir_okay=False, path_type=Path), help="Append the receipts to this file.")
@click.option(
    "--sync-epochs",
    type=COUNT,
    default=1,
    show_default=True,
    help="Sync the log to the disk after so many epochs: more is faster, and a crash of the system takes more.",
)
@click.option("--no-dictionary", is_flag=True, help="Keep no terms: memory stays flat, and hash collisions go unseen.")
@click.option(
    "--shard", "shard_id", type=Number(0, 2**64 - 1), default=0, show_default=True, help="The shard number in each receipt."
)
@_format
@_base
@_on_error
@_json
def run(
    files: tuple[str, ...],
    hooks: tuple[str, ...],
    pool: str,
    log: Path | None,
    sync_epochs: int,
    no_dictionary: bool,
    shard_id: int,
    format: str | None,
    base: str | None,
    on_error: str,
    json_file: str | None,
) -> int:
    """Run FILEs (N-Triples, Turtle, N-Quads, TriG, JSON deltas; packed with gzip or not; - is standard input) through a pool.

    \b
    Hooks, with terms as in N-Triples, and ? for any:
      ask S P         a triple of this subject and predicate is in the run
      ask S P O       this triple is
      count S P N     at least N such triples are
      unique S P      exactly one is

    \b
    Examples:
      poolproof pipeline run data.ttl --hook 'ask <http://a/s> <http://a/p>'
      zcat data.nt.gz | poolproof pipeline run - --format nt --no-dictionary
      poolproof pipeline run delta.jsonl --log receipts.jsonl --json summary.json

    \b
    Exit status: 0 all went through; 2 an input, a hook or the log won't do; 4 two
    terms have one hash, or --on-error skip left out an input, or the rest of one.
    """
    check_writable(json_file)
    if base is not None:
        check_base(base)
    plan = Plan(
        sources=[source_of(name, format, base) for name in files],
        hooks=hooks,
        pool=pool,
        log=log,
        keep_terms=not no_dictionary,
        shard_id=shard_id,
        sync_epochs=sync_epochs,
    )
    with _progress() as tell:
        result = run_plan(plan, _problem_teller(on_error), lambda triples: tell(f"{triples:,} triples"))
    _print_run(result, Console(stderr=json_file == "-", highlight=False))
    status = Exit.CONFORMS
    if result.outcome.unread:
        names = ", ".join(each.where for each in result.outcome.unread[:_PROBLEMS_SHOWN])
        more = (
            f" and {len(result.outcome.unread) - _PROBLEMS_SHOWN} more" if len(result.outcome.unread) > _PROBLEMS_SHOWN else ""
        )
        click.echo(f"poolproof: inconclusive: not read to the end: {names}{more}", err=True)
        status = Exit.INCONCLUSIVE
    if result.outcome.stopped_by is not None:
        click.echo(f"poolproof: {result.outcome.stopped_by}", err=True)
        status = Exit.INCONCLUSIVE if isinstance(result.outcome.stopped_by, HashCollision) else Exit.USAGE
    return write_json(json_file, run_document(result), status)


@pipeline.command("compare", context_settings=_HELP)
@click.argument("file", metavar="FILE")
@click.option(
    "--rounds",
    type=_ROUNDS,
    default=101,
    show_default=True,
    help="Rounds for each variant; the order is reshuffled every round.",
)
@click.option("--seed", type=SEED, default=0, show_default=True, help="The seed of the orders and of the resampling.")
@_format
@_on_error
@_json
def compare_command(file: str, rounds: int, seed: int, format: str | None, on_error: str, json_file: str | None) -> int:
    """Compare the hot operation with an allocation each time to the one with the pool, on the first triples of FILE.

    Both run in one process, interleaved. An operation is: a buffer, 8 triples loaded, a question, a receipt.

    \b
    Example:
      poolproof pipeline compare data.nt --rounds 201

    \b
    Exit status: 0 the pool saves at least 1 tick; 1 less; 4 too noisy to tell, or no clock.
    """
    check_writable(json_file)
    with _progress() as tell:
        try:
            found = compare(
                source_of(file, format),
                rounds,
                seed,
                _problem_teller(on_error),
                lambda number, of: tell(f"round {number} of {of}"),
            )
        except NoClockError:
            click.echo("poolproof: inconclusive: this processor has no time-stamp counter that can be read", err=True)
            return Exit.INCONCLUSIVE
    _print_comparison(found, Console(stderr=json_file == "-", highlight=False))
    status = {True: Exit.CONFORMS, False: Exit.VIOLATES, None: Exit.INCONCLUSIVE}[found.at_least_one_tick]
    return write_json(json_file, comparison_document(found), status)


@pipeline.command(context_settings=_HELP)
@click.argument("triples", metavar="TRIPLES", type=COUNT)
@click.option("--seed", type=SEED, default=0, show_default=True, help="The same seed gives the same graph.")
def generate(triples: int, seed: int) -> int:
    """Write a plausible graph of so many TRIPLES to standard output, as N-Triples.

    \b
    Example:
      poolproof pipeline generate 1000000 --seed 7 > big.nt
    """
    lines = graph(triples, seed)
    while block := "".join(islice(lines, 10_000)):
        sys.stdout.write(block)
    return Exit.CONFORMS


@pipeline.command(context_settings=_HELP)
@click.argument("log", metavar="LOG", type=click.Path(path_type=Path))
def check(log: Path) -> int:
    """Check the chain of a LOG that `run` wrote, and name the first record that was changed, left out or put in.

    A log that was cut at its end looks like a shorter one: compare its last hash with one that was noted elsewhere.

    \b
    Exit status: 0 the chain is sound; 1 it is not; 2 there is no such log, or nothing in it.
    """
    found = check_log(log)
    if found.records == 0 and found.bad is None:
        click.echo(f"poolproof: {log}: holds no whole record: there is nothing to check", err=True)
        return Exit.USAGE
    console = Console(highlight=False)
    if found.torn_bytes:
        console.print(f"a torn last line of {found.torn_bytes:,} bytes: its writer died; the next run cuts it", style="yellow")
    if found.bad is not None:
        console.print(Text.assemble((f"record {found.bad.record}", "bold red"), f": {found.bad.problem}"))
        return Exit.VIOLATES
    last = f"; last hash {found.last_hash}" if found.last_hash else ""
    console.print(
        f"sound: {found.records:,} records, {found.receipts:,} receipts, {found.epochs:,} epochs{last}", soft_wrap=True
    )
    return Exit.CONFORMS


@pipeline.command(context_settings=_HELP)
@click.option("-k", "keyword", metavar="IDS", help="Only these requirements, separated by commas.")
@click.option("--seed", type=SEED, default=0, show_default=True, help="The same seed gives the same run.")
@_json
def verify(keyword: str | None, seed: int, json_file: str | None) -> int:
    """Judge poolproof's own pipeline, in Python and in C, by the requirements PIPE-1 to PIPE-12.

    \b
    Examples:
      poolproof pipeline verify
      poolproof pipeline verify -k PIPE-5,PIPE-7 --seed 7

    \b
    Exit status: 0 all are met; 1 one is violated; 4 one could not be checked here.
    """
    check_writable(json_file)
    spec = load_pipeline_spec()
    selected = _selected([each.id for each in spec.requirements], keyword)
    start = time.perf_counter()
    with _progress() as tell:
        verdicts = verify_pipeline(spec, seed, selected, tell)
    console = Console(stderr=json_file == "-", highlight=False)
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for column in ("", "id", "checked", "requirement"):
        table.add_column(column, justify="right" if column == "checked" else "left", overflow="fold")
    for each in verdicts:
        requirement = spec.requirement(each.id)
        assert requirement is not None  # the verdicts are the requirements'
        table.add_row(_MARKS[each.verdict], Text(each.id), f"{each.checked:,}", Text(requirement.text))
    console.print(table)
    for each in verdicts:
        if each.why is not None:
            console.print(Text(f"{each.id} {each.verdict.value}: {each.why}"))
    seconds = time.perf_counter() - start
    return write_json(json_file, verdicts_document(verdicts, seed, seconds), _exit_of(verdicts, console))


_MARKS = {Verdict.PASS: "[green]✓", Verdict.FAIL: "[bold red]✗", Verdict.UNKNOWN: "[yellow]?"}


def _exit_of(verdicts: Sequence[PipelineVerdict], console: Console) -> Exit:
    found = {each.verdict for each in verdicts}
    if Verdict.FAIL in found:
        console.print(f"violates {' '.join(each.id for each in verdicts if each.verdict is Verdict.FAIL)}")
        return Exit.VIOLATES
    if Verdict.UNKNOWN in found:
        console.print("inconclusive: something could not be checked")
        return Exit.INCONCLUSIVE
    console.print(f"conforms: every requirement is met ({sum(each.checked for each in verdicts):,} observations)")
    return Exit.CONFORMS


def _selected(ids: Sequence[str], keyword: str | None) -> frozenset[str] | None:
    if keyword is None:
        return None
    asked = frozenset(word.strip().upper() for word in keyword.split(",") if word.strip())
    if not asked or not asked <= set(ids):
        raise click.BadParameter(f"the ids are {', '.join(ids)}", param_hint="-k")
    return asked


def _problem_teller(on_error: str) -> Callable[[PipelineError], bool]:
    """Told of each refused statement. The one that ends the run is said at the end."""
    told = 0

    def tell(problem: PipelineError) -> bool:
        nonlocal told
        if on_error == "stop":
            return False
        told += 1
        if told <= _PROBLEMS_SHOWN:
            click.echo(f"poolproof: left out: {problem}", err=True)
        if told == _PROBLEMS_SHOWN:
            click.echo("poolproof: further ones are counted, and not shown", err=True)
        return True

    return tell


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A line that changes where someone watches; one every two seconds in a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        last = time.monotonic()

        def on_line(what: str) -> None:
            nonlocal last
            if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                print(f"poolproof: {what}", file=sys.stderr, flush=True)

        yield on_line
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda what: bar.update(task, description=what)


def _print_run(result: Result, console: Console) -> None:
    outcome = result.outcome
    rate = f" ({outcome.triples / result.seconds:,.0f} a second)" if result.seconds else ""
    rows = [
        ("triples", f"{outcome.triples:,}{rate}"),
        ("runs", f"{outcome.runs:,}"),
        ("operations", f"{outcome.operations:,} in {outcome.epochs:,} epochs"),
        ("receipts", f"{outcome.receipts:,}" + (f", {outcome.early_emits:,} emits early" if outcome.early_emits else "")),
        ("terms", f"{outcome.terms:,}" if result.plan.keep_terms else "not kept: hash collisions are unknown"),
        ("allocations", _allocations(result.hot_path, result.hot_path_unknown)),
        ("ticks an operation", _ticks(result)),
    ]
    if outcome.removals:
        rows.append(("removals", f"{outcome.removals:,}, counted and not asked about"))
    if outcome.problems:
        rows.append(("refused", f"{outcome.problems:,}"))
    if result.cut_bytes:
        rows.append(("log", f"a torn last line of {result.cut_bytes:,} bytes was cut"))
    table = Table(box=None, padding=(0, 1), show_header=False)
    for name, value in rows:
        table.add_row(Text(name, "cyan"), Text(value))
    console.print(table)
    for named, totals in zip(result.hooks, outcome.totals, strict=True):
        console.print(Text(f" hook {named.text}: holds in {totals.answers:,} of {totals.receipts:,} receipts"), soft_wrap=True)


def _ticks(result: Result) -> str:
    if result.ticks_per_operation is not None:
        return f"{result.ticks_per_operation:.0f}"
    return f"unknown: it takes the C pool, a time-stamp counter, and {LEAST_TIMED_OPERATIONS:,} operations"


def _allocations(found: HotPathCounts | None, unknown: str | None) -> str:
    if found is None:
        return f"unknown: {unknown}"
    calls = "unknown" if found.pool.system_calls is None else f"{found.pool.system_calls:,}"
    return f"{found.pool.allocations:,}, system calls {calls} (counted over {found.pool.operations:,} operations)"


def _print_comparison(found: Comparison, console: Console) -> None:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for column in ("ticks an operation", "median", "95 % interval"):
        table.add_column(column, justify="left" if column == "ticks an operation" else "right")
    for name, interval in (("before", found.before), ("after", found.after), ("saved", found.saved)):
        table.add_row(name, f"{interval.median:.1f}", _range(interval))
    console.print(table)
    if found.counts is None:
        console.print(f" allocations unknown: {found.counts_unknown}")
    else:
        before, after = found.counts.allocator, found.counts.pool
        each = before.allocations / before.operations
        console.print(f" allocations an operation: before {each:g}, after {after.allocations}")
        console.print(f" system calls: after {'unknown' if after.system_calls is None else after.system_calls}")
    match found.at_least_one_tick:
        case True:
            console.print(f"the pool saves at least 1 tick: {found.before.median / found.after.median:.1f} times as fast")
        case False:
            console.print("the pool saves less than 1 tick")
        case None:
            console.print("inconclusive: the interval holds 1 tick; run it again on a quieter machine, or with more rounds")


def _range(interval: Interval) -> str:
    return f"{interval.low:.1f} to {interval.high:.1f}"
