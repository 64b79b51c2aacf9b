"""What ``make bench-blocks`` runs: the pool of blocks beside that of ``knhk``, and beside a list that checks nothing.

All of them take turns in one contest, so each ratio is taken within a round. Nothing is judged: what the machine was too busy
to tell has no figure, with the reason.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

from . import build, field
from .contest import Contest, hold
from .estimates import Estimate
from .launch import ClockError, Contestant, Schedule
from .machine import this_machine
from .table import print_machine
from .toolchain import BuildError, Compilers
from .workloads import DEPTH1, NESTED, RANDOM, Workload

WORKLOADS: Final = (DEPTH1, NESTED, RANDOM)
"""Those that write to nothing they hold: blocks may be of any size."""
_LAUNCHES, _QUICK_LAUNCHES = 5, 2
_ROUNDS: Final = 41
_SECONDS_A_WORKLOAD: Final = 6.0
_INCONCLUSIVE: Final = 4


@dataclass(frozen=True, slots=True)
class Entrant:
    """``name``: the list is an intrusive one, unchecked. ``adapter``: a header in ``c/blocks/``. ``beside``: the place of
    the one that it is compared with."""

    name: str
    adapter: str
    block_bytes: int
    is_wiped: bool
    is_called: bool = False
    beside: int | None = None

    def described(self) -> str:
        return f"{self.name} {self.block_bytes}{' wiped' if self.is_wiped else ''}{', calls' if self.is_called else ''}"


OURS, KNHK, LIST = "poolproof_blocks", "poolproof_knhk", "intrusive_list"
ENTRANTS: Final = (
    Entrant("knhk", KNHK, 192, True),
    Entrant("blocks", OURS, 192, True, beside=0),
    Entrant("list", LIST, 64, False),
    Entrant("blocks", OURS, 64, False, beside=2),
    Entrant("blocks", OURS, 64, True, beside=2),
    Entrant("knhk", KNHK, 192, True, is_called=True),
    Entrant("blocks", OURS, 192, True, is_called=True, beside=5),
    Entrant("blocks", OURS, 64, False, is_called=True, beside=5),
)


def contestant(entrant: Entrant, compilers: Compilers) -> Contestant:
    """The workloads with its operations inlined, or calling those of its library. Raises BuildError."""
    how = field.CALLS if entrant.is_called else field.INLINED
    words = [f"-DBLOCK_BYTES={entrant.block_bytes}", f"-DBLOCK_WIPED={int(entrant.is_wiped)}"]
    words += ["-DBLOCKS_CALLED"] if entrant.is_called else []
    return Contestant(entrant.described(), how, build.block_kernels(entrant.adapter, words, compilers))


def measure(compilers: Compilers, launches: int, *, rounds: int = _ROUNDS, seconds: float = _SECONDS_A_WORKLOAD) -> Contest:
    """Hold the contest of all entrants, in their order. Raises BuildError and ClockError."""
    contestants = tuple(contestant(each, compilers) for each in ENTRANTS)
    everyone = tuple(range(len(contestants)))
    schedule = Schedule(contestants, dict.fromkeys(WORKLOADS, everyone), rounds, seconds)
    return hold(build.clock_program(compilers), schedule, launches)


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print. 0: every figure was had; 4: some was not."""
    parser = argparse.ArgumentParser(prog="make bench-blocks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two launches of the clock: a first look")
    chosen = parser.parse_args(words)
    compilers, console = Compilers.from_environment(), Console(highlight=False)
    try:
        contest = measure(compilers, _QUICK_LAUNCHES if chosen.quick else _LAUNCHES)
    except (BuildError, ClockError) as error:
        print(f"poolproof: nothing was measured: {error}", file=sys.stderr)
        return _INCONCLUSIVE
    print_machine(this_machine(compilers), contest.nops_a_cycle, contest.has_counters, console)
    for workload in WORKLOADS:
        console.print(table_of(contest, workload))
    places = range(len(ENTRANTS))
    is_whole = all(contest.cycles(workload, place) is not None for workload in WORKLOADS for place in places)
    return 0 if is_whole else _INCONCLUSIVE


def table_of(contest: Contest, workload: Workload) -> Table:
    """Cycles of a get and a return, and how many times those of the one that each stands beside."""
    title = f"{workload.name}: {workload.sentence}"
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1))
    table.add_column("bytes of a block", no_wrap=True)
    for name in ("cycles", "95 % interval", "ratio", "95 % interval"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("beside", no_wrap=True)
    for place, entrant in enumerate(ENTRANTS):
        cycles = contest.cycles(workload, place)
        if cycles is None:
            table.add_row(entrant.described(), "unknown", contest.why_not(workload, place))
            continue
        table.add_row(entrant.described(), *_shown(cycles), *_compared(contest, workload, place))
    return table


def _compared(contest: Contest, workload: Workload, place: int) -> tuple[str, ...]:
    beside = ENTRANTS[place].beside
    ratio = None if beside is None else contest.ratio(workload, place, beside)
    if beside is None or ratio is None:
        return ()
    return (*_shown(ratio), ENTRANTS[beside].name)


def _shown(found: Estimate) -> tuple[str, str]:
    return f"{found.value:.2f}", f"{found.low:.2f} to {found.high:.2f}"


if __name__ == "__main__":
    sys.exit(main())
