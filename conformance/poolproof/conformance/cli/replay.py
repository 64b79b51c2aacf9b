"""``poolproof replay``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
from click.core import ParameterSource
from rich.table import Table
from rich.text import Text

from ..cases import Case, CaseError, case_files, load_case
from ..cases.books import NotConcreteError
from ..cases.c_program import case_as_c
from ..cases.of_threads import case_of_threads_as_c
from ..cases.python_test import case_as_python
from ..cases.replay import Outcome, Replayed
from ..cases.sessions import replay_all
from ..console import Console
from ..interleaving import as_data
from ..legible import one_line
from ..reports import steps
from ..reports.environment import version
from ..reports.files import JSON, PROGRAM, Kind, write_whole
from ..reports.meeting import Meeting
from ..subjects import Subject, resolve
from ..subjects.choice import choose
from .contract_option import contract_option
from .exits import Exit
from .report_files import STANDARD_OUTPUT, check_place

_STYLES = {
    Outcome.FIXED: "green",
    Outcome.STILL_FAILS: "bold red",
    Outcome.CANNOT_RUN: "yellow",
    Outcome.FLAKY: "bold yellow",
    Outcome.NOT_SHOWN: "yellow",
}
_LINES_SHOWN = 40


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("cases", metavar="CASE... [SUBJECT]", nargs=-1, required=True)
@click.option(
    "-s",
    "--subject",
    "given",
    metavar="SUBJECT",
    help="Replay them on this, as `poolproof verify` takes it.  [default: native]",
)
@contract_option(
    "Judge them by this contract, and not by the one that each case was saved by.  [default: its own, which stands in its file]"
)
@click.option("--json", "json_file", metavar="FILE", help="Write the outcomes as JSON too; - is standard output.")
@click.option("--c", "c_file", metavar="FILE", help="Write a C program of the same steps (one CASE that still fails).")
@click.option(
    "--python", "python_file", metavar="FILE", help="Write a pytest file of the same steps (one CASE that still fails)."
)
def replay(
    cases: tuple[str, ...],
    given: str | None,
    contract_given: str | None,
    json_file: str | None,
    c_file: str | None,
    python_file: str | None,
) -> int:
    """Replay saved counterexamples: CASE is a file, or a folder of them.

    \b
    Examples:
      poolproof replay cases/ORDER-1-3f2a91c0.json ./libmypool.so
      poolproof replay cases/ -s ./libmypool.so --json outcomes.json
      poolproof replay cases/ mypool.py:Pool
      poolproof replay cases/OWN-2-0a1b2c3d.json ./libmypool.so --c own-2.c

    Each is run five times, each time in a fresh process, and judged anew. A case of threads that met holds a schedule, which is
    followed in the library that it was saved of; in any other one, the same programs are searched anew. What real threads alone
    showed is tried by them for ten seconds: it may be there and not show.

    \b
    Exit status: 0 all are fixed, 1 one still fails, 2 wrong usage or no case,
    3 no subject, 4 one can't be run, does not show, or fails only sometimes.
    """
    source_of = click.get_current_context().get_parameter_source
    places, chosen = _parted(cases, given, is_typed=source_of("given") == ParameterSource.COMMANDLINE)
    if places != cases and source_of("contract_given") != ParameterSource.COMMANDLINE:
        contract_given = None  # the configuration's, which is of another subject
    loaded = _load(places)
    if (c_file or python_file) and len(loaded) != 1:
        raise click.UsageError(f"--c and --python write the steps of one case, not of {len(loaded)}")
    for file, option, kind in ((json_file, "--json", JSON), (c_file, "--c", PROGRAM), (python_file, "--python", PROGRAM)):
        if file is not None and file != STANDARD_OUTPUT:
            check_place(Path(file), option, kind)
    subject = resolve(chosen) if contract_given is None else choose(chosen, contract_given)
    console = Console(stderr=json_file == "-", highlight=False)
    met = [case.meeting for _, case in loaded if case.meeting is not None]
    others = (each.library for each in met if not each.on_threads)
    if subject.is_library and any(each != subject.sha256 for each in others):
        click.echo("poolproof: searching the programs of threads anew, for 20 s each at the most", err=True)
    if subject.is_library and any(each.on_threads for each in met):
        click.echo("poolproof: letting real threads meet, for 10 s each at the most", err=True)
    outcomes: list[tuple[Path, Case, Replayed]] = []
    for path, case, replayed in replay_all(loaded, subject, by_its_own=contract_given is None):
        outcomes.append((path, case, replayed))
        _print(console, path, case, replayed)
    if json_file is not None:
        _write(json_file, json.dumps(_document(subject, outcomes), indent=2) + "\n", "--json", JSON)
    _, case, replayed = outcomes[0]
    if c_file is not None:
        _write(c_file, _program(replayed, chosen, lambda: _c_program(case, replayed, subject)), "--c", PROGRAM)
    if python_file is not None:
        text = _program(replayed, chosen, lambda: _python_program(case, replayed, subject))
        _write(python_file, text, "--python", PROGRAM)
    return _exit([each.outcome for _, _, each in outcomes])


def _parted(arguments: tuple[str, ...], given: str | None, *, is_typed: bool) -> tuple[tuple[str, ...], str]:
    """The cases and the subject: the last argument, when it is neither a case file nor a folder, unless --subject is typed."""
    last = arguments[-1]
    if not is_typed and len(arguments) > 1 and not last.endswith(".json") and not Path(last).is_dir():
        return arguments[:-1], last
    return arguments, given or "native"


def _load(places: tuple[str, ...]) -> list[tuple[Path, Case]]:
    try:
        return [(path, load_case(path)) for place in places for path in case_files(Path(place))]
    except CaseError as error:
        raise click.ClickException(str(error)) from error


def _program(replayed: Replayed, given: str, write: Callable[[], str]) -> str:
    if not replayed.trace and replayed.meeting is None:
        raise click.UsageError(f"the case does not fail on {given}: there is nothing to reproduce")
    try:
        return write()
    except NotConcreteError as error:
        raise click.UsageError(f"there is no such program of this case: {error}") from error


def _c_program(case: Case, replayed: Replayed, subject: Subject) -> str:
    if replayed.meeting is None:
        return case_as_c(case, replayed.trace)
    return case_of_threads_as_c(replayed.meeting, replace(subject, contract=replayed.contract or case.contract))


def _python_program(case: Case, replayed: Replayed, subject: Subject) -> str:
    if replayed.meeting is not None:
        raise NotConcreteError("threads that meet in a library are shown by a C program (--c)")
    return case_as_python(case, replayed.trace, subject)


def _write(file: str, text: str, option: str, kind: Kind) -> None:
    if file == "-":
        click.echo(text, nl=False)
        return
    try:
        write_whole(Path(file), text, kind)
    except OSError as error:
        raise click.BadParameter(f"can't write {file}: {error.strerror}", param_hint=option) from error


def _exit(outcomes: list[Outcome]) -> Exit:
    if Outcome.STILL_FAILS in outcomes:
        return Exit.VIOLATES
    return Exit.CONFORMS if set(outcomes) == {Outcome.FIXED} else Exit.INCONCLUSIVE


# ---- for programs ----


def _document(subject: Subject, outcomes: list[tuple[Path, Case, Replayed]]) -> dict[str, object]:
    return {
        "schema": 1,
        "poolproof": version(),
        "subject": {"given": subject.given, "kind": subject.kind.value, "sha256": subject.sha256},
        "cases": [_record(path, case, replayed) for path, case, replayed in outcomes],
    }


def _record(path: Path, case: Case, replayed: Replayed) -> dict[str, object]:
    finding = replayed.finding
    return {
        "file": path.name,
        "requirements": list(case.requirements),
        "outcome": replayed.outcome.value,
        "failures": replayed.failures,
        "attempts": replayed.attempts,
        "why": replayed.why,
        "contract": {"name": case.contract.name, "sha256": case.contract.sha256},
        "note": replayed.note,
        "counterexample": None
        if finding is None
        else ({} if replayed.meeting is None else {"interleaving": as_data(replayed.meeting)})
        | {
            "operations": list(steps.to_json(replayed.trace, replayed.contract)),
            "expected": finding.expected,
            "observed": finding.observed,
            "requirements": list(finding.requirements),
        },
    }


# ---- for the eyes ----


def _print(console: Console, path: Path, case: Case, replayed: Replayed) -> None:
    head = Text.assemble((f"{replayed.outcome.value.upper():11}", _STYLES[replayed.outcome]), f" {one_line(path.name)}  ")
    head.append(f"{', '.join(case.requirements)}", style="cyan")
    if replayed.outcome == Outcome.FLAKY:
        head.append(f"  {replayed.failures} of {replayed.attempts} runs failed")
    for said in (replayed.why, replayed.note):
        if said is not None:
            head.append(f"\n  {one_line(said)}")
    console.print(head)
    finding = replayed.finding
    if finding is None:
        return
    console.print(_steps(replayed) if replayed.meeting is None else Meeting(replayed.meeting))
    if set(finding.requirements) != set(case.requirements):
        console.print(Text(f"  violates  {', '.join(finding.requirements)}"))
    console.print(Text(f"  expected  {finding.expected}\n  observed  {finding.observed}\n"))


def _steps(replayed: Replayed) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    lines = steps.lines(replayed.trace, replayed.contract)
    if len(lines) > _LINES_SHOWN:
        table.add_row("", f"… {len(lines) - _LINES_SHOWN} lines before", "")
    for line in lines[-_LINES_SHOWN:]:
        count = line.last - line.first + 1
        number = str(line.first) if count == 1 else f"{line.first}-{line.last}"
        call = line.call + (f" x {count}" if count > 1 else "")
        table.add_row(number, Text(call), Text(f"-> {line.result}" if line.result else ""))
    return table
