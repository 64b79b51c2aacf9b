"""``poolproof explore --threads``: every interleaving of threads that share a pool."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click
from rich.table import Table
from rich.text import Text

from poolproof.spec import Level

from ..cases.programs import save_meeting
from ..console import Console
from ..exploration.json_threads import document
from ..interleaving import Certificate, End, Job, Outcome, directed_jobs, explore_jobs, job_of
from ..reports.meeting import Meeting
from ..subjects import Subject
from .contract_option import refuse_unshared
from .exits import Exit
from .json_file import write_json
from .report_files import status_after

_BLOCKS: Final = 2


def explore_threads(
    subject: Subject,
    threads: int,
    programs: str | None,
    blocks: int | None,
    seconds: float,
    megabytes: int,
    json_file: str | None,
    save_folder: Path | None,
) -> int:
    """Try short programs, or those that were given, and certify what was seen. The exit status."""
    refuse_unshared(subject.contract, Level.SHARED)
    if not subject.is_library:
        raise click.BadParameter("interleavings are explored of shared libraries alone; give one", param_hint="SUBJECT")
    jobs = _given(subject, threads, programs, blocks) if programs is not None else directed_jobs(subject.contract, threads)
    certificate = explore_jobs(subject, jobs, seconds, _say, megabytes)
    console = Console(stderr=json_file == "-", highlight=False)
    _print(certificate, console)
    problems = _save(certificate, save_folder, console) if save_folder is not None else []
    status = Exit.CONFORMS if certificate.is_whole else Exit.INCONCLUSIVE
    status = status if certificate.told is None else Exit.VIOLATES
    return write_json(json_file, document(certificate), status_after(problems, status))


def _save(certificate: Certificate, folder: Path, console: Console) -> list[str]:
    """What could not be written: that costs no verdict."""
    if certificate.told is None:
        return []
    try:
        files = save_meeting(certificate.told, certificate.subject, certificate.subject.given, folder)
    except OSError as error:
        return [f"--save-case: can't write into {folder}: {error.strerror}"]
    for file in files:
        console.print(f"saved {file}", soft_wrap=True)
    return []


def _given(subject: Subject, threads: int, programs: str, blocks: int | None) -> tuple[Job, ...]:
    each = tuple(programs.split("|"))
    if len(each) != threads:
        raise click.BadParameter(
            f"{programs!r} is {len(each)} program{'' if len(each) == 1 else 's'}, and there are {threads} threads; "
            "write one for each, with | between them",
            param_hint="--programs",
        )
    try:
        return (job_of(subject.contract, each, blocks or _BLOCKS),)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--programs") from error


def _say(job: Job) -> None:
    print(f"poolproof: interleaving {job}", file=sys.stderr, flush=True)


def _print(certificate: Certificate, console: Console) -> None:
    subject = certificate.subject
    head = Text.assemble(("poolproof explore ", "bold"), (subject.given, "bold cyan"))
    if subject.sha256:
        head.append(f"  sha256 {subject.sha256[:12]}", style="dim")
    console.print(head)
    console.print(Text(f"contract {subject.contract.name}", "dim"))
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("programs", "states", "transitions", "ends", "seconds"):
        table.add_column(name, justify="left" if name == "programs" else "right")
    for job, outcome in certificate.trials:
        figures = (outcome.states or outcome.boundaries, outcome.transitions, outcome.ends)
        table.add_row(Text(str(job)), *(f"{each:,}" for each in figures), f"{outcome.seconds:.2f}")
    console.print(table)
    abstracted = Table(box=None, padding=(0, 1), show_header=False, style="dim")
    abstracted.add_column(no_wrap=True)
    abstracted.add_column(overflow="fold")
    for number, line in enumerate(certificate.abstracted):
        abstracted.add_row("" if number else "abstracted", line)
    console.print(abstracted)
    told = certificate.told
    if told is not None:
        console.print(Meeting(told))
        console.print(Text(f"  expected  {told.expected}\n  observed  {told.observed}"))
    console.print(_conclusion(certificate))


def _conclusion(certificate: Certificate) -> Text:
    effort = f"{certificate.seconds:.1f} s of processor time"
    if (told := certificate.told) is not None:
        return Text(f"violates {told.requirement} ({effort})", "bold red")
    if certificate.is_whole:
        return Text(f"whole: every interleaving of these programs, and no violation ({effort})", "bold green")
    if not certificate.trials:
        why = "the contract allows none of the programs that are tried; give some with --programs"
        return Text(f"inconclusive: {why}", "bold yellow")
    job, outcome = certificate.trials[-1]
    why = outcome.why or f"cut short in {job}, where {_tried(outcome)} were tried, and no violation ({_remedy(outcome)})"
    return Text(f"inconclusive: {why} ({effort})", "bold yellow")


def _remedy(outcome: Outcome) -> str:
    return "--megabytes gives it more room" if outcome.end is End.OUT_OF_ROOM else "--seconds gives it longer"


def _tried(outcome: Outcome) -> str:
    most = outcome.preemptions - 1
    return f"all schedules of at most {most} preemptions" if most >= 0 else "not even all schedules without preemption"
