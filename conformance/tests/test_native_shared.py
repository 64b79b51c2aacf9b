"""The project's own shared pool before the judge: one owner, threads and interrupts, of few blocks and of many."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import poolproof.native
from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.conformance.faults.of_contract import entries_of, promised_ids
from poolproof.conformance.interleaving import End, Job, Outcome, Wrong, directed_jobs, judge_job
from poolproof.conformance.subjects import Subject, SubjectKind
from poolproof.conformance.subjects.choice import choose
from poolproof.conformance.verification import Plan, Verdict, verify
from poolproof.spec import Level, header_path
from poolproof.spec.contracts import Contract, load_contract, read_contract

NATIVE = Path(__file__).resolve().parents[2] / "native"
QUICK = Plan(level=Level.SHARED, lane_operations=100_000, walks=4, machine_examples=1, machine_steps=10)
SECONDS = 60.0
FEW = "[block]\ncount = 16\n"
MANY = "[block]\ncount = 20\nall_counts = false\n"
"""Pools of 20 alone, so that threads meet in those: blocks that they can't meet are lent all the time."""
INTERRUPTS = '[sharing]\nbetween = "interrupts"\nprogress = "blocking"\norder = "any"\n'


def contract_of(*tables: str) -> Contract:
    return read_contract("".join(('contract = 1\nname = "shared"\nbased_on = "native-shared"\n', *tables)), "here")


def subject_of(library: Path, contract: Contract) -> Subject:
    return Subject(library.name, SubjectKind.LIBRARY, None, path=library, contract=contract)


def judged(library: Path, contract: Contract, job: Job) -> Outcome:
    outcome = judge_job(subject_of(library, contract), job, SECONDS)
    if outcome.end is End.UNFIT_MACHINE:
        pytest.skip(outcome.why)
    return outcome


@pytest.mark.parametrize("sharing", ["", INTERRUPTS], ids=["threads", "interrupts"])
@pytest.mark.parametrize("block", [FEW, MANY], ids=["few", "many"])
def test_every_interleaving_conforms(block: str, sharing: str) -> None:
    contract = contract_of(block, sharing)
    jobs = directed_jobs(contract)
    assert len(jobs) > 10
    for job in jobs:
        outcome = judged(poolproof.native.shared_library_path(), contract, job)
        assert (outcome.end, outcome.found, outcome.waiting) == (End.WHOLE, None, None), str(job)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("block", [FEW, MANY], ids=["few", "many"])
def test_every_interleaving_of_three_threads_conforms(block: str) -> None:
    """Of many blocks, three pairs at once have more states than the engine has room for."""
    contract = contract_of(block)
    longest = 6 if block == FEW else 3
    jobs = [each for each in directed_jobs(contract, 3) if len("".join(each.programs)) <= longest]
    assert len(jobs) == (4 if block == FEW else 3)
    for job in jobs:
        outcome = judge_job(subject_of(poolproof.native.shared_library_path(), contract), job, 600.0)
        assert (outcome.end, outcome.found, outcome.waiting) == (End.WHOLE, None, None), str(job)


@pytest.mark.long
@pytest.mark.parametrize("block", ["count = 1", "count = 16", "size = 3\nalign = 1", "count = 17\nall_counts = false"])
def test_it_conforms_up_to_shared(block: str) -> None:
    run = verify(subject_of(poolproof.native.shared_library_path(), contract_of(f"[block]\n{block}\n")), QUICK)
    met = (Verdict.PASS, Verdict.NOT_PROMISED, Verdict.SKIPPED)
    assert {each.requirement.id: (each.verdict, each.reason) for each in run.verdicts if each.verdict not in met} == {}


@pytest.mark.long
def test_the_python_class_conforms_by_its_own_contract() -> None:
    subject = choose("poolproof.native:SharedPool")
    assert subject.contract.name == "python-shared"
    run = verify(subject, Plan(level=Level.HARDENED, walks=4, machine_examples=1, machine_steps=10))
    assert [each.requirement.id for each in run.verdicts if each.verdict is Verdict.FAIL] == []


@pytest.fixture
def build(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """The library with one line of a header changed."""
    compilers = Compilers.from_environment()
    if not compilers.available(Language.C):
        pytest.skip("no C compiler")

    def changed(header: str, line: str, other: str) -> Path:
        include, library = tmp_path / "include", tmp_path / "libsharedpool.so"
        shutil.copytree(NATIVE / "include", include)
        text = (include / header).read_text(encoding="utf-8")
        assert text.count(line) == 1
        (include / header).write_text(text.replace(line, other), encoding="utf-8")
        sources = [NATIVE / "src" / "memory.c", *(NATIVE / "src" / "shared").glob("*.c")]
        words = ("-std=c11", "-O2", "-DNDEBUG", "-shared", "-fPIC", f"-I{include}", f"-I{header_path().parent}")
        subprocess.run([*compilers.located("it", Language.C), *words, *map(str, sources), "-o", str(library)], check=True)
        return library

    return changed


def test_without_its_tag_a_list_follows_the_mark_of_what_is_lent(build: Callable[[str, str, str], Path]) -> None:
    """As many have to be free again as there were: the head tells that, too."""
    library = build("sharedpool_inline/head.h", "+ POOL_HEAD_ONE_LENDING - POOL_HEAD_ONE_FREE", "- POOL_HEAD_ONE_FREE")
    found = judged(library, contract_of(MANY), Job(("g", "ggRa"), 4, 1, 16)).found
    assert found is not None
    assert (found.wrong, found.preemptions) == (Wrong.DIED, 1)


def test_a_return_that_another_came_before_renews_its_link(build: Callable[[str, str, str], Path]) -> None:
    library = build(
        "sharedpool_inline.h",
        "(atomic_store_explicit)(&pool->links[number], pool_head_first(seen), POOL_ATOMIC(memory_order_relaxed));",
        "(atomic_load_explicit)(&pool->links[number], POOL_ATOMIC(memory_order_relaxed));",
    )
    found = judged(library, contract_of(MANY), Job(("R", "Q"), 2, 2, 18)).found
    assert found is not None
    assert found.in_look


def test_the_subject_is_judged_by_the_contract_of_its_name() -> None:
    subject = choose("native-shared")
    assert (subject.contract.name, subject.contract_given) == ("native-shared", None)


def test_the_library_carries_a_contract_like_it() -> None:
    carried, named = choose(str(poolproof.native.shared_library_path())).contract, load_contract("native-shared")
    assert carried.based_on == "native-shared"
    assert (carried.block, carried.misuse, carried.sharing) == (named.block, named.misuse, named.sharing)


def test_whatever_is_promised_is_guarded_by_a_planted_fault() -> None:
    """Of up to 16 blocks: a sound pool in which nobody waits is made of no more."""
    contract = load_contract("native-shared")
    contract = replace(contract, block=replace(contract.block, counts=contract.block.counts._replace(last=16)))
    promised = {*promised_ids(contract)}
    assert promised <= {id for entry in entries_of(contract) for id in getattr(entry, "violates", ())}
