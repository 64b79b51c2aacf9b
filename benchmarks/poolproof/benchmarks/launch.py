"""Runs the clock in a process of its own, and reads what it wrote down."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .records import Batch, BatchVerdict, Launch, Rates
from .rival_build import loader_environment
from .workloads import WORKLOADS, Workload

UNKNOWN: Final = Rates(0.0, 0.0)
"""As the best: then a launch learns it by itself."""


class ClockError(Exception):
    """The clock did not come to its end; the text says what it was doing."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """Whom the clock measures: kernels, and what they are given to create their pool by (the library that they call)."""

    name: str
    how: str
    """``inlined``, or ``calls``."""
    kernels: Path
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What one launch measures. Each contestant takes its turn at each of its workloads, ``rounds`` times."""

    contestants: tuple[Contestant, ...]
    entries: Mapping[Workload, tuple[int, ...]]
    """Which contestants, by their place, are measured at a workload."""
    rounds: int
    seconds_a_workload: float
    """After that the clock gives up waiting for a quiet core."""

    def lines(self) -> str:
        contestants = [f"contestant\t{each.kernels}\t{each.argument}" for each in self.contestants]
        workloads = [
            "\t".join(["workload", str(workload.number), *map(str, places)]) for workload, places in self.entries.items()
        ]
        return "\n".join([*contestants, *workloads, ""])


def launch(program: Path, schedule: Schedule, *, seed: int, best: Rates, steps: bool) -> Launch:
    """Run the clock once; ``steps``: count instructions too, which takes its time. Raises ClockError."""
    words = [schedule.rounds, seed, schedule.seconds_a_workload, best.nops_a_cycle, best.stores_a_cycle, int(steps)]
    # Beyond the clock's own limit: creation, calibration, and the stepping.
    limit_s = 30 + len(schedule.entries) * (schedule.seconds_a_workload + 10)
    process = subprocess.Popen(
        [str(program), *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env=loader_environment(os.environ),
    )
    try:
        written, complaints = process.communicate(schedule.lines(), timeout=limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        written, _ = process.communicate()
        raise ClockError(f"{_culprit(written, schedule)} did not end in {limit_s:.0f} s") from None
    except BaseException:
        process.kill()
        process.communicate()
        raise
    lines = written.splitlines()
    if process.returncode != 0 or not lines or lines[-1] != "end":
        raise ClockError(f"{_culprit(written, schedule)} ended the clock {_ending(process.returncode)}{_last(complaints)}")
    return read(lines)


@dataclass(slots=True)
class _Reader:
    problem: str | None = None
    counts_a_second: float = 0.0
    has_counters: bool = False
    can_step: bool = False
    best: Rates = UNKNOWN
    batches: list[Batch] = field(default_factory=list)
    instructions: dict[tuple[int, int], float] = field(default_factory=dict)
    unusable: dict[int, str] = field(default_factory=dict)

    def take(self, line: str) -> None:
        kind, *words = line.split("\t")
        match kind:
            case "problem":
                self.problem = words[0]
            case "machine":
                self.counts_a_second = float(words[0])
                self.has_counters, self.can_step = words[1] == "1", words[2] == "1"
            case "unusable":
                self.unusable[int(words[0])] = words[1]
            case "batch":
                workload, contestant, round_number, verdict, *numbers = words
                self.batches.append(
                    Batch(int(workload), int(contestant), int(round_number), BatchVerdict(verdict), *map(int, numbers))
                )
            case "steps":
                place, steps, times = (int(words[0]), int(words[1])), int(words[2]), int(words[3])
                if steps > 0:
                    self.instructions[place] = steps / times
            case "best":
                self.best = Rates(*map(float, words))


def read(lines: Sequence[str]) -> Launch:
    """What the clock wrote, line by line, as a record."""
    reader = _Reader()
    for line in lines:
        reader.take(line)
    return Launch(
        problem=reader.problem,
        counts_a_second=reader.counts_a_second,
        has_counters=reader.has_counters,
        can_step=reader.can_step,
        best=reader.best,
        batches=tuple(reader.batches),
        instructions=reader.instructions,
        unusable=reader.unusable,
    )


def _culprit(written: str, schedule: Schedule) -> str:
    """Who was at work when the clock ended: it says who is next before it calls them."""
    for line in reversed(written.splitlines()):
        kind, *words = line.split("\t")
        if kind == "starting":
            workload = next(each for each in WORKLOADS if each.number == int(words[0]))
            return f"{schedule.contestants[int(words[1])].name}, at {workload.name},"
        if kind == "loading":
            return f"{schedule.contestants[int(words[0])].name}, while it was loaded,"
    return "something"


def _ending(status: int) -> str:
    return f"by signal {-status}" if status < 0 else f"with status {status}"


def _last(complaints: str) -> str:
    lines = complaints.strip().splitlines()
    return f": {lines[-1]}" if lines else ""
