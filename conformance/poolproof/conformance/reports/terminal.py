"""A run for the eyes: verdicts by level, counterexamples as short lists of calls, and one line that says how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from poolproof.spec import Level
from poolproof.spec.contracts import Contract

from ..console import Box
from ..runs.python_memory import PythonMemory
from ..verification.verdicts import Conclusion, Counterexample, RequirementVerdict, Run, Verdict
from . import steps
from .headline import Ending, headline_of
from .instructions import instruction_table
from .meeting import Meeting

_MARKS = {
    Verdict.PASS: ("✓", "green"),
    Verdict.FAIL: ("✗", "bold red"),
    Verdict.UNKNOWN: ("?", "yellow"),
    Verdict.SKIPPED: ("·", "dim"),
    Verdict.NOT_PROMISED: ("-", "dim"),
}
_MET_SO_FAR = ("~", "dim")
_LINES_SHOWN = 40


def print_run(run: Run, console: Console) -> None:
    """Print the whole report."""
    console.print(_heading(run))
    for level in run.levels:
        verdicts = [each for each in run.verdicts if each.requirement.level == level]
        if any(each.verdict != Verdict.SKIPPED for each in verdicts):
            console.print(_level_table(level, verdicts, is_whole=not run.ended_early))
    if run.ended_early:
        console.print(Text("~ met so far: the search ended early", "dim"))
    if run.instructions:
        console.print(instruction_table(run.instructions))
    for fact in _facts(run):
        console.print(Text(fact, "dim"))
    print_verdict(run, console)


def print_verdict(run: Run, console: Console) -> None:
    """Print what was found, and what follows from it: the end of the whole report."""
    for shown in run.examples():
        console.print(counterexample(shown.example, shown.ids, shown.also, run.contract))
    console.print(_conclusion(run))


def _facts(run: Run) -> Iterator[str]:
    """What was reached and measured, a line each."""
    if run.coverage.possible:
        reached = run.coverage.possible - len(run.coverage.missed)
        yield f"covered {reached} of {run.coverage.possible} situations (fill level, operation, result)"
    if run.explored:
        most = max(run.explored, key=lambda each: each.states)
        size = f"{most.block_count} blocks"
        if run.contract.binding == 1:
            size = f"{most.block_count} buffers and {most.record_count} receipts"
        yield f"explored whole: pools of up to {size} ({most.states:,} states, {most.transitions:,} steps)"
    if run.python_memory is not None:
        yield _python_memory(run.python_memory)


def _python_memory(memory: PythonMemory) -> str:
    grown = ", ".join(f"{each.objects:,} {each.name} ({each.bytes:,} bytes)" for each in memory.objects) or "no objects"
    unseen = f", and nothing of {', '.join(memory.unseen)}" if memory.unseen else ""
    return f"Pympler sees {memory.footprint_bytes:,} bytes of a pool{unseen}; the operations leave {grown} behind"


def _heading(run: Run) -> Text:
    subject = run.subject
    text = Text.assemble(("poolproof verify ", "bold"), (subject.given, "bold cyan"))
    if run.subject_name != subject.given:
        text.append(f"  {run.subject_name}")
    if subject.sha256:
        text.append(f"  sha256 {subject.sha256[:12]}", style="dim")
    text.append(f"\ncontract {run.contract.name}, level {run.level}, seed {run.seed}", style="dim")
    return text


def _level_table(level: Level, verdicts: Iterable[RequirementVerdict], *, is_whole: bool) -> Table:
    table = Table(title=level.value, title_justify="left", title_style="bold", box=None, padding=(0, 1), expand=False)
    table.add_column("", width=1)
    table.add_column("id", no_wrap=True)
    table.add_column("checked", justify="right", no_wrap=True)
    table.add_column("requirement", overflow="fold")
    for each in verdicts:
        mark, style = _MARKS[each.verdict] if is_whole or each.verdict is not Verdict.PASS else _MET_SO_FAR
        detail = Text(each.requirement.text)
        if each.verdict is Verdict.NOT_PROMISED:  # a line is enough: a short contract leaves out most of them
            detail = Text(f"{each.verdict.in_words}: {each.why}", style=style)
        elif each.why is not None:
            detail.append(f"\n{each.verdict.in_words}: {each.why}", style=style)
        table.add_row(Text(mark, style=style), Text(each.requirement.id, style=style), f"{each.checked:,}", detail)
    return table


def counterexample(
    example: Counterexample, requirements: Iterable[str], also: Iterable[str] = (), contract: Contract | None = None
) -> RenderableType:
    """The steps, what they should have come to, and what they came to, under the requirements that they violate; ``also``: what
    else the same fault violates; ``contract``: None is the default one."""
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    shown = steps.lines(example.trace, contract)
    for line in shown[-_LINES_SHOWN:-1]:
        number = str(line.first) if line.first == line.last else f"{line.first}-{line.last}"
        repeated = f" x {line.last - line.first + 1}" if line.last > line.first else ""
        table.add_row(number, line.call + repeated, f"-> {line.result}" if line.result else "")
    if shown:
        last = shown[-1]
        table.add_row(str(last.first), Text(last.call, "bold"), Text(f"-> {last.result}" if last.result else "", "bold red"))
    parts: list[RenderableType] = [table if example.meeting is None else Meeting(example.meeting)]
    if len(shown) > _LINES_SHOWN:
        parts.insert(0, Text(f"… {len(shown) - _LINES_SHOWN} lines before: --json has all of them", "dim"))
    parts += [Text(f"expected  {example.finding.expected}"), Text(f"observed  {example.finding.observed}", "red")]
    if also:
        parts.append(Text(f"also      {', '.join(also)}: the same fault, as far as can be told", "dim"))
    if example.is_flaky:
        parts.append(Text(f"flaky: shown again by {example.reproduced} of {example.attempts} fresh processes", "yellow"))
    return Box(Group(*parts), title=" ".join(requirements), title_align="left", border_style="red")


_STYLES = {
    Conclusion.CONFORMS: "bold green",
    Conclusion.VIOLATES: "bold red",
    Conclusion.INCONCLUSIVE: "bold yellow",
}


def _conclusion(run: Run) -> Text:
    shown = run.examples()
    failed = [each for one in shown for each in one.ids] + [each for one in shown for each in one.also]
    of_verdict = {
        verdict: [
            each.requirement.id for each in run.verdicts if each.verdict == verdict and each.requirement.level in run.levels
        ]
        for verdict in Verdict
    }
    ending = Ending(
        verdict=run.conclusion.value,
        level=run.level.value,
        conforms_at=run.conforms_at.value if run.conforms_at else None,
        failed=failed,
        unknown=of_verdict[Verdict.UNKNOWN],
        not_promised=len(of_verdict[Verdict.NOT_PROMISED]),
        asked=run.asked_in_part,
        unread=run.unread,
    )
    effort = f"{run.operations:,} operations in {run.seconds:.1f} s"
    text = Text(f"{headline_of(ending)} ({effort})", _STYLES[run.conclusion])
    if run.ended_at_violation:
        text.append("\nthe search ended there: --keep-going looks for more", style="dim")
    if run.cut_short:
        text.append(f"\ncut short: {run.cut_short}", style="yellow")
    return text
