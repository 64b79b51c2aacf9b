"""The entry point: commands, and what becomes of errors."""

from __future__ import annotations

import importlib
import sys
import traceback

import click

from poolproof.spec import SpecError
from poolproof.spec.pipeline_errors import PipelineError

from ..cases import CaseError
from ..reports.environment import version
from ..subjects import SubjectError
from .exits import Exit

_COMMANDS = ("bench", "explain", "faults", "history", "new", "pipeline", "replay", "report", "verify")
"""Each is a module of its name in this package, and the command in it."""


class _Commands(click.Group):
    """Loads a command when it is asked for: what the others need would double the time to the first line of output."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f".{name}", __package__), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version(), prog_name="poolproof")
def commands() -> None:
    """Judge a fixed-capacity buffer pool against its specification.

    \b
    Examples:
      poolproof verify                      the C pool that comes with poolproof
      poolproof verify ./libmypool.so       a shared library that exports bufferpool.h
      poolproof verify mypackage.pool:Pool  a Python class
      poolproof explain ORDER-1             one requirement, and why it exists
      poolproof new c mypool                a pool to begin with
      poolproof replay cases/ ./libmypool.so   saved counterexamples, again
      poolproof report run.json --html page.html   a report, made again
      poolproof history                     earlier runs: verdicts and ticks
      poolproof faults -k order             judge the judge: planted faults
      poolproof bench ./libmypool.so        how fast it is, beside others
      poolproof pipeline run data.ttl       real RDF through a pool

    \b
    Exit status: 0 conforms, 1 a requirement is violated, 2 wrong usage,
    3 no subject, 4 inconclusive, 70 an error of poolproof itself.
    """


def main() -> None:
    """Run the command line, and end the process with one of the fixed statuses."""
    try:
        status = commands.main(standalone_mode=False)
    except click.exceptions.Abort:
        _fail("interrupted", Exit.INCONCLUSIVE)
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.USAGE)
    except (SpecError, CaseError, PipelineError) as error:
        _fail(str(error), Exit.USAGE)
    except SubjectError as error:
        _fail(str(error), Exit.NO_SUBJECT)
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        sys.exit(Exit.CONFORMS)
    except Exception:  # the last resort: an error of the harness is no verdict
        traceback.print_exc()
        _fail("this is an error of poolproof itself, not of the subject; please report it", Exit.HARNESS)
    else:
        sys.exit(status if isinstance(status, int) else Exit.CONFORMS)


def _fail(message: str, status: Exit) -> None:
    click.echo(f"poolproof: {message}", err=True)
    sys.exit(status)
