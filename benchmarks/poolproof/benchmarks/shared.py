"""What ``make bench-shared`` runs: the pool that threads share beside its floor, beside locks, and beside libraries.

First one thread alone, by the clock; then two threads on two processors at once. All contestants take turns, so each ratio is
taken within a round. Nothing is judged: what the machine was too busy to tell has no figure, with the reason; so has what is
not installed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

from . import build
from .contest import Contest, hold
from .estimates import Estimate
from .field import INLINED
from .launch import ClockError, Contestant, Schedule
from .machine import this_machine
from .meeting import Meetings, meet, two_processors
from .rival_build import Missing, availability
from .rivals import C_FOLDER, Rival, read_rivals
from .table import print_absent, print_machine
from .toolchain import BuildError, Compilers
from .workloads import DEPTH1, NESTED, Workload

WORKLOADS: Final = (DEPTH1, NESTED)
FLOOR: Final = 0
"""The place of what all are compared with."""
_BLOCK_BYTES: Final = 64
_LAUNCHES, _QUICK_LAUNCHES = 5, 2
_ROUNDS: Final = 31
_SECONDS_A_WORKLOAD: Final = 20.0
_MEETING_ROUNDS: Final = 100
_WIDE: Final = 110
_INCONCLUSIVE: Final = 4
_OF_MEETING: Final = (
    "x floor: how many times its pairs a second. slower: of all pairs, those of the thread that did fewer. thrown: "
    "timings that were thrown away, for a thread was taken off its processor meanwhile."
)


@dataclass(frozen=True, slots=True)
class Field:
    """``contestants``: of each rival an unwiped one and a wiped one, in that order, but for those that are absent."""

    rivals: tuple[Rival, ...]
    contestants: tuple[Contestant, ...]
    absent: tuple[tuple[str, str], ...]

    def place(self, rival: int, *, wiped: bool) -> int:
        return 2 * rival + wiped


def rivals() -> tuple[Rival, ...]:
    """All that are measured, the floor first."""
    return read_rivals(C_FOLDER / "shared" / "rivals.toml")


def assemble(compilers: Compilers, chosen: Sequence[Rival]) -> Field:
    """Raises BuildError for what needs nothing but a compiler, and can't be built."""
    present, contestants, absent = [], [], []
    for rival in chosen:
        missing = availability(rival, compilers)
        if isinstance(missing, Missing):
            absent.append((rival.name, missing.why))
            continue
        try:
            made = [Contestant(rival.name, INLINED, build.shared_kernels(rival, _words(wiped), compilers)) for wiped in (0, 1)]
        except BuildError as error:
            if rival.library is None:
                raise
            absent.append((rival.name, str(error).partition("\n")[0]))
            continue
        present.append(rival)
        contestants += made
    return Field(tuple(present), tuple(contestants), tuple(absent))


def _words(wiped: int) -> list[str]:
    return [f"-DBLOCK_BYTES={_BLOCK_BYTES}", f"-DBLOCK_WIPED={wiped}"]


def measure_alone(
    field: Field, compilers: Compilers, launches: int, *, rounds: int = _ROUNDS, seconds: float = _SECONDS_A_WORKLOAD
) -> Contest:
    """One thread, by the clock. Raises BuildError and ClockError."""
    everyone = tuple(range(len(field.contestants)))
    schedule = Schedule(field.contestants, dict.fromkeys(WORKLOADS, everyone), rounds, seconds)
    return hold(build.clock_program(compilers), schedule, launches)


