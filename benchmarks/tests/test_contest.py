"""What becomes of the clock's lines: which batches count, which launches tell something, what is paired with what."""

from __future__ import annotations

import shlex
import stat
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.benchmarks.contest import Contest, gather
from poolproof.benchmarks.judgement import Answer
from poolproof.benchmarks.launch import UNKNOWN, ClockError, Contestant, Schedule, launch, read
from poolproof.benchmarks.records import CHAIN_CYCLES, NOP_COUNT, STORE_COUNT, Launch
from poolproof.benchmarks.self_test import judge_trials
from poolproof.benchmarks.ticks import judge_called, judge_inlined, judge_whole, schedule
from poolproof.benchmarks.workloads import DEPTH1, NESTED, WHOLE, WORKLOADS

ONE = Contestant("one", "inlined", Path("one.so"))
OTHER = Contestant("other", "inlined", Path("other.so"))
BEFORE = Contestant("before", "inlined", Path("before.so"))
COUNTS_A_CYCLE, NOPS_A_CYCLE, STORES_A_CYCLE = 0.5, 6.0, 0.8


def batch(
    workload: int,
    contestant: int,
    number: int,
    cycles: float,
    *,
    nops: float = NOPS_A_CYCLE,
    stores: float = STORES_A_CYCLE,
    verdict: str = "good",
) -> str:
    chain = round(CHAIN_CYCLES * COUNTS_A_CYCLE)
    nop_counts = round(NOP_COUNT / nops * COUNTS_A_CYCLE)
    store_counts = round(STORE_COUNT / stores * COUNTS_A_CYCLE)
    counts = round(1000 * cycles * COUNTS_A_CYCLE)
    numbers = [1000, counts, chain, chain, nop_counts, nop_counts, store_counts, store_counts, 0, 0]
    return "\t".join(map(str, ["batch", workload, contestant, number, verdict, *numbers]))


def launched(lines: Sequence[str], *, best: float = NOPS_A_CYCLE, stores: float = STORES_A_CYCLE) -> Launch:
    return read(["machine\t2000000000\t0\t1", *lines, f"best\t{best}\t{stores}", "end"])


def rounds_of(
    cycles: dict[int, float],
    *,
    workload: int = 0,
    rounds: int = 9,
    nops: float = NOPS_A_CYCLE,
    stores: float = STORES_A_CYCLE,
) -> list[str]:
    return [
        batch(workload, who, number, each, nops=nops, stores=stores) for number in range(rounds) for who, each in cycles.items()
    ]


def contest_of(launches: Sequence[Launch], contestants: Sequence[Contestant] = (ONE, OTHER)) -> Contest:
    return gather(Schedule(tuple(contestants), {DEPTH1: tuple(range(len(contestants)))}, 9, 1.0), launches)


def test_counts_become_cycles_and_nanoseconds() -> None:
    contest = contest_of([launched(rounds_of({0: 7.0, 1: 14.0}))] * 3)
    cycles, ratio = contest.cycles(DEPTH1, 0), contest.ratio(DEPTH1, 1, 0)
    assert cycles is not None
    assert ratio is not None
    assert cycles.value == pytest.approx(7.0, rel=0.001)
    assert ratio.value == pytest.approx(2.0, rel=0.001)
    assert contest.nanoseconds[DEPTH1, 0] == pytest.approx(7.0 * COUNTS_A_CYCLE / 2, rel=0.001)


def test_a_run_of_sixteen_pairs_is_sixteen_operations() -> None:
    lines = [batch(NESTED.number, 0, number, 160.0) for number in range(9)]
    lines.append(f"steps\t{NESTED.number}\t0\t3200\t8")
    contest = gather(Schedule((ONE,), {NESTED: (0,)}, 9, 1.0), [launched(lines)] * 2)
    cycles = contest.cycles(NESTED, 0)
    assert cycles is not None
    assert cycles.value == pytest.approx(10.0, rel=0.001)
    assert contest.instructions[NESTED, 0] == 25.0


def test_a_launch_that_had_a_neighbour_from_first_to_last_is_found_out_by_the_others() -> None:
    quiet, shared = launched(rounds_of({0: 7.0, 1: 8.0})), launched(rounds_of({0: 12.0, 1: 9.0}, nops=3.0), best=3.0)
    contest = contest_of([quiet, shared, quiet, quiet])
    assert contest.launch_medians(DEPTH1, 0) == pytest.approx((7.0, 7.0, 7.0), rel=0.001)


def test_a_neighbour_that_is_merely_awake_is_found_out_by_the_stores() -> None:
    quiet, awake = launched(rounds_of({0: 7.0, 1: 8.0})), launched(rounds_of({0: 8.5, 1: 9.0}, stores=0.45), stores=0.45)
    contest = contest_of([quiet, awake, quiet, quiet])
    assert contest.launch_medians(DEPTH1, 0) == pytest.approx((7.0, 7.0, 7.0), rel=0.001)


