"""``poolproof fuzz``."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
from rich.live import Live
from rich.text import Text

from poolproof.spec import Level
from poolproof.spec.contracts import load_contract, promise_lines

from ..campaign import corpus as corpora
from ..campaign import json_campaign, terminal
from ..campaign.campaign import Campaign, Found, Limits, Progress, RunOfCampaign
from ..campaign.cluster import ClusterEngine
from ..campaign.cluster_errors import ClusterError
from ..campaign.corpus import REDIS_SCHEMES, CorpusError, open_corpus
from ..campaign.engine import Engine, LocalEngine
from ..campaign.guided import GuidedEngine, Watched
from ..campaign.guided_build import Build, GuidedError, build
from ..campaign.ledger import Ledger, LedgerError, new_seed
from ..campaign.outages import Outages
from ..campaign.pace import GuidedPace
from ..campaign.private_copy import Watch, private_copy
from ..campaign.shards import Order
from ..campaign.terminal import Report
from ..campaign.tls import Tls, read_address
from ..cases.replay import Outcome, Replayed
from ..console import Console
from ..runs import Session
from ..subjects import Subject
from ..subjects.choice import choose
from .cluster_options import refuse_open, tls_options
from .contract_option import BY_DEFAULT, contract_option
from .exits import Exit
from .json_file import check_writable, write_json
from .numbers import COUNT, PROCESSES, time_problem

_CORPUS = "poolproof-corpus"
_LINE_EVERY_S = 10.0
_LONG_TEXT = 40
_UNITS = {"h": 3600, "m": 60, "s": 1}


def duration_s(_context: click.Context, _parameter: click.Parameter, text: str | None) -> float | None:
    """Of 8h, 30m, 45s, 1h30m, or a plain number of seconds."""
    if text is None:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return _possible(float(text), text)
    if not re.fullmatch(r"(\d+(\.\d+)?[hms])+", text):
        raise click.BadParameter(f"{text!r} is no time: give 8h, 30m, 45s or 1h30m")
    return _possible(sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"([\d.]+)([hms])", text)), text)


def _possible(seconds: float, text: str) -> float:
    if (problem := time_problem(seconds)) is not None:
        raise click.BadParameter(f"{text if len(text) < _LONG_TEXT else text[:_LONG_TEXT] + '…'} {problem}")
    return seconds


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("subjects", metavar="[SUBJECT]", nargs=-1)
@click.option("--time", "seconds", callback=duration_s, metavar="TIME", help="8h, 30m, 45s  [default: until Ctrl-C]")
@click.option("--until-new", type=COUNT, metavar="NUMBER", help="End after this many new discoveries.")
@click.option("--fail-fast", is_flag=True, help="End at the first violation, known or new.")
@click.option("--jobs", type=PROCESSES, metavar="NUMBER", help="Processes  [default: the processors]")
@click.option("--guided", is_flag=True, help="SUBJECT is the pool's source, in one file or more: libFuzzer draws.")
@click.option("--cflags", default="", metavar="WORDS", help="With --guided: what the compiler needs beside the sources.")
@click.option("--cluster", "address", metavar="tls://HOST:PORT", help="Run it on the workers of a Dask scheduler.")
@tls_options
@click.option(
    "--corpus",
    "place",
    default=_CORPUS,
    show_default=True,
    metavar="DIR|redis://HOST",
    help="Where discoveries are kept as cases, and replayed first.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the campaign keeps its ledger  [default: .campaign in the corpus]",
)
@click.option(
    "--level",
    type=click.Choice([Level.CORE.value, Level.HARDENED.value, Level.HOT.value]),
    default=Level.HARDENED.value,
    show_default=True,
    help="Judge up to this level.",
)
@contract_option(f"Judge by this contract: a built-in one's name, or a file.  {BY_DEFAULT}")
@click.option("--json", "json_file", metavar="FILE", help="Write the report as JSON too; - is standard output.")
def fuzz(
    subjects: tuple[str, ...],
    seconds: float | None,
    until_new: int | None,
    fail_fast: bool,
    jobs: int | None,
    guided: bool,
    cflags: str,
    address: str | None,
    tls_authority: str | None,
    tls_certificate: str | None,
    tls_key: str | None,
    insecure: bool,
    place: str,
    folder: Path | None,
    level: str,
    contract_given: str | None,
    json_file: str | None,
) -> int:
    """Search SUBJECT for violations for as long as you like, on all cores.

    \b
    Examples:
      poolproof fuzz ./libmypool.so --time 8h
      poolproof fuzz ./libmypool.so --time 30m --until-new 1 --corpus tests/cases
      poolproof fuzz mypool.py:Pool --time 45s --jobs 2
      poolproof fuzz --guided pool.c --cflags='-I include' --time 10m
      poolproof fuzz ./libslab.so --contract slab.toml --time 30m
      poolproof fuzz ./libmypool.so --cluster tcp://127.0.0.1:8786
      poolproof fuzz ./libmypool.so --cluster tls://192.0.2.1:8786 \\
        --tls-ca ca.pem --tls-cert me.pem --tls-key me.key --corpus redis://192.0.2.1:6379/0

    What is found is made minimal, grouped, and kept in the corpus, a text file for each group: commit it. Every later fuzz and
    `verify --corpus` replays it first, and says FIXED, STILL FAILS or CAN'T RUN. Whatever ends a campaign, Ctrl-C or a power
    cut, the same command goes on where it was; no walk is ever drawn twice. A scheduler or a Redis server that is away and a
    disk that is full are waited for, until the time is up.

    \b
    Exit status: 0 nothing found; 1 a violation, found now or before, or a case
    that still fails; 2 wrong usage; 3 no subject; 4 inconclusive: it ended before
    its time or before anything was done, something was seen that no fresh process
    shows again, or the corpus holds what can't be read; 70 an error of poolproof
    itself, told after the report.
    """
    check_writable(json_file)
    if address is not None and jobs is not None:
        raise click.UsageError("--jobs is for this machine: the workers of a cluster are as many as there are")
    credentials = Tls(tls_authority, tls_certificate, tls_key)
    _check_cluster(address, credentials, insecure=insecure)
    if guided and address is not None:
        raise click.UsageError("--guided runs on this machine: leave out --cluster")
    if not guided and len(subjects) > 1:
        raise click.UsageError(f"one SUBJECT at a time, not {len(subjects)}: more are the sources of --guided")
    processes = jobs or len(os.sched_getaffinity(0))
    console = Console(stderr=json_file == "-", highlight=False)
    try:
        with ExitStack() as stack:
            built = stack.enter_context(_built(subjects, cflags, contract_given)) if guided else None
            chosen = built.subject if built else choose(subjects[0] if subjects else "native", contract_given)
            corpus = open_corpus(place)
            kept = corpora.load(corpus)
            with Session(chosen) as session:
                name = session.name or chosen.given
                console.print(_heading(chosen, name))
                watched = Watched(built, built.program.parent) if built else None
                outcomes = tuple(_replayed(kept, session, watched, console))
            identity = _identity(chosen, f"{level}{' guided' if guided else ''}")
            ledger = stack.enter_context(Ledger(_folder(folder, place, identity), identity, new_seed()))
            shared = place if place.startswith(REDIS_SCHEMES) else None  # a folder here is none on another machine
            examples = shared or (None if address else str(ledger.folder.resolve() / "examples"))
            judged = chosen if built else private_copy(chosen, ledger.folder / "subject")
            order = Order(judged, Level(level), ledger.tally.seed, examples)
            outages = Outages(partial(_note, console))
            engine: Engine
            pace = None
            if built is not None:
                work = built.program.parent
                engine = stack.enter_context(GuidedEngine(order, built, ledger.folder / "inputs", work, processes))
                pace = GuidedPace()
            elif address is not None:
                engine = stack.enter_context(ClusterEngine(order, address, outages.note, credentials, outages))
            else:
                engine = stack.enter_context(LocalEngine(order, processes, outages=outages))
            console.print(_campaign_line(order, ledger, engine.describe()))
            limits = Limits(seconds, until_new, fail_fast)
            campaign = Campaign(order, ledger, corpus, kept, engine, limits, pace, Watch(judged), outages=outages)
            with _progress(console) as (on_progress, on_found):
                run = campaign.run(on_progress, on_found)
            unread = tuple(each.name for each in kept if each.case is None)
            report = Report(chosen, name, corpus.place, outcomes, run, ledger.tally, unread)
    except (ClusterError, CorpusError, GuidedError, LedgerError) as error:
        raise click.ClickException(str(error)) from error
    try:
        terminal.print_report(report, console)
        _tell_errors(run)
    finally:
        status = write_json(json_file, json_campaign.document(report), _status(report))
    return status


def _status(report: Report) -> Exit:
    if report.run.errors:
        return Exit.HARNESS
    if report.failing:
        return Exit.VIOLATES
    return Exit.INCONCLUSIVE if report.inconclusive else Exit.CONFORMS


def _tell_errors(run: RunOfCampaign) -> None:
    for each in run.errors:
        print(each.rstrip(), file=sys.stderr)
    if run.errors:
        print("poolproof: this is an error of poolproof itself, not of the subject; please report it", file=sys.stderr)


def _check_cluster(address: str | None, credentials: Tls, *, insecure: bool) -> None:
    if address is None:
        if credentials.is_given or insecure:
            raise click.UsageError("--tls-ca, --tls-cert, --tls-key and --insecure go with --cluster")
        return
    try:
        scheme, host, _ = read_address(address)
    except ClusterError as error:
        raise click.UsageError(str(error)) from error
    if scheme != "tls":
        danger = "what answers at this address, whoever it is, can run anything here and on the workers, as you"
        refuse_open(f"--cluster {address}", host, danger, insecure=insecure)


@contextmanager
def _built(sources: tuple[str, ...], cflags: str, contract_given: str | None) -> Iterator[Build]:
    """What guided fuzzing runs, in a folder for as long as it does."""
    if not sources:
        raise click.UsageError("--guided needs the pool's source: give its files")
    contract = None if contract_given is None else load_contract(contract_given)  # before anything is compiled
    with tempfile.TemporaryDirectory(prefix="poolproof-guided-") as folder:
        print("poolproof: compiling", file=sys.stderr, flush=True)
        files = [Path(each).resolve() for each in sources]
        built = build(files, shlex.split(cflags), Path(folder), " ".join(sources), contract)
        yield replace(built, subject=replace(built.subject, contract_given=contract_given))


def _note(console: Console, text: str) -> None:
    console.print(Text(text, "yellow"), soft_wrap=True)


def _identity(subject: Subject, level: str) -> str:
    """Who is judged and by what: another build is another campaign, and so is another contract."""
    promises = hashlib.sha256("\n".join(promise_lines(subject.contract)).encode()).hexdigest()
    return f"{subject.sha256 or subject.python or subject.given} {level} contract {subject.contract.name} {promises[:8]}"


def _folder(given: Path | None, place: str, identity: str) -> Path:
    if given is None:
        given = Path(_CORPUS if place.startswith(REDIS_SCHEMES) else place) / ".campaign"
        given.mkdir(parents=True, exist_ok=True)
        if not (given / ".gitignore").exists():
            (given / ".gitignore").write_text("*\n", encoding="utf-8")
    return given / hashlib.sha256(identity.encode()).hexdigest()[:12]


def _heading(subject: Subject, name: str) -> Text:
    text = Text.assemble(("poolproof fuzz ", "bold"), (subject.given, "bold cyan"))
    if name != subject.given:
        text.append(f"  {name}")
    if subject.sha256:
        text.append(f"  sha256 {subject.sha256[:12]}", style="dim")
    return text


def _replayed(
    kept: list[corpora.Kept], session: Session, watched: Watched | None, console: Console
) -> Iterator[tuple[str, Replayed]]:
    """``watched``: may see more than the judge does."""
    for each in kept:
        outcome = corpora.replay(each, session, sanitizer_follows=watched is not None)
        is_run = each.case is not None and each.case.meeting is None  # the watched program has one thread
        if watched is not None and each.case is not None and is_run and outcome.outcome == Outcome.FIXED:
            failure = watched.failure(each.case.operations)
            outcome = outcome if failure is None else Replayed(Outcome.STILL_FAILS, 1, 1, why=failure[1])
        console.print(terminal.outcome_line(each.name, outcome))
        yield each.name, outcome


def _campaign_line(order: Order, ledger: Ledger, who: str) -> Text:
    tally = ledger.tally
    text = f"a new campaign, seed {tally.seed:#x}, {who}"
    if ledger.continues:
        done = f"{sum(tally.operations.values()):,} operations in {sum(tally.shards.values()):,} shards"
        text = f"goes on after {done}, seed {tally.seed:#x}, {who}"
    return Text(f"contract {order.subject.contract.name}, level {order.level}: {text}", "dim")


@contextmanager
def _progress(console: Console) -> Iterator[tuple[Callable[[Progress], None], Callable[[Found], None]]]:
    """A line that lives where someone watches; one now and then in a log."""

    def on_found(found: Found) -> None:
        console.print(Text.assemble(("found ", "bold red"), f"{', '.join(found.group.requirements)}: {found.group.case}"))

    errors = Console(stderr=True, highlight=False)
    if not errors.is_terminal:
        last = time.monotonic()

        def on_line(progress: Progress) -> None:
            nonlocal last
            if time.monotonic() - last >= _LINE_EVERY_S:
                last = time.monotonic()
                print(f"poolproof: {terminal.progress_line(progress)}", file=sys.stderr, flush=True)

        yield on_line, on_found
        return
    with Live(Text("starting"), console=errors, transient=True, refresh_per_second=4) as live:
        yield lambda progress: live.update(Text(terminal.progress_line(progress))), on_found
