"""Threads that meet: each planted fault is found with the fewest preemptions that show it, and no sound pool is blamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.faults.sharing import SharedPool, build_shared, include_folder, shared_pools
from poolproof.conformance.interleaving import End, Job, Outcome, Told, directed_jobs, follow_schedule, job_of, judge_job, tell
from poolproof.conformance.subjects import Subject, resolve
from poolproof.spec.contracts import load_contract, read_contract

POOLS = shared_pools()
FAULTS = [each for each in POOLS if each.violates and not each.on_real_threads and not each.violates[0].startswith("HOT-")]
CANARIES = [each for each in POOLS if not each.violates]
SECONDS = 20.0
LONGER = {"readers_and_writer", "queue_of_waiters", "kept_when_exhausted", "kept_when_refused"}
"""Their comparison with steps takes longer."""
SLOW = {"mutex", "futex_lock", "wakeup_fenced", "futex_hot"}
"""Those of many states: the longest programs are for the long tests."""


@pytest.fixture(scope="session")
def engine_runs(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where the machine can't step: the engine itself says so."""
    subject = built(CANARIES[0], tmp_path_factory.mktemp("machine"))
    outcome = judge_job(subject, Job(("g", "g"), 1), SECONDS)
    if outcome.end is End.UNFIT_MACHINE:
        pytest.skip(outcome.why)


def built(pool: SharedPool, folder: Path) -> Subject:
    library = build_shared(pool, folder, compiler=Compilers.from_environment(), flags=("-Wall", "-Wextra", "-Werror"))
    return replace(resolve(str(library)), contract=load_contract(str(pool.contract)))


def outcomes(subject: Subject, jobs: tuple[Job, ...]) -> Iterator[tuple[Job, Outcome]]:
    for job in jobs:
        outcome = judge_job(subject, job, SECONDS)
        yield job, outcome
        if outcome.end is not End.WHOLE or outcome.waiting is not None:
            return


def jobs_of(pool: SharedPool, subject: Subject) -> tuple[Job, ...]:
    """What the catalogue names, and then the usual ones."""
    named = () if pool.programs is None else (job_of(subject.contract, tuple(pool.programs.split("|")), 2),)
    return (*named, *directed_jobs(subject.contract))


def first_found(subject: Subject, jobs: tuple[Job, ...]) -> Told | None:
    for job, outcome in outcomes(subject, jobs):
        found = outcome.found or outcome.waiting
        if found is not None:
            return tell(job, found)
    return None


def shown(outcome: Outcome) -> tuple[object, ...]:
    """What it says of the pool, and not how much was visited to see it."""
    found = [each and (each.wrong, each.preemptions, each.in_look) for each in (outcome.found, outcome.waiting)]
    return (outcome.end, outcome.ends if outcome.end is End.WHOLE else 0, *found)


@pytest.mark.usefixtures("engine_runs")
@pytest.mark.parametrize("pool", FAULTS, ids=lambda each: each.name)
def test_a_planted_fault_is_found_with_the_fewest_preemptions(pool: SharedPool, tmp_path: Path) -> None:
    subject = built(pool, tmp_path)
    told = first_found(subject, jobs_of(pool, subject))
    assert told is not None, pool.sentence
    assert told.requirement in pool.violates, told.observed
    assert told.found.preemptions == pool.preemptions, told.observed
    assert told.found.reproduced
    again = follow_schedule(subject, told.job, told.found.schedule, SECONDS)
    assert again.found == told.found
    before_the_last = [(each.thread, each.stops == "done") for each in told.found.stretches[:-1]]
    if told.job.by_interrupt:
        before_the_last = before_the_last[:1]
    assert [(each.thread, each.kind == "done") for each in again.places][: len(before_the_last)] == before_the_last


@pytest.mark.usefixtures("engine_runs")
@pytest.mark.parametrize("pool", CANARIES, ids=lambda each: each.name)
def test_a_sound_pool_is_judged_whole_and_not_blamed(pool: SharedPool, tmp_path: Path) -> None:
    subject = built(pool, tmp_path)
    jobs = jobs_of(pool, subject)
    judged = [*outcomes(subject, jobs[:8] if pool.name in SLOW else jobs)]
    assert {(str(job), outcome.end, outcome.why) for job, outcome in judged if outcome.end is not End.WHOLE} == set()
    assert not any(outcome.found or outcome.waiting or outcome.costs for _, outcome in judged)
    assert all(outcome.states or outcome.boundaries for _, outcome in judged)


@pytest.mark.long
@pytest.mark.usefixtures("engine_runs")
@pytest.mark.parametrize("pool", [each for each in CANARIES if each.name in SLOW], ids=lambda each: each.name)
def test_the_longest_programs_do_not_blame_it_either(pool: SharedPool, tmp_path: Path) -> None:
    subject = built(pool, tmp_path)
    jobs = directed_jobs(subject.contract)
    judged = [*outcomes(subject, jobs)]
    assert [outcome.end for _, outcome in judged] == [End.WHOLE] * len(jobs)


