"""Real threads: what only they show is found, no sound pool is blamed, and what the machine lacks is said."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.cases import load_case
from poolproof.conformance.cases import replay_meeting as replaying
from poolproof.conformance.cases.books import NotConcreteError
from poolproof.conformance.cases.meeting import Meeting
from poolproof.conformance.cases.of_threads import case_of_threads_as_c
from poolproof.conformance.cases.replay_meeting import replay_meeting
from poolproof.conformance.cases.replayed import Outcome
from poolproof.conformance.faults.sharing import SharedPool, build_shared, shared_pools
from poolproof.conformance.interleaving import (
    End,
    Found,
    Job,
    OnThreads,
    Stress,
    Stretch,
    Wrong,
    as_data,
    judge_job,
    stress_job,
    stress_jobs,
    tell,
)
from poolproof.conformance.interleaving.engine import job_words
from poolproof.conformance.subjects import Subject, resolve
from poolproof.conformance.subjects.resolve import threads_path
from poolproof.spec.contracts import load_contract, read_contract

POOLS = {each.name: each for each in shared_pools()}
ON_THREADS = [each for each in POOLS.values() if each.on_real_threads]
CANARIES = [
    each for each in POOLS.values() if not each.violates and load_contract(str(each.contract)).sharing.between == "threads"
]
TRIES = 20
"""Seconds, at the most, until it is found; on two processors the first one was enough in each of fifty runs."""
FEW = {("R", "R"), ("gr", "gr"), ("g", "gga")}
COMMAND = Path(sys.executable).parent / "poolproof"
needs_two = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is one processor, on which threads take turns")


def built(pool: SharedPool, folder: Path) -> Subject:
    library = build_shared(pool, folder, compiler=Compilers.from_environment(), flags=("-Wall", "-Wextra", "-Werror"))
    return replace(resolve(str(library)), contract=load_contract(str(pool.contract)))


def rounds_of(subject: Subject, seconds: float, seed: int) -> Iterator[tuple[Job, Stress]]:
    for job, part in stress_jobs(subject.contract):
        stress = stress_job(subject, job, part * seconds, seed)
        yield job, stress
        if stress.found is not None:
            return


def first_found(subject: Subject) -> tuple[Job, Found] | None:
    for seed in range(TRIES):
        for job, stress in rounds_of(subject, 1.0, seed):
            if stress.found is not None:
                return job, stress.found
    return None


@needs_two
@pytest.mark.parametrize("pool", ON_THREADS, ids=lambda each: each.name)
def test_what_every_interleaving_hides_is_found_on_real_threads(pool: SharedPool, tmp_path: Path) -> None:
    subject = built(pool, tmp_path)
    seen = first_found(subject)
    assert seen is not None, pool.sentence
    job, found = seen
    told = tell(job, found)
    assert told.requirement in pool.violates, told.observed
    assert "on real threads, once in" in told.observed
    outcome = judge_job(subject, job, 20.0)
    if outcome.end is not End.UNFIT_MACHINE:
        assert (outcome.end, outcome.found) == (End.WHOLE, None)


@needs_two
@pytest.mark.parametrize("name", ["counter_at_rest_lost", "dies_when_busy", "missed_wakeup"])
def test_what_the_interleavings_find_is_found_there_too(name: str, tmp_path: Path) -> None:
    seen = first_found(built(POOLS[name], tmp_path))
    assert seen is not None
    assert tell(*seen).requirement in POOLS[name].violates, tell(*seen).observed


@pytest.mark.parametrize("pool", CANARIES, ids=lambda each: each.name)
def test_a_sound_pool_is_not_blamed_and_each_program_is_judged(pool: SharedPool, tmp_path: Path) -> None:
    subject = built(pool, tmp_path)
    jobs = [job for job, _ in stress_jobs(subject.contract)]
    for job in (jobs[0], *(each for each in jobs if each.programs in FEW)):  # the long test tries all of them
        stress = stress_job(subject, job, 0.02, 0)
        assert stress.found is None, tell(job, stress.found).observed
        assert (stress.end, stress.why) == (End.WHOLE, "")
        assert stress.rounds >= 50
        assert stress.operations >= sum(map(len, job.programs)) * stress.rounds
        assert stress.answers > 0


@pytest.mark.long
@pytest.mark.parametrize("pool", CANARIES, ids=lambda each: each.name)
def test_it_is_not_blamed_in_seconds_either(pool: SharedPool, tmp_path: Path) -> None:
    for job, stress in rounds_of(built(pool, tmp_path), 10.0, 1):
        assert stress.found is None, tell(job, stress.found).observed


def test_what_is_returned_twice_is_not_lent_again_meanwhile() -> None:
    text = 'contract = 1\nname = "twice"\n[block]\nsize = 64\ncount = 4\ncounts = [1, 8]\nexhausted = "refused"\n'
    contract = read_contract(f'{text}[misuse]\ndouble = "refused"\n[sharing]\nbetween = "threads"\n', "here")
    jobs = [job for job, _ in stress_jobs(contract)]
    assert Job(("R", "R"), 2, 1) in jobs
    assert not any("".join(job.programs).count("R") > 1 and "g" in "".join(job.programs) for job in jobs)
    assert sum(part for _, part in stress_jobs(contract)) == pytest.approx(1)


def test_on_one_processor_it_says_that_there_is_one(tmp_path: Path) -> None:
    allowed = os.sched_getaffinity(0)
    subject = built(POOLS["spin"], tmp_path)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        stress = stress_job(subject, Job(("gr", "gr"), 1), 0.05, 0)
    finally:
        os.sched_setaffinity(0, allowed)
    assert (stress.end, stress.cores) == (End.WHOLE, 1)
    assert stress.rounds >= 50


def test_a_machine_that_refuses_threads_is_not_blamed_on_the_pool(tmp_path: Path) -> None:
    subject = built(POOLS["spin"], tmp_path)
    nobody = 65534
    is_root = os.geteuid() == 0
    assert subject.path is not None
    if is_root:  # whom no limit holds
        for folder in (tmp_path, *list(tmp_path.parents)[:3]):
            if folder.stat().st_uid == 0 and folder != Path("/tmp"):
                folder.chmod(0o755)
    words = [str(threads_path()), str(subject.path), *job_words(subject.contract, Job(("g", "g"), 1)), "0.05", "0"]
    ended = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        user=nobody if is_root else None,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (1, 1)),
    )
    said = json.loads(ended.stdout)
    assert said["unfit"] == "machine"
    assert "ulimit -u" in said["why"]


def test_it_is_told_as_what_no_schedule_shows_again() -> None:
    seen = OnThreads(times=3, rounds=41_000, cores=2, other=0, because="no interleaving of them shows it")
    stretches = (Stretch(0, 0, "done"), Stretch(1, 0, "done"))
    found = Found(Wrong.TWO_HOLDERS, 1, 1, 0, 0, False, stretches, (), True, seen)
    told = tell(Job(("gr", "gr"), 2), found)
    assert told.observed == (
        "T2 and T1 held b1 at once (on real threads, 3 times in 41,000 rounds on 2 processors; programs gr|gr on 2 blocks; "
        "no interleaving of them shows it)"
    )
    data = as_data(told)
    assert (data["schedule"], data["on_threads"]) == ([], {"times": 3, "rounds": 41_000, "cores": 2})


@needs_two
def test_a_verification_tells_it_under_its_requirement(tmp_path: Path) -> None:
    pool = POOLS["flags_unfenced"]
    subject = built(pool, tmp_path)
    words = ["verify", str(subject.path), "--contract", str(pool.contract), "--level", "shared", "-k", "SHARE", "--no-history"]
    words += ["--quiet", "--json", f"{tmp_path}/report.json", "--save-case", str(tmp_path / "cases")]
    ended = subprocess.run([COMMAND, *words], capture_output=True, text=True, timeout=180, check=False)
    rows = {each["id"]: each for each in json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["requirements"]}
    assert ended.returncode == 1, ended.stderr
    failed = next(each for each in rows.values() if each["verdict"] == "fail")
    assert failed["id"] in pool.violates
    assert "on real threads" in failed["counterexample"]["observed"]
    assert failed["counterexample"]["interleaving"]["on_threads"]["cores"] == 2
    others = {rows[each]["verdict"] for each in ("SHARE-1", "SHARE-2", "SHARE-3") if each != failed["id"]}
    assert others == {"unknown"}
    (file,) = (tmp_path / "cases").iterdir()
    case = load_case(file)
    assert case.meeting is not None
    assert (case.meeting.on_threads, case.meeting.schedule) == (True, ())
    again = replay_meeting(case.meeting, subject, 5)
    assert again.outcome is Outcome.STILL_FAILS
    assert again.meeting is not None
    with pytest.raises(NotConcreteError, match="follow no schedule"):
        case_of_threads_as_c(again.meeting, subject)


def test_what_real_threads_do_not_show_again_is_not_called_fixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "SECONDS_ON_THREADS", 1)
    seen = Meeting(Job(("gr", "gr"), 2), (), Wrong.TWO_HOLDERS, "0" * 64, on_threads=True)
    replayed = replay_meeting(seen, built(POOLS["flags_fenced"], tmp_path), 5)
    assert replayed.outcome is Outcome.NOT_SHOWN
    assert "no proof that it is gone" in (replayed.note or "")
