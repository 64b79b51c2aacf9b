"""The entry point: which commands there are. Nothing else is loaded before it is known which is wanted: help comes at once."""

from __future__ import annotations

import importlib
import io
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from .exits import Exit
from .streams import reader_may_leave

_HELP_COLUMNS: Final = 120
"""As wide as the terminal, up to what is still read with ease."""
_COMMANDS: Final[Mapping[str, str]] = {
    "bench": "Measure pools in core cycles, side by side.",
    "cluster": "Machines for long searches.",
    "completion": "Print what completes commands in a shell.",
    "contracts": "List contracts, or check one.",
    "doctor": "Say what this machine can measure.",
    "explain": "Explain a requirement.",
    "explore": "Visit every state of a small pool.",
    "faults": "Judge the judge by planted faults.",
    "fuzz": "Search for violations, for as long as you like.",
    "history": "Show earlier runs.",
    "infer": "Find a contract that a pool keeps.",
    "new": "Begin a pool, or an adapter to one.",
    "pipeline": "Real RDF through a pool.",
    "replay": "Replay saved counterexamples.",
    "report": "Make reports again.",
    "verify": "Judge a pool.",
}
"""Each is a module of its name in this package, and the command in it. What is said here can be said without loading it."""


class _Commands(click.Group):
    """Loads a command when it is asked for: what the others need would double the time to the first line of output."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        _place_storage_of_hypothesis()
        command: click.Command = getattr(importlib.import_module(f".{name}", __package__), name)
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([*_COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _HELP_COLUMNS})
@click.version_option(package_name="poolproof", prog_name="poolproof")
@click.option(
    "--config",
    "config_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take defaults from this file  [default: the nearest poolproof.toml, or pyproject.toml with [tool.poolproof]]",
)
@click.option("--no-config", is_flag=True, help="Take defaults from no file.")
@click.pass_context
def commands(context: click.Context, config_file: Path | None, no_config: bool) -> None:
    """Judge a fixed-capacity pool by what it promises.

    \b
    Examples:
      poolproof verify                      the C pool that comes with poolproof
      poolproof verify ./libmypool.so       a shared library that exports bufferpool.h
      poolproof verify ./libslab.so --contract slab.toml   by what it promises
      poolproof verify mypackage.pool:Pool  a Python class
      poolproof explain ORDER-1             one requirement, and why it exists
      poolproof infer ./libslab.so          a contract that a pool keeps
      poolproof contracts ./slab.toml       check a contract: what a pool promises
      poolproof new c mypool                a pool to begin with
      poolproof replay cases/ ./libmypool.so   saved counterexamples, again
      poolproof report run.json --html page.html   a report, made again
      poolproof history                     earlier runs: verdicts and ticks
      poolproof faults -k order             judge the judge: planted faults
      poolproof fuzz ./libmypool.so --time 8h  search on all cores
      poolproof explore ./libmypool.so      every state of a small pool
      poolproof bench ./libmypool.so        how fast it is, beside others
      poolproof pipeline run data.ttl       real RDF through a pool
      poolproof doctor                      what this machine can measure
      poolproof completion bash             for your shell

    \b
    Configuration, in poolproof.toml, or under [tool.poolproof] in pyproject.toml:
      subject = "build/libmypool.so"        relative to the file
      contract = "mypool.toml"              by which it is judged
      [verify]                              a table for each command
      level = "hot"                         an option, by its long name

    \b
    Exit status: 0 conforms, 1 a requirement is violated, 2 wrong usage,
    3 no subject, 4 inconclusive, 70 an error of poolproof itself.
    """
    if config_file is not None and no_config:
        raise click.UsageError("--config and --no-config exclude each other: give one of them")
    folder, invoked = _folder(), context.invoked_subcommand
    if no_config or invoked is None:
        return
    from .configuration import CONFIGURATION, defaults, find_configuration, read_configuration

    configuration = read_configuration(config_file) if config_file is not None else find_configuration(folder)
    if configuration is not None:
        context.default_map = defaults(configuration, commands, invoked)
        context.meta[CONFIGURATION] = configuration


def main() -> None:
    """Run the command line, and end the process with one of the fixed statuses; see ``entry``, where it begins."""
    if "_POOLPROOF_COMPLETE" in os.environ:  # a shell asks for completions
        from .completion import answer_shells

        answer_shells()
    status: object = None
    try:
        with reader_may_leave():
            status = commands.main(standalone_mode=False)
    except click.exceptions.Abort:
        _fail("interrupted", Exit.INCONCLUSIVE)
    except click.ClickException as error:
        _show(error)
        sys.exit(Exit.VIOLATES if status == Exit.VIOLATES else Exit.USAGE)  # that a page was not written hides no violation
    except Exception as error:
        from .errors import end_of

        _fail(*end_of(error))
    else:
        sys.exit(status if isinstance(status, int) else Exit.CONFORMS)


def _folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise click.UsageError("the folder in which this was started is gone: change to another") from None


def _place_storage_of_hypothesis() -> None:
    """Into the cache, for this process and those that it starts: else each run leaves a folder where it was started."""
    from poolproof.benchmarks.toolchain import cache_folder

    with suppress(RuntimeError):  # there is no home to have a cache in
        os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(cache_folder("hypothesis")))


def _show(error: click.ClickException) -> None:
    """As click does, with the usage where that helps, but in the words in which all errors are told."""
    told = io.StringIO()
    error.show(told)
    click.echo(re.sub("^Error: ", "poolproof: ", told.getvalue(), count=1, flags=re.MULTILINE), err=True, nl=False)


def _fail(message: str, status: Exit) -> None:
    click.echo(f"poolproof: {message}", err=True)
    sys.exit(status)