def measure_meeting(
    field: Field, compilers: Compilers, launches: int, processors: tuple[int, int], *, rounds: int = _MEETING_ROUNDS
) -> Meetings:
    """Two threads, unwiped blocks. Raises BuildError and ClockError."""
    kernels = [field.contestants[field.place(rival, wiped=False)].kernels for rival in range(len(field.rivals))]
    return meet(build.contend_program(compilers), kernels, launches, rounds, processors)


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print. 0: every figure was had; 4: some was not, or there is one processor."""
    parser = argparse.ArgumentParser(prog="make bench-shared", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two launches of the clock: a first look")
    chosen = parser.parse_args(words)
    compilers, console = Compilers.from_environment(), Console(highlight=False)
    launches = _QUICK_LAUNCHES if chosen.quick else _LAUNCHES
    try:
        return _measure(assemble(compilers, rivals()), compilers, launches, console)
    except (BuildError, ClockError) as error:
        print(f"poolproof: nothing was measured: {error}", file=sys.stderr)
        return _INCONCLUSIVE
    except KeyboardInterrupt:
        print("poolproof: interrupted; what stands above was measured", file=sys.stderr)
        return 128 + 2


def _measure(field: Field, compilers: Compilers, launches: int, console: Console) -> int:
    contest = measure_alone(field, compilers, launches)
    print_machine(this_machine(compilers), contest.nops_a_cycle, contest.has_counters, console)
    for workload in WORKLOADS:
        console.print(table_alone(field, contest, workload, is_wide=console.width >= _WIDE))
        for reason in _reasons(contest, workload, len(field.contestants)):
            console.print(f"unknown: {reason}", style="yellow")
    is_whole = all(contest.cycles(workload, place) for workload in WORKLOADS for place in range(len(field.contestants)))
    processors = two_processors()
    if processors is None:
        console.print("two threads at once: not measured, for this process may use one processor alone")
        is_whole = False
    else:
        meetings = measure_meeting(field, compilers, launches, processors)
        console.print(table_of_meeting(field, meetings))
        console.print(_OF_MEETING, style="dim")
        is_whole &= all(meetings.throughput(place, FLOOR) is not None for place in range(len(field.rivals)))
    print_absent(field.absent, console)
    console.print(f"load of the machine in the last minute: {os.getloadavg()[0]:.1f}")
    return 0 if is_whole else _INCONCLUSIVE


def _reasons(contest: Contest, workload: Workload, places: int) -> list[str]:
    """Why some have no figure, each reason once."""
    unknown = [place for place in range(places) if contest.cycles(workload, place) is None]
    return sorted({contest.why_not(workload, place) for place in unknown})


def table_alone(field: Field, contest: Contest, workload: Workload, *, is_wide: bool = True) -> Table:
    """Cycles of a get and a return, and how many times those of the floor that does as much; ``is_wide``: with intervals."""
    table = _table(f"one thread, {workload.name}: {workload.sentence}")
    for name in ("cycles", "wiped"):
        for head in (name, "x floor", *(["95 % interval"] if is_wide else [])):
            table.add_column(head, justify="right", no_wrap=True)
    for rival, each in enumerate(field.rivals):
        cells = []
        for wiped in (False, True):
            place, floor = field.place(rival, wiped=wiped), field.place(FLOOR, wiped=wiped)
            ratio = contest.ratio(workload, place, floor)
            cells += [_value(contest.cycles(workload, place)), _value(ratio), *([_interval(ratio)] if is_wide else [])]
        table.add_row(each.name, *cells)
    return table


def table_of_meeting(field: Field, meetings: Meetings) -> Table:
    """Nanoseconds a pair of both threads together, and how many times the floor's pairs a second."""
    told = f"two threads at once, each on a processor: get and return, {len(meetings.launches)} launches"
    table = _table(told)
    for name in ("ns a pair", "x floor", "95 % interval", "slower", "thrown"):
        table.add_column(name, justify="right", no_wrap=True)
    for place, each in enumerate(field.rivals):
        ratio, share = meetings.throughput(place, FLOOR), meetings.share(place)
        cells = [_value(meetings.nanoseconds(place)), _value(ratio), _interval(ratio)]
        table.add_row(each.name, *cells, "" if share is None else f"{share.value:.0%}", f"{meetings.disturbed(place):.0%}")
    return table


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1))
    table.add_column("", no_wrap=True)
    return table


def _value(found: Estimate | None) -> str:
    return "unknown" if found is None else f"{found.value:.2f}"


def _interval(found: Estimate | None) -> str:
    return "" if found is None else f"{found.low:.2f} to {found.high:.2f}"


if __name__ == "__main__":
    sys.exit(main())
