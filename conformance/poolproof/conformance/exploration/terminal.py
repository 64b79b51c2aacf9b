"""A certificate for the eyes."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from poolproof.spec.contracts import Contract

from ..reports import steps
from ..verification import Counterexample
from .certificate import Certificate, Method
from .counts import of_pool

_UNCONFIRMED = "a difference that no fresh process shows again (a pool may keep something where it is not put back: see above)"


def print_certificate(certificate: Certificate, console: Console) -> None:
    subject = certificate.subject
    head = Text.assemble(("poolproof explore ", "bold"), (subject.given, "bold cyan"))
    if certificate.subject_name != subject.given:
        head.append(f"  {certificate.subject_name}")
    if subject.sha256:
        head.append(f"  sha256 {subject.sha256[:12]}", style="dim")
    console.print(head)
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("pool", _pool(certificate))
    of = "of memory and model" if certificate.method == Method.STATES else "of the model"
    table.add_row("states", f"{certificate.states:,} ({of})")
    table.add_row("transitions", f"{certificate.transitions:,}")
    table.add_row("depth", f"{certificate.depth} operations from a fresh pool")
    for number, each in enumerate(certificate.abstracted):
        table.add_row("abstracted" if number == 0 else "", each)
    console.print(table)
    if certificate.example is not None:
        _print_example(certificate.example, subject.contract, console)
    console.print(_conclusion(certificate))


def _pool(certificate: Certificate) -> str:
    contract = certificate.subject.contract
    return f"{of_pool(contract, certificate.block_count, certificate.record_count)}, contract {contract.name}"


def _print_example(example: Counterexample, contract: Contract, console: Console) -> None:
    table = Table(box=None, padding=(0, 1), show_header=False)
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for line in steps.lines(example.trace, contract):
        count = line.last - line.first + 1
        number = str(line.first) if count == 1 else f"{line.first}-{line.last}"
        call = line.call + (f" x {count}" if count > 1 else "")
        table.add_row(number, Text(call), Text(f"-> {line.result}" if line.result else ""))
    console.print(table)
    console.print(Text(f"  expected  {example.finding.expected}\n  observed  {example.finding.observed}"))


def _conclusion(certificate: Certificate) -> Text:
    effort = f"{certificate.seconds:.1f} s"
    if certificate.example is not None:
        return Text(f"violates {', '.join(certificate.example.finding.requirements)} ({effort})", "bold red")
    if certificate.unconfirmed:
        return Text(f"inconclusive: {_UNCONFIRMED} ({effort})", "bold yellow")
    if certificate.unfinished is not None:
        return Text(f"inconclusive: {certificate.unfinished} ({effort})", "bold yellow")
    return Text(f"whole: every state that such a pool can reach, and no violation ({effort})", "bold green")
