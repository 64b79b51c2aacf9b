"""A campaign for the eyes: what the corpus holds, how far it got, what it found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..cases.replay import Outcome, Replayed
from ..legible import one_line
from ..reports.headline import unread_words
from ..subjects import Subject
from .campaign import Ending, Progress, RunOfCampaign
from .durations import duration
from .tally import Tally

_STYLES = {
    Outcome.FIXED: "green",
    Outcome.STILL_FAILS: "bold red",
    Outcome.CANNOT_RUN: "yellow",
    Outcome.FLAKY: "bold yellow",
    Outcome.NOT_SHOWN: "yellow",
}
_MISSED_SHOWN = 5
_SHOWN_WHOLE = 4000
"""Characters of a case."""


@dataclass(frozen=True, slots=True)
class Report:
    """``outcomes``: of the cases that the corpus held, by name."""

    subject: Subject
    subject_name: str
    place: str
    outcomes: tuple[tuple[str, Replayed], ...]
    run: RunOfCampaign
    tally: Tally
    unread: tuple[str, ...] = ()
    """Names of what the corpus holds and nobody can read."""

    @property
    def failing(self) -> bool:
        """Whether a violation was shown: found, or found before and still there."""
        return bool(self.tally.groups) or any(each.outcome == Outcome.STILL_FAILS for _, each in self.outcomes)

    @property
    def inconclusive(self) -> bool:
        """Nothing was shown, and that proves little: no shard was done, something was seen that no fresh process repeats, or
        that real threads showed before and not now, or a case of the corpus can't be read."""
        flaky = any(each.outcome in (Outcome.FLAKY, Outcome.NOT_SHOWN) for _, each in self.outcomes)
        tally = self.tally
        if self.unread or self.run.ending not in (Ending.TIME, Ending.ENOUGH, Ending.INTERRUPTED):
            return True
        return not sum(tally.shards.values()) or bool(tally.unconfirmed) or bool(tally.abandoned) or flaky


def outcome_line(name: str, replayed: Replayed) -> Text:
    line = Text.assemble((f"{replayed.outcome.value.upper():11}", _STYLES[replayed.outcome]), f" {one_line(name)}")
    if replayed.outcome == Outcome.FLAKY:
        line.append(f"  {replayed.failures} of {replayed.attempts} runs failed")
    for said in (replayed.why, replayed.note):
        if said is not None:
            line.append(f"  {one_line(said)}")
    return line


def progress_line(progress: Progress) -> str:
    situations = f"{progress.reached} of {progress.possible} situations, " if progress.possible else ""
    return (
        f"{duration(progress.seconds)}  {progress.operations:,} operations, {progress.rate:,.0f} a second, {situations}"
        f"{_count(progress.discoveries, 'discovery', 'discoveries')} ({progress.new} new)"
    )


def print_report(report: Report, console: Console) -> None:
    tally, run = report.tally, report.run
    if tally.groups:
        console.print(_discoveries(report))
    for fact in _facts(report):
        console.print(Text(fact, "dim"))
    for each in tally.unconfirmed:
        console.print(Text(f"seen, but no fresh process showed it again: {each}", "yellow"))
    for each in tally.abandoned:
        console.print(Text(f"given up: {each}", "yellow"))
    for each in _storage_lines(report):
        console.print(Text(each, "yellow"), soft_wrap=True)
    effort = f"{run.progress.operations:,} operations in {duration(run.progress.seconds)}"
    rate = f"{run.progress.rate:,.0f} a second"
    if report.failing:
        new = len(run.new)
        still = sum(each.outcome == Outcome.STILL_FAILS for _, each in report.outcomes)
        text = (
            f"{_count(len(tally.groups), 'discovery', 'discoveries')}, {new} new; {_count(still, 'known case')} still failing"
        )
        console.print(Text(f"{text}{_unread(report, '; ')} ({effort}, {rate})", "bold red"))
    elif report.inconclusive:
        nothing = _unread(report, "") or "nothing that could be confirmed"
        console.print(Text(f"inconclusive: {nothing} ({effort}, {rate})", "bold yellow"))
    else:
        console.print(Text(f"nothing found ({effort}, {rate})", "bold green"))
    if run.ending != Ending.TIME:
        console.print(Text(f"ended: {run.ending.value}", "dim"))


def _storage_lines(report: Report) -> Iterator[str]:
    """What was away, and what could not be kept where it belongs."""
    run, held = report.run, report.tally.held
    for each in run.outages:
        still = "" if each.is_over else ", and still is"
        yield f"away {_count(each.times, 'time')}, {duration(each.seconds)} in all{still}: {each.what} ({each.why})"
    if run.unwritten is not None:
        yield f"the ledger lacks some of what was done ({run.unwritten}): the same command does it again"
    if held and run.unwritten is None:
        names = ", ".join(sorted(held))
        yield f"not in {report.place} yet: {names}; kept in the ledger, and the same command saves what it can"
    if held and run.unwritten is not None:
        yield "kept nowhere else: save each of these as a file of its name, or take it from --json"
        for name, text in sorted(held.items()):
            yield f"{name}: {text if len(text) <= _SHOWN_WHOLE else 'too long to be shown'}"


def _unread(report: Report, before: str) -> str:
    return f"{before}{unread_words(report.unread)}" if report.unread else ""


def _discoveries(report: Report) -> Table:
    table = Table(box=None, padding=(0, 1), expand=False)
    table.add_column("")
    table.add_column("requirement", no_wrap=True)
    table.add_column("seen", justify="right", no_wrap=True)
    table.add_column("operations", justify="right", no_wrap=True)
    table.add_column("case", overflow="fold")
    for name, group in sorted(report.tally.groups.items(), key=lambda each: -each[1].seen):
        flaky = f"  (shown by {group.reproduced} of {group.attempts} processes)" if group.reproduced < group.attempts else ""
        mark = Text("new", "bold red") if name in report.run.new else Text("")
        requirements = Text(", ".join(group.requirements), "cyan")
        table.add_row(mark, requirements, f"{group.seen:,}", f"{group.operations:,}", Text(group.case + flaky))
    return table


def _facts(report: Report) -> Iterator[str]:
    tally, run = report.tally, report.run
    if report.tally.groups:
        yield f"cases in {report.place}"
    done = ", ".join(f"{driver} {tally.operations[driver]:,}" for driver in sorted(tally.operations, key=str))
    if done:
        yield f"operations in all runs: {done}"
    if run.progress.possible:
        missed = f"; never: {', '.join(run.missed[:_MISSED_SHOWN])}" if run.missed else ""
        more = f" and {len(run.missed) - _MISSED_SHOWN} more" if len(run.missed) > _MISSED_SHOWN else ""
        yield f"covered {run.progress.reached} of {run.progress.possible} situations{missed}{more}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