@pytest.mark.usefixtures("engine_runs")
@pytest.mark.parametrize("pool", [each for each in POOLS if each.name not in LONGER], ids=lambda each: each.name)
def test_breakpoints_show_the_same_as_steps(pool: SharedPool, tmp_path: Path) -> None:
    subject = built(pool, tmp_path)
    for job in directed_jobs(subject.contract)[:2]:
        some, other = judge_job(subject, job, SECONDS), judge_job(subject, job, SECONDS, by_steps=True)
        assert replace(some, steps=0, seconds=0.0) == replace(other, steps=0, seconds=0.0), job
        assert some.steps < other.steps or job.by_interrupt or pool.name == "cache_runs_out", job
        if some.end is not End.WHOLE:
            break


@pytest.mark.long
@pytest.mark.usefixtures("engine_runs")
@pytest.mark.parametrize("pool", POOLS, ids=lambda each: each.name)
def test_breakpoints_show_the_same_as_steps_in_every_job(pool: SharedPool, tmp_path: Path) -> None:
    subject = built(pool, tmp_path)
    for job in directed_jobs(subject.contract):
        some, other = judge_job(subject, job, SECONDS), judge_job(subject, job, SECONDS, by_steps=True)
        assert replace(some, steps=0, seconds=0.0) == replace(other, steps=0, seconds=0.0), job
        if some.end is not End.WHOLE:
            break


@pytest.mark.long
@pytest.mark.usefixtures("engine_runs")
@pytest.mark.parametrize("pool", POOLS, ids=lambda each: each.name)
def test_points_where_nobody_races_would_show_nothing_more(pool: SharedPool, tmp_path: Path) -> None:
    """The engine leaves out points where no two threads are about to touch the same; with all of them it finds the same."""
    subject, states, of_every_access = built(pool, tmp_path), 0, 0
    for job in directed_jobs(subject.contract):
        some, other = judge_job(subject, job, SECONDS), judge_job(subject, job, SECONDS, every_access=True)
        assert shown(some) == shown(other), job
        states, of_every_access = states + some.states, of_every_access + other.states
        if some.end is not End.WHOLE:
            break
    # Not in each job: what a thread holds at a point, and no more needs, can differ where another one stops before.
    assert states <= of_every_access


def test_every_requirement_of_sharing_has_a_fault() -> None:
    assert {each.violates[0] for each in FAULTS} == {"SHARE-1", "SHARE-2", "SHARE-3", "SHARE-4", "ISR-1"}


def test_the_catalogue_names_every_source() -> None:
    listed = {each.source for each in POOLS}
    there = {file for folder in ("planted", "canaries") for file in (include_folder() / folder).glob("*.c")}
    assert listed == there


@pytest.mark.usefixtures("engine_runs")
def test_what_the_same_job_comes_to_is_the_same_again(tmp_path: Path) -> None:
    subject = built(CANARIES[0], tmp_path)
    job = Job(("gr", "gr"), 2)
    some, other = judge_job(subject, job, SECONDS), judge_job(subject, job, SECONDS)
    figures = [(each.states, each.transitions, each.ends, each.steps) for each in (some, other)]
    assert figures[0] == figures[1]


@pytest.mark.usefixtures("engine_runs")
@pytest.mark.parametrize(
    ("schedule", "end"), [(((0, 1), (1, 1)), End.FOLLOWED), (((0, 5000),), End.MISFIT), (((0, 1), (2, 1)), End.UNFIT_SUBJECT)]
)
def test_a_schedule_of_a_sound_pool_shows_nothing(schedule: tuple[tuple[int, int], ...], end: End, tmp_path: Path) -> None:
    outcome = follow_schedule(built(CANARIES[0], tmp_path), Job(("g", "g"), 1), schedule, SECONDS)
    assert (outcome.end, outcome.found) == (end, None)


@pytest.mark.usefixtures("engine_runs")
def test_a_search_that_is_cut_short_says_up_to_which_preemptions(tmp_path: Path) -> None:
    mutex = next(each for each in CANARIES if each.name == "mutex")
    outcome = judge_job(built(mutex, tmp_path), Job(("grgr", "grgr", "gr"), 2), 0.3)
    assert outcome.end is End.OUT_OF_TIME
    assert outcome.found is None
    assert outcome.states > 0


@pytest.mark.usefixtures("engine_runs")
def test_what_can_not_be_put_back_is_no_verdict(tmp_path: Path) -> None:
    source = tmp_path / "calls.c"
    lines = [
        "#include <unistd.h>",
        "#define LOCK(pool) (void)(pool), (void)getppid()",
        "#define UNLOCK(pool) (void)(pool)",
        '#include "frame.h"',
    ]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    pool = replace(CANARIES[0], name="calls", source=source)
    outcome = judge_job(built(pool, tmp_path), Job(("g", "g"), 1), SECONDS)
    assert outcome.end is End.UNFIT_SUBJECT
    assert "system call that can't be put back" in outcome.why


@pytest.mark.usefixtures("engine_runs")
def test_a_pool_of_bufferpool_h_is_run_as_well() -> None:
    contract = read_contract('contract = 1\nname = "met"\nbased_on = "knhk"\n[sharing]\nbetween = "threads"\n', "here")
    told = first_found(replace(resolve("native"), contract=contract), directed_jobs(contract))
    assert told is not None, "the C pool is one owner's"
    assert told.requirement == "SHARE-1"
    assert told.job.kept + told.job.count == contract.block.count or contract.block.all_counts