def test_one_mistaken_best_condemns_no_launch() -> None:
    good = rounds_of({0: 7.0, 1: 8.0})
    contest = contest_of([launched(good), launched(good, best=7.7), launched(good)])
    assert contest.cycles(DEPTH1, 0) is not None
    assert contest.nops_a_cycle == NOPS_A_CYCLE


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (rounds_of({0: 7.0}, rounds=2), "no time"),
        ([batch(0, 0, number, 7.0, verdict="busy") for number in range(9)], "busy neighbour"),
        ([batch(0, 0, number, 7.0, verdict="unsteady") for number in range(9)], "not steady"),
        (["unusable\t0\thas fewer buffers"], "has fewer buffers"),
        (["problem\tno time-stamp counter"], "no time-stamp counter"),
    ],
)
def test_what_tells_nothing_has_no_figure_but_a_reason(lines: list[str], why: str) -> None:
    contest = contest_of([launched(lines)] * 3, [ONE])
    assert contest.cycles(DEPTH1, 0) is None
    assert why in contest.why_not(DEPTH1, 0)
    assert judge_inlined(contest, 7).judgement.answer is Answer.INCONCLUSIVE
    assert judge_inlined(contest, 7).checked == 0


def ticks_contest(pool: float, beside: float, after: float, before: float) -> Contest:
    lines = rounds_of({0: pool, 1: beside}) + rounds_of({0: after, 2: before}, workload=WHOLE.number)
    plan = schedule(ONE, OTHER, BEFORE)
    return gather(Schedule(plan.contestants, plan.entries, 9, 1.0), [launched(lines)] * 5)


def test_ticks_are_judged() -> None:
    contest = ticks_contest(7.02, 7.0, 70.0, 300.0)
    first, second = judge_inlined(contest, 7), judge_whole(contest)
    assert (first.judgement.answer, second.judgement.answer) == (Answer.MEETS, Answer.MEETS)
    assert "1.75 ticks_4c" in first.judgement.why
    assert first.checked == second.checked == 45
    assert judge_inlined(ticks_contest(8.0, 7.0, 70.0, 300.0), 7).judgement.answer is Answer.MISSES
    assert judge_whole(ticks_contest(7.0, 7.0, 70.0, 70.5)).judgement.answer is Answer.MISSES


def test_a_library_is_judged_net_of_two_empty_calls() -> None:
    assert judge_called(ticks_contest(17.0, 10.5, 70.0, 300.0), 7).judgement.answer is Answer.MEETS
    assert judge_called(ticks_contest(19.0, 10.5, 70.0, 300.0), 7).judgement.answer is Answer.MISSES


SELF_TEST = (7.0, 7.0, 7.0, 8.0, 8.0, 7.02, 7.02)


def self_test(cycles: Sequence[float], launches: int = 10) -> list[Answer]:
    contestants = [Contestant(str(at), "inlined", Path("x.so")) for at in range(len(cycles))]
    contest = contest_of([launched(rounds_of(dict(enumerate(cycles))))] * launches, contestants)
    return [trial.judgement.answer for trial in judge_trials(contest)]


def test_a_sound_clock_passes_its_self_test() -> None:
    assert set(self_test(SELF_TEST)) == {Answer.MEETS}


@pytest.mark.parametrize(
    ("place", "cycles", "trial"),
    [(1, 7.5, 0), (6, 7.5, 1), (3, 7.5, 2), (4, 7.0, 3)],
    ids=["difference without cause", "difference in the pool", "half a link", "store not seen"],
)
def test_an_unsound_clock_fails_its_self_test(place: int, cycles: float, trial: int) -> None:
    changed = [cycles if at == place else each for at, each in enumerate(SELF_TEST)]
    assert self_test(changed)[trial] is Answer.MISSES


def test_too_few_launches_show_no_repetition() -> None:
    assert self_test(SELF_TEST, launches=6)[-1] is Answer.INCONCLUSIVE


# ---- a clock that does not come to its end ----


def program(folder: Path, text: str) -> Path:
    file = folder / "clock"
    script = folder / "clock.py"
    script.write_text(text, encoding="utf-8")
    # By a shell: the first line of a script can't name a program whose path has spaces.
    file.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(script))}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            f"import os; print('starting\\t{WORKLOADS[1].number}\\t1', flush=True); os.abort()",
            "other, at triple, ended .* signal 6",
        ),
        ("print('loading\\t0', flush=True); raise SystemExit(3)", "one, while it was loaded, ended .* status 3"),
        ("print('machine\\t1\\t0\\t0')", "ended the clock with status 0"),
    ],
)
def test_who_ends_the_clock_is_named(tmp_path: Path, text: str, said: str) -> None:
    plan = Schedule((ONE, OTHER), {DEPTH1: (0, 1)}, 9, 1.0)
    with pytest.raises(ClockError, match=said):
        launch(program(tmp_path, text), plan, seed=1, best=UNKNOWN, steps=False)


def test_the_figures_of_a_judgement_are_the_subjects_first() -> None:
    contest = ticks_contest(17.0, 10.5, 70.0, 300.0)
    first = judge_called(contest, 7).figures
    assert {each.workload for each in first} == {DEPTH1}
    assert [each.cycles.value for each in first] == pytest.approx([17.0, 10.5], rel=0.001)
    assert [len(rounds) for rounds in first[0].launches] == [len(rounds) for rounds in contest.launches[DEPTH1, 0]]
    assert [each.cycles.value for each in judge_whole(contest).figures] == pytest.approx([70.0, 300.0], rel=0.001)


def test_without_a_figure_of_the_subject_there_is_none_of_the_other() -> None:
    contest = ticks_contest(17.0, 10.5, 70.0, 300.0)
    without = replace(contest, launches={key: rounds for key, rounds in contest.launches.items() if key != (DEPTH1, 0)})
    assert judge_called(without, 7).figures == ()
