"""``poolproof infer``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from poolproof.spec import Level

from ..console import Console
from ..inference import CantBeKnownError, Inferred, Standing, Wishes
from ..inference import infer as run_inference
from ..reports.environment import version
from ..reports.files import CONTRACT, write_whole
from ..subjects import resolve
from .exits import Exit
from .numbers import SEED, Number
from .report_files import STANDARD_OUTPUT, check_place

_EXITS: Final = {
    Standing.CONFORMS: Exit.CONFORMS,
    Standing.VIOLATES: Exit.VIOLATES,
    Standing.INCONCLUSIVE: Exit.INCONCLUSIVE,
}
_BLOCK_BYTES: Final = Number(1, 1 << 20)
_BLOCKS: Final = Number(1, 1 << 24)
_LEVELS: Final = [each.value for each in (Level.CORE, Level.HARDENED, Level.HOT)]


class _PowerOfTwo(click.IntRange):
    def __init__(self) -> None:
        super().__init__(1, 1 << 20)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        number = int(super().convert(value, param, ctx))
        if number & (number - 1):
            self.fail(f"{number} is no power of two.", param, ctx)
        return number


class _HasToBeSaid(click.ClickException):
    exit_code = Exit.USAGE


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("subject")
@click.option("--block-size", type=_BLOCK_BYTES, metavar="BYTES", help="How many bytes of a block its holder may use.")
@click.option("--block-align", type=_PowerOfTwo(), metavar="BYTES", help="What create is asked to align blocks to.")
@click.option("--count", type=_BLOCKS, metavar="N", help="How many blocks an ordinary pool has.")
@click.option(
    "--storage",
    type=click.Choice(["own", "given"]),
    help="Where blocks lie: in memory of the pool's own, or in memory that create is given.",
)
@click.option("--storage-align", type=_PowerOfTwo(), metavar="BYTES", help="What given storage is aligned to.")
@click.option("--binding", type=click.Choice(["1", "2"]), help="1: bufferpool.h, 2: blockpool.h, for a pool that has both.")
@click.option(
    "--level",
    type=click.Choice(_LEVELS),
    default=Level.HOT.value,
    show_default=True,
    help="Look for promises up to this level.",
)
@click.option("--seed", type=SEED, default=0, show_default=True, help="The seed of the search for counterexamples.")
@click.option("-o", "--output", metavar="FILE", help="Write the contract there, and not to standard output.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def infer(
    subject: str,
    block_size: int | None,
    block_align: int | None,
    count: int | None,
    storage: str | None,
    storage_align: int | None,
    binding: str | None,
    level: str,
    seed: int,
    output: str | None,
    quiet: bool,
) -> int:
    """Find a contract that SUBJECT keeps, and print it, each line with what speaks for it.

    SUBJECT is a shared library, pkg.mod:Class or path/to/file.py:Class. First the pool is looked at, and misuse is tried, each
    time in a process of its own. Then the draft is put to the test as `poolproof verify` does, and a promise that is refuted is
    weakened, with the counterexample as the reason, until the pool conforms. What was not seen is left out, and said so.
    A contract says what a pool does, not what it should do: look at each line before you rely on it.

    \b
    Examples:
      poolproof infer ./libslab.so
      poolproof infer ./libslab.so --output slab.toml
      poolproof infer ./libslab.so --block-size 48 --count 100
      poolproof infer mypool.py:Pool --level hardened

    \b
    Exit status: 0 the pool conforms to what was printed, 1 it violates what
    every contract has (printed all the same, with the reason on top),
    2 something can't be known, and has to be said by an option, 3 no subject,
    4 the search did not come to its end. What was found by then is printed.
    """
    _check_output(output)
    wishes = Wishes(
        size=block_size,
        align=block_align,
        count=count,
        binding=None if binding is None else int(binding),
        storage=storage,
        storage_align=storage_align,
        level=Level(level),
        seed=seed,
    )
    chosen = resolve(subject)
    try:
        with _progress(quiet=quiet) as on_progress:
            inferred = run_inference(chosen, wishes, version(), on_progress)
    except CantBeKnownError as lack:
        raise _HasToBeSaid(f"{chosen.given}: {lack}") from lack
    _write(inferred, output)
    _tell(inferred)
    return _EXITS[inferred.standing]


def _check_output(output: str | None) -> None:
    """Before the work, not after it."""
    if output is not None and output != STANDARD_OUTPUT:
        check_place(Path(output), "--output", CONTRACT)


def _write(inferred: Inferred, output: str | None) -> None:
    if output is None or output == "-":
        click.echo(inferred.text(), nl=False)
        return
    try:
        write_whole(Path(output), inferred.text(), CONTRACT)
    except OSError as error:
        click.echo(inferred.text(), nl=False)  # it is not lost
        raise click.ClickException(f"--output: can't write {output}: {error.strerror}") from error


def _tell(inferred: Inferred) -> None:
    """On standard error: what the contract is worth."""
    faults = (each[0].lower() + each[1:] for each in inferred.faults.values())
    for each in (*faults, *(f"in doubt: {each}" for each in inferred.draft.doubts)):
        click.echo(f"poolproof: {each}", err=True)
    for id, reason in inferred.unknown.items():
        click.echo(f"poolproof: not known of {id}: {reason}", err=True)
    if inferred.cut_short is not None:
        click.echo(f"poolproof: not all of it was put to the test: {inferred.cut_short}", err=True)
    elif inferred.standing is Standing.CONFORMS:
        click.echo(f"poolproof: the pool conforms to it ({inferred.operations:,} operations)", err=True)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A line that changes where someone watches; a line for each step in a log."""
    console = Console(stderr=True)
    if quiet:
        yield lambda _what: None
    elif console.is_terminal:
        with console.status("starting") as status:
            yield lambda what: status.update(what)
    else:
        yield lambda what: print(f"poolproof: {what}", file=sys.stderr, flush=True)
