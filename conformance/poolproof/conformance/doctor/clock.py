"""The clock of the benchmarks, by which ticks are judged: tried out for a moment, with what disturbs it."""

from __future__ import annotations

import functools
import os
import platform
from collections import Counter
from pathlib import Path
from typing import Final

from poolproof.benchmarks import build, field
from poolproof.benchmarks.launch import UNKNOWN, ClockError, Schedule, launch
from poolproof.benchmarks.records import BatchVerdict, Launch
from poolproof.benchmarks.toolchain import BuildError, Compilers
from poolproof.benchmarks.workloads import DEPTH1

from .capability import Capability, State

_TICKS: Final = ("TICK-1", "TICK-2")
_ROUNDS, _SECONDS = 21, 2.0
_GOOD_SHARE: Final = 0.5
"""Of the batches: with fewer a launch tells nothing."""
_CLOCK_SOURCE: Final = Path("/sys/devices/system/clocksource/clocksource0/current_clocksource")
_PROCESSORS: Final = Path("/sys/devices/system/cpu")
_QUIET: Final = "let nothing else run here, or set a core apart (isolcpus=), with the governor `performance`"


def clock() -> Capability:
    """Whether the clock runs, and how many of its batches count."""
    launched = _launched()
    if isinstance(launched, str):
        return Capability(
            "clock", State.MISSING, launched, _TICKS, "`poolproof bench` measures nothing", "see the C compiler above"
        )
    if launched.problem is not None:
        remedy = "an x86-64 processor whose time-stamp counter can be read"
        return Capability("clock", State.MISSING, launched.problem, _TICKS, "`poolproof bench` measures nothing", remedy)
    verdicts = Counter(batch.verdict for batch in launched.batches)
    good, everything = verdicts[BatchVerdict.GOOD], len(launched.batches)
    busy, unsteady = verdicts[BatchVerdict.BUSY], verdicts[BatchVerdict.UNSTEADY]
    found = f"{good} of {everything} batches count ({busy} with a neighbour on the core, {unsteady} unsteady)"
    state = State.WORKS if everything and good >= _GOOD_SHARE * everything else State.POOR
    return Capability("clock", state, found, _TICKS, "ticks are inconclusive while it is so", _QUIET)


def time_stamps() -> Capability:
    """Whether the time-stamp counter goes at one rate whatever the core does."""
    machine = platform.machine()
    if machine != "x86_64":
        state, found = State.MISSING, f"none that is read on {machine}"
        if machine == "aarch64":
            state, found = State.POOR, "CNTVCT_EL0: each of its counts may last as long as hundreds of instructions"
        cost = "what is slow in a long history alone may be missed (HOT-5)"
        return Capability("time-stamp counter", state, found, (), cost, "an x86-64 processor")
    flags = next((line for line in _text(Path("/proc/cpuinfo")).splitlines() if line.startswith("flags")), "").split()
    missing = [each for each in ("constant_tsc", "nonstop_tsc") if each not in flags]
    source = _text(_CLOCK_SOURCE) or "unknown"
    found = f"{'without ' + ' and '.join(missing) if missing else 'invariant'}; the system's clock is {source}"
    cost = "the rate of the core must be found anew in every batch: more of them do not count"
    remedy = "a processor, or a hypervisor, that offers an invariant counter"
    return Capability("time-stamp counter", State.POOR if missing else State.WORKS, found, (), cost, remedy)


def isolation() -> Capability:
    """Who else may be on our cores."""
    alone = _text(_PROCESSORS / "isolated")
    governor = _text(_PROCESSORS / "cpu0/cpufreq/scaling_governor") or "not visible"
    siblings = _text(_PROCESSORS / "cpu0/topology/thread_siblings_list") or "unknown"
    load, cores = os.getloadavg()[0], len(os.sched_getaffinity(0))
    shared = "," in siblings or "-" in siblings
    threads = f"hardware threads {siblings} share a core" if shared else "one hardware thread to a core"
    found = f"isolated cores: {alone or 'none'}; {threads}; governor {governor}; load {load:.1f} on {cores} cores"
    state = State.WORKS if alone or (not shared and load < cores / 2) else State.POOR
    return Capability("isolation", state, found, (), "a benchmark takes longer, or comes to no answer", _QUIET)


def counters() -> Capability:
    """The processor's own counters, which nothing depends on."""
    launched = _launched()
    works = isinstance(launched, Launch) and launched.has_counters
    found = "cycles and instructions can be counted" if works else "the kernel gives this process no access"
    cost = "`poolproof bench` shows no counted cycles beside its own"
    remedy = "sysctl kernel.perf_event_paranoid=2, on hardware, or in a virtual machine that is given them"
    return Capability("hardware counters", State.WORKS if works else State.MISSING, found, (), cost, remedy)


@functools.cache
def _launched() -> Launch | str:
    """One short launch, of the floor; or why there was none."""
    compilers = Compilers.from_environment()
    try:
        schedule = Schedule((field.floor(compilers),), {DEPTH1: (0,)}, _ROUNDS, _SECONDS)
        return launch(build.clock_program(compilers), schedule, seed=1, best=UNKNOWN, steps=False)
    except (BuildError, ClockError) as error:
        return " ".join(str(error).split())


def _text(file: Path) -> str:
    """Of a file that may not be there: not every kernel and container shows it."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
