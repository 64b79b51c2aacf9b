"""A first-level cache, simulated by cachegrind, where valgrind is installed.

A simulation knows no noise: the same program gives the same counts. The cache is given by size, so that they do not depend on
the machine at hand.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_CACHE = "--D1=32768,8,64"
_LIMIT_S = 120.0


class CacheUnmeasuredError(Exception):
    """A hot loop can't be simulated here; the text says why, and what would help."""


def simulate(program: Sequence[str]) -> tuple[int, int]:
    """References and misses of one run of a program, whole. Raises CacheUnmeasuredError."""
    with simulation(program) as (_, counts_of):
        return counts_of(0)


@contextmanager
def simulation(program: Sequence[str]) -> Iterator[tuple[bytes, Callable[[int], tuple[int, int]]]]:
    """What a program printed, and a function that gives the counts of a process: of 0, those of the program itself.

    Raises CacheUnmeasuredError."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise CacheUnmeasuredError("valgrind is not installed (apt-get install valgrind)")
    with tempfile.TemporaryDirectory(prefix="poolproof-") as folder:
        output = f"--cachegrind-out-file={folder}/%p"
        process = subprocess.Popen(
            [valgrind, "--tool=cachegrind", "--cache-sim=yes", _CACHE, output, *program],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            said, _ = process.communicate(timeout=_LIMIT_S)
        except subprocess.TimeoutExpired as error:
            raise CacheUnmeasuredError(f"the hot loop did not end in {_LIMIT_S:.0f} s under cachegrind") from error
        finally:
            process.kill()
            process.wait()
        file = Path(folder) / str(process.pid)
        if process.returncode != 0 or not file.exists():
            raise CacheUnmeasuredError(_why_not_ended(process.returncode))

        def counts_of(process_id: int) -> tuple[int, int]:
            return _totals((file if process_id == 0 else file.with_name(str(process_id))).read_text(encoding="utf-8"))

        yield said, counts_of


def _why_not_ended(status: int) -> str:
    if status == -signal.SIGILL:
        return (
            "the hot loop was killed by SIGILL under cachegrind: valgrind knows no AVX-512, nor all that is newer; "
            "build the library for -march=x86-64-v3"
        )
    how = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
    return f"the hot loop {how} under cachegrind"


def _totals(text: str) -> tuple[int, int]:
    """Data reads and writes, and their misses, from cachegrind's file: a line of event names, and one of sums."""
    lines = text.splitlines()
    events = next(line for line in lines if line.startswith("events:")).split()[1:]
    sums = next(line for line in lines if line.startswith("summary:")).split()[1:]
    counts = dict(zip(events, map(int, sums), strict=True))
    return counts["Dr"] + counts["Dw"], counts["D1mr"] + counts["D1mw"]
