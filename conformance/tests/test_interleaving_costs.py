"""HOT-1 to HOT-3 where threads meet: what an operation costs only then is found, and told with the fewest preemptions."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.faults.sharing import SharedPool, build_shared, shared_pools
from poolproof.conformance.interleaving import End, Job, Outcome, directed_jobs, judge_job, tell
from poolproof.conformance.subjects import Subject, resolve
from poolproof.spec.contracts import load_contract, read_contract

POOLS = {each.name: each for each in shared_pools()}
COSTLY = [each for each in POOLS.values() if each.violates and each.violates[0].startswith("HOT-")]
SECONDS = 20.0
COMMAND = Path(sys.executable).parent / "poolproof"


def built(pool: SharedPool, folder: Path) -> Subject:
    library = build_shared(pool, folder, compiler=Compilers.from_environment())
    return replace(resolve(str(library)), contract=load_contract(str(pool.contract)))


def judged(subject: Subject, job: Job) -> Outcome:
    outcome = judge_job(subject, job, SECONDS)
    if outcome.end is End.UNFIT_MACHINE:
        pytest.skip(outcome.why)
    return outcome


@pytest.mark.parametrize("pool", COSTLY, ids=lambda each: each.name)
def test_it_is_found_with_the_fewest_preemptions_and_ends_no_search(pool: SharedPool, tmp_path: Path) -> None:
    subject = built(pool, tmp_path)
    judged_jobs = ((job, judged(subject, job)) for job in directed_jobs(subject.contract))
    job, outcome = next(each for each in judged_jobs if each[1].costs)
    assert (outcome.end, outcome.found, outcome.waiting) == (End.WHOLE, None, None)
    (cost,) = outcome.costs
    told = tell(job, cost)
    assert told.requirement in pool.violates
    assert (cost.preemptions, cost.reproduced) == (pool.preemptions, True)
    assert "where it meets another thread's operation" in told.observed


def test_whether_it_succeeds_or_refuses_is_told_apart(tmp_path: Path) -> None:
    subject = built(POOLS["allocates_when_met"], tmp_path)
    told = [tell(Job(("g", "g"), count), each) for count in (1, 2) for each in judged(subject, Job(("g", "g"), count)).costs]
    assert [each.requirement for each in told] == ["HOT-2", "HOT-1"]


@pytest.mark.parametrize(("promise", "costs"), [("false", 1), ('"futex"', 0), ("true", 0)])
def test_what_the_contract_allows_costs_nothing(promise: str, costs: int, tmp_path: Path) -> None:
    subject = built(POOLS["sleeps_when_met"], tmp_path)
    text = Path(POOLS["sleeps_when_met"].contract).read_text(encoding="utf-8")
    contract = read_contract(f"{text}system_calls = {promise}\n", "here")
    assert len(judged(replace(subject, contract=contract), Job(("g", "g"), 1)).costs) == costs


def test_a_call_that_can_not_be_put_back_is_told_all_the_same(tmp_path: Path) -> None:
    source = tmp_path / "asks.c"
    lines = ['#include "spin.h"', "#undef LOCK", "#include <unistd.h>"]
    lines += ["#define LOCK(pool) while (atomic_exchange(&(pool)->lock, 1)) (void)getppid()", '#include "frame.h"']
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    subject = built(replace(POOLS["sleeps_when_met"], name="asks", source=source), tmp_path)
    outcome = judged(subject, Job(("g", "g"), 1))
    assert outcome.end is End.UNFIT_SUBJECT
    assert [tell(Job(("g", "g"), 1), each).requirement for each in outcome.costs] == ["HOT-3"]


def test_a_verification_fails_the_hot_path_and_leaves_sharing_open(tmp_path: Path) -> None:
    pool = POOLS["logs_when_met"]
    subject = built(pool, tmp_path)
    judged(subject, Job(("g", "g"), 1))
    words = ["verify", str(subject.path), "--contract", str(pool.contract), "--level", "shared", "-k", "SHARE,HOT-3", "--quiet"]
    words += ["--no-history", "--json", f"{tmp_path}/report.json", "--save-case", str(tmp_path / "cases")]
    ended = subprocess.run([COMMAND, *words], capture_output=True, text=True, timeout=180, check=False)
    rows = {each["id"]: each for each in json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["requirements"]}
    assert ended.returncode == 1, ended.stderr
    assert rows["HOT-3"]["verdict"] == "fail"
    assert "the system call write in its get" in rows["HOT-3"]["counterexample"]["observed"]
    assert rows["HOT-3"]["counterexample"]["reproduced"] == 2
    assert rows["SHARE-1"]["verdict"] == "unknown"
    assert "ended at a violation before" in rows["SHARE-1"]["why"]
    assert not (tmp_path / "cases").exists()
