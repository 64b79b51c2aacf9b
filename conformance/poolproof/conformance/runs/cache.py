"""The hot loop in a simulated cache (CACHE-1), by cachegrind where valgrind is installed.

A simulation knows no noise: the same library gives the same counts. The difference of two lengths of the loop leaves out what
loading and creation cost. The simulated cache is given by size, so that the figure does not depend on the machine at hand.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..subjects import Subject
from ..subjects.resolve import hot_loop_path

_SHORT_ROUNDS, _LONG_ROUNDS = 1000, 3000
_OPERATIONS_A_ROUND = 8
_CACHE = "--D1=32768,8,64"
_LIMIT_S = 120.0


@dataclass(frozen=True, slots=True)
class CacheCounts:
    """Data references and misses of the first-level cache, in the rounds by which the two lengths differ."""

    references: int
    misses: int
    operations: int

    @property
    def hit_rate(self) -> float:
        return 1 - self.misses / self.references

    @property
    def misses_an_operation(self) -> float:
        return self.misses / self.operations


class CacheUnmeasuredError(Exception):
    """The hot loop can't be simulated here; the text says why, and what would help."""


def measure(subject: Subject) -> CacheCounts:
    """Simulate the hot loop of a library. Raises CacheUnmeasuredError."""
    command = [str(hot_loop_path()), str(subject.path)]
    short = simulate([*command, str(_SHORT_ROUNDS)])
    long = simulate([*command, str(_LONG_ROUNDS)])
    references, misses = (after - before for before, after in zip(short, long, strict=True))
    if references <= 0:
        raise CacheUnmeasuredError("cachegrind counted no data reference")
    return CacheCounts(references, max(misses, 0), (_LONG_ROUNDS - _SHORT_ROUNDS) * _OPERATIONS_A_ROUND)


def simulate(program: Sequence[str]) -> tuple[int, int]:
    """References and misses of one run of a program, whole. Raises CacheUnmeasuredError."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise CacheUnmeasuredError("valgrind is not installed (apt-get install valgrind)")
    with tempfile.TemporaryDirectory(prefix="poolproof-") as folder:
        output = Path(folder) / "counts"
        command = [valgrind, "--tool=cachegrind", "--cache-sim=yes", _CACHE, f"--cachegrind-out-file={output}", *program]
        try:
            run = subprocess.run(command, capture_output=True, timeout=_LIMIT_S, check=False)
        except subprocess.TimeoutExpired as error:
            raise CacheUnmeasuredError(f"the hot loop did not end in {_LIMIT_S:.0f} s under cachegrind") from error
        if run.returncode != 0 or not output.exists():
            raise CacheUnmeasuredError(f"the hot loop ended with status {run.returncode} under cachegrind")
        return _totals(output.read_text(encoding="utf-8"))


def _totals(text: str) -> tuple[int, int]:
    """Data reads and writes, and their misses, from cachegrind's file: a line of event names, and one of sums."""
    lines = text.splitlines()
    events = next(line for line in lines if line.startswith("events:")).split()[1:]
    sums = next(line for line in lines if line.startswith("summary:")).split()[1:]
    counts = dict(zip(events, map(int, sums), strict=True))
    return counts["Dr"] + counts["Dw"], counts["D1mr"] + counts["D1mw"]
