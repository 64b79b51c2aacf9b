"""``poolproof explore``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..cases.case import Example
from ..cases.programs import save_with_program
from ..console import Console
from ..exploration import Certificate, json_certificate, terminal
from ..exploration import explore as run_exploration
from ..exploration.counts import MOST, CountError
from ..interleaving import MEGABYTES
from ..subjects import Subject
from ..subjects.choice import choose
from .contract_option import BY_DEFAULT, contract_option
from .exits import Exit
from .explore_threads import explore_threads
from .json_file import check_writable, write_json
from .numbers import COUNT, Number, Seconds

_MOST_RECORDS = 64
_MOST_THREADS = 4
_MOST_MEGABYTES = 1 << 16
_OF_CLASSES = (
    "poolproof: the memory of a Python class can't be kept and put back, so this can't come to be whole (status 4): "
    "every sequence up to the depth is run, which takes up to a minute"
)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("subject", default="native")
@click.option(
    "--blocks",
    "block_count",
    type=Number(1, MOST),
    help="How many the pool has  [default: 3; the contract's count where it has no pools of 3]",
)
@click.option(
    "--records",
    "record_count",
    type=Number(1, _MOST_RECORDS),
    help="How many the pool has, of bufferpool.h  [default: 3]. Of blockpool.h, the contract says it.",
)
@click.option("--depth", type=COUNT, help="Stop this many operations from a fresh pool.")
@contract_option(f"Judge by this contract: a built-in one's name, or a file.  {BY_DEFAULT}")
@click.option(
    "--threads", type=Number(2, _MOST_THREADS), help="Run this many threads that share the pool, in every interleaving."
)
@click.option(
    "--programs", metavar="TEXT", help="What each thread does, one letter for each operation: 'gr|gr'.  [default: several]"
)
@click.option(
    "--seconds", type=Seconds(), default=60.0, show_default=True, help="With --threads: the most processor time to spend."
)
@click.option(
    "--megabytes",
    type=Number(1, _MOST_MEGABYTES),
    default=MEGABYTES,
    show_default=True,
    help="With --threads: the most memory for the states.",
)
@click.option("--json", "json_file", metavar="FILE", help="Write the certificate as JSON too; - is standard output.")
@click.option("--save-case", "save_folder", type=click.Path(file_okay=False, path_type=Path), help="Save a violation there.")
def explore(
    subject: str,
    block_count: int | None,
    record_count: int | None,
    depth: int | None,
    contract_given: str | None,
    threads: int | None,
    programs: str | None,
    seconds: float,
    megabytes: int,
    json_file: str | None,
    save_folder: Path | None,
) -> int:
    """Visit every state that a small pool of SUBJECT can reach, try every operation there, and certify what was seen.

    \b
    Examples:
      poolproof explore
      poolproof explore ./libmypool.so --blocks 4 --records 2
      poolproof explore ./libslab.so --contract slab.toml --depth 8
      poolproof explore ./libmypool.so --depth 12 --json certificate.json
      poolproof explore mypool.py:Pool --blocks 2 --records 2 --depth 5
      poolproof explore ./libslab.so --contract slab.toml --threads 3 --programs 'gr|gr|g' --blocks 2

    The memory of a shared library is kept and put back, so that no state is visited twice. For a Python class, every
    sequence up to the depth (4, unless given) is run from a fresh pool. Core and hardened requirements are judged, as far
    as the contract promises them; the certificate says what stands for what, and what was left out. A pool of many blocks
    has more states than anybody can visit: bound the depth.

    With --threads, a library whose contract promises [sharing] is run in every interleaving of short programs instead. In
    --programs, g gets; r and a return the newest and the oldest block that the thread got; R and Q return the first and the
    second of those lent before; u and f ask how many are used and free; (gr)254 does so often in a row, and nobody comes in
    between; e at the end ends the thread, and what it has in thread-local storage is gone. --blocks says how many blocks
    can be met.

    \b
    Exit status: 0 every state was visited, and no violation; 1 a violation;
    2 wrong usage; 3 no subject; 4 bounded, not finished, or not to be explored.
    """
    check_writable(json_file)
    chosen = choose(subject, contract_given)
    if threads is not None:
        return explore_threads(chosen, threads, programs, block_count, seconds, megabytes, json_file, save_folder)
    if programs is not None:
        raise click.BadParameter("what threads do is asked for, and no threads; give --threads too", param_hint="--programs")
    try:
        with _working(chosen):
            certificate = run_exploration(chosen, block_count, record_count, depth)
    except CountError as error:
        raise click.UsageError(str(error)) from error
    console = Console(stderr=json_file == "-", highlight=False)
    terminal.print_certificate(certificate, console)
    if save_folder is not None and certificate.example is not None:
        for file in _saved(certificate.example, certificate, save_folder):
            console.print(f"saved {file}", soft_wrap=True)
    status = Exit.CONFORMS if certificate.is_whole else Exit.INCONCLUSIVE
    status = status if certificate.example is None else Exit.VIOLATES
    return write_json(json_file, json_certificate.document(certificate), status)


def _saved(example: Example, certificate: Certificate, folder: Path) -> tuple[Path, ...]:
    try:
        return save_with_program(example, certificate.subject.contract, certificate.subject, certificate.subject_name, folder)
    except OSError as error:
        raise click.BadParameter(f"can't write into {folder}: {error.strerror}", param_hint="--save-case") from error


@contextmanager
def _working(subject: Subject) -> Iterator[None]:
    console = Console(stderr=True)
    if not subject.is_library:
        console.print(_OF_CLASSES, style="yellow", soft_wrap=True)
    if not console.is_terminal:
        print("poolproof: exploring", file=sys.stderr, flush=True)
        yield
        return
    with console.status("exploring: some seconds; a minute for 4 buffers"):
        yield
