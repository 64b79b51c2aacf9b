"""Pools that threads share by the clock, and by two threads at once: each runs, and what was disturbed counts for nothing."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from poolproof.benchmarks import build, shared
from poolproof.benchmarks.contest import Contest
from poolproof.benchmarks.launch import ClockError
from poolproof.benchmarks.meeting import Meetings, meet, read_turn, two_processors
from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.benchmarks.workloads import DEPTH1

COMPILERS = Compilers.from_environment()
pytestmark = pytest.mark.skipif(not COMPILERS.available(Language.C), reason="there is no C compiler")
ALL = shared.rivals()
PLAIN = tuple(each for each in ALL if each.library is None)


@pytest.fixture(scope="module")
def field() -> shared.Field:
    return shared.assemble(COMPILERS, PLAIN)


@pytest.fixture(scope="module")
def contest(field: shared.Field) -> Contest:
    return shared.measure_alone(field, COMPILERS, 1, rounds=3, seconds=0.2)


def test_everybody_runs_every_workload(field: shared.Field, contest: Contest) -> None:
    for workload in shared.WORKLOADS:
        for place in range(len(field.contestants)):
            assert "create" not in contest.why_not(workload, place)
            assert "cannot" not in contest.why_not(workload, place)
        for is_wide in (False, True):
            assert shared.table_alone(field, contest, workload, is_wide=is_wide).row_count == len(PLAIN)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="instructions are stepped through on x86-64 only")
def test_wiping_64_bytes_takes_a_few_instructions(field: shared.Field, contest: Contest) -> None:
    floor, ours, listed = (
        [contest.instructions[DEPTH1, field.place(rival, wiped=wiped)] for wiped in (False, True)] for rival in range(3)
    )
    assert floor[0] < ours[0] < listed[0]
    assert all(0 < wiped - unwiped <= 12 for unwiped, wiped in (floor, ours, listed))


@pytest.mark.skipif(two_processors() is None, reason="this process may use one processor alone")
def test_two_threads_meet_at_each(field: shared.Field) -> None:
    processors = two_processors()
    assert processors is not None
    meetings = shared.measure_meeting(field, COMPILERS, 1, processors, rounds=3)
    turns = meetings.launches[0]
    assert sorted((each.round, each.contestant) for each in turns) == [(i, j) for i in range(3) for j in range(len(PLAIN))]
    assert all(each.pairs >= 3000 and 0 <= each.share <= 0.5 for each in turns)
    assert shared.table_of_meeting(field, meetings).row_count == len(PLAIN)


def test_what_can_not_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClockError, match=r"none\.so can't be loaded"):
        meet(build.contend_program(COMPILERS), [tmp_path / "none.so"], 1, 1, (0, 1))


def turns(*lines: tuple[int, int, str, float]) -> Meetings:
    """One launch of two rounds: round, contestant, verdict, nanoseconds for 100 pairs."""
    launch = tuple(read_turn(f"round\t{number}\t{who}\t{verdict}\t100\t{time}\t0.4") for number, who, verdict, time in lines)
    return Meetings(2, (launch,))


def test_throughput_is_compared_within_a_round() -> None:
    meetings = turns((0, 0, "good", 100.0), (0, 1, "good", 200.0), (1, 1, "good", 4000.0), (1, 0, "good", 1000.0))
    ratio = meetings.throughput(1, 0)
    assert ratio is not None
    assert (ratio.value, ratio.low, ratio.high) == (0.375, 0.25, 0.5)
    assert meetings.disturbed(1) == 0


def test_what_was_disturbed_counts_for_nothing() -> None:
    meetings = turns((0, 0, "good", 100.0), (0, 1, "disturbed", 900.0), (1, 1, "good", 400.0), (1, 0, "good", 200.0))
    ratio = meetings.throughput(1, 0)
    assert ratio is not None
    assert (ratio.value, meetings.disturbed(1)) == (0.5, 0.5)
    alone = turns((0, 0, "good", 100.0), (0, 1, "disturbed", 900.0), (1, 1, "disturbed", 400.0), (1, 0, "good", 200.0))
    assert (alone.throughput(1, 0), alone.nanoseconds(1), alone.disturbed(1)) == (None, None, 1.0)


@pytest.mark.long
def test_libraries_that_are_installed_take_part() -> None:
    field = shared.assemble(COMPILERS, ALL)
    names = {each.name for each in field.rivals} | {name for name, _ in field.absent}
    assert names == {each.name for each in ALL}
    assert all("apt-get install" in why for _, why in field.absent)
    shared.measure_alone(field, COMPILERS, 1, rounds=1, seconds=0.2)
