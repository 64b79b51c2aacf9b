"""What a zygote runs: it loads the judge, and forks one at each request. See :mod:`.zygote`, whose other end it is."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from poolproof.spec import load_spec

from ..faults import load_catalogue

_LOADED: Final = ("poolproof.conformance.cli.verify", "poolproof.conformance.verification.drivers.machine")
"""By name: the command line stands behind this package."""
_JUDGE: Final = "poolproof.conformance"


def serve() -> None:
    """Answer requests until there are no more."""
    for name in _LOADED:
        importlib.import_module(name)
    load_spec()  # these two are read for each report, and kept once they were read
    load_catalogue()
    gc.freeze()  # no judge need look through what all of them share
    for line in sys.stdin:
        words, complaints = json.loads(line)
        alive, held = os.pipe()
        process_id = os.fork()
        if process_id == 0:
            _judge(words, complaints)
        os.close(held)  # the judge's alone now: the pipe ends with it
        _answer("ended", _end_of(process_id, alive))
        os.close(alive)


def _end_of(process_id: int, alive: int) -> int:
    """The status with which a judge ended. It does not outlive the harness, of which a killed one says nothing."""
    ready, _, _ = select.select([alive, sys.stdin], [], [])
    if alive not in ready:  # nobody asks for a judge while there is one: it is the end of the requests
        with contextlib.suppress(ProcessLookupError):  # it has no session of its own yet
            os.killpg(process_id, signal.SIGKILL)
        os.kill(process_id, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1])


def _answer(what: str, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # the harness was killed: its requests end, too
        os.write(sys.stdout.fileno(), f"{what} {number}\n".encode())


def _judge(words: Sequence[str], complaints: str) -> NoReturn:
    """What a process of this command line does, from here to its end."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be interrupted, also where nohup ignores Ctrl-C
    nowhere = os.open(os.devnull, os.O_RDWR)
    errors = os.open(complaints, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(errors, sys.stderr.fileno())  # before anybody knows whom to interrupt, for an interruption may have words
    _answer("judge", os.getpid())
    for place in (sys.stdin.fileno(), sys.stdout.fileno()):
        os.dup2(nowhere, place)
    os.close(nowhere)
    os.close(errors)
    sys.argv = ["poolproof", *words]
    runpy.run_module(_JUDGE, run_name="__main__")
    raise AssertionError("the command line ends its process")


if __name__ == "__main__":
    serve()
