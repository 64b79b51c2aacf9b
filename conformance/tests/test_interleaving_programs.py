"""Programs of threads that meet: what is done again and again in a row, pools that nobody has called, who can't be followed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.cases import of_threads
from poolproof.conformance.cases.books import NotConcreteError
from poolproof.conformance.cli.verify import verify
from poolproof.conformance.faults.sharing import build_shared, shared_pools
from poolproof.conformance.interleaving import End, Job, follow_schedule, judge_job, lines, stress_jobs, tell
from poolproof.conformance.interleaving.programs import is_program, most_gets
from poolproof.conformance.subjects import Subject, resolve
from poolproof.spec.contracts import load_contract

POOLS = {each.name: each for each in shared_pools()}
NARROW = Job(("g", "gga(gr)254"), 3)
NEW = Job(("g", "g"), 2, is_new=True)


def built(name: str, folder: Path, *flags: str) -> Subject:
    library = build_shared(POOLS[name], folder, compiler=Compilers.from_environment(), flags=flags)
    return replace(resolve(str(library)), contract=load_contract(str(POOLS[name].contract)))


def followed(subject: Subject) -> None:
    outcome = judge_job(subject, Job(("g", "g"), 1), 20.0)
    if outcome.end is End.UNFIT_MACHINE:
        pytest.skip(outcome.why)


@pytest.mark.parametrize(
    "text", ["", "x", "g(", "(gr)", "(gr)0", "()3", "(g(r)2)2", "(gr)1000001", "(gr)-1", "gr)2", "e", "ger", "gee"]
)
def test_what_is_no_program_is_none(text: str) -> None:
    assert not is_program(text)


@pytest.mark.parametrize(
    ("text", "most"), [("gr", 1), ("gga(gr)254", 2), ("(g)5", 5), ("(ggr)3g", 4), ("RQ", 0), ("(ga)9", 1), ("gre", 1)]
)
def test_how_many_a_program_holds_at_once(text: str, most: int) -> None:
    assert is_program(text)
    assert most_gets(text) == most


def test_a_row_shows_what_a_narrow_tag_does_and_is_followed_again(tmp_path: Path) -> None:
    subject = built("narrow_tag", tmp_path)
    followed(subject)
    found = judge_job(subject, NARROW, 20.0).found
    assert found is not None
    assert follow_schedule(subject, NARROW, found.schedule, 20.0).found == found
    told = tell(NARROW, found)
    assert "the last time is shown" in lines(told)[0]
    with pytest.raises(NotConcreteError, match="again and again"):
        of_threads.case_of_threads_as_c(told, subject)
    one_less = judge_job(subject, Job(("g", "gga(gr)253"), 3), 20.0)
    assert (one_less.end, one_less.found) == (End.WHOLE, None)


def test_what_a_new_pool_shows_a_used_one_does_not(tmp_path: Path) -> None:
    subject = built("filled_by_two", tmp_path)
    followed(subject)
    assert judge_job(subject, Job(("g", "g"), 2), 20.0).end is End.WHOLE
    found = judge_job(subject, NEW, 20.0).found
    assert found is not None
    assert lines(tell(NEW, found))[0] == "nobody has called the pool yet; it has 2 blocks"
    assert follow_schedule(subject, NEW, found.schedule, 20.0).found == found


def test_who_handles_the_signal_by_which_it_is_stopped_is_told_so(tmp_path: Path) -> None:
    own = tmp_path / "own.h"
    own.write_text(
        "#include <signal.h>\nstatic void leave(int number) { (void)number; }\n"
        "__attribute__((constructor)) static void take(void) { signal(SIGTRAP, leave); }\n",
        encoding="utf-8",
    )
    outcome = judge_job(built("no_lock", tmp_path, "-include", str(own)), Job(("g", "g"), 1), 20.0)
    if outcome.end is End.UNFIT_MACHINE:
        pytest.skip(outcome.why)
    assert outcome.end is End.UNFIT_SUBJECT
    assert "handles SIGTRAP itself" in outcome.why


def test_a_thread_that_ends_is_told_and_has_no_program(tmp_path: Path) -> None:
    subject = built("gone_with_its_thread", tmp_path)
    followed(subject)
    job = Job(("gre", "gg"), 2)
    assert judge_job(subject, Job(("gr", "gg"), 2), 20.0).end is End.WHOLE
    found = judge_job(subject, job, 20.0).found
    assert found is not None
    told = tell(job, found)
    assert "T1  the thread ends, and its thread-local storage is gone" in lines(told)
    assert follow_schedule(subject, job, found.schedule, 20.0).found == found
    with pytest.raises(NotConcreteError, match="a thread ends"):
        of_threads.case_of_threads_as_c(told, subject)


@pytest.mark.parametrize(
    ("contract", "words", "problem"),
    [
        ("plain", ["--programs", "gre|gg"], "give --level shared"),
        ("plain", ["--level", "shared", "--programs", "gr"], "write 2 to 4"),
        ("plain", ["--level", "shared", "--programs", "gr|ger"], "no program"),
        ("interrupted", ["--level", "shared", "--programs", "gr|ge"], "leave it out"),
        ("interrupted", ["--level", "shared", "--programs", "g|g|g"], "that of the interrupt"),
    ],
)
def test_programs_that_can_not_be_tried_are_refused_in_words(
    contract: str, words: list[str], problem: str, tmp_path: Path
) -> None:
    pool = next(each for each in POOLS.values() if each.contract.stem == contract)
    library = build_shared(pool, tmp_path, compiler=Compilers.from_environment())
    ended = CliRunner().invoke(verify, [str(library), "--contract", str(pool.contract), *words])
    assert ended.exit_code == 2
    assert problem in " ".join(ended.output.split())


def test_real_threads_are_given_neither() -> None:
    jobs = [job for job, _ in stress_jobs(load_contract(str(POOLS["tagged_stack"].contract)))]
    assert jobs
    assert not any(job.is_new or any("(" in each for each in job.programs) for job in jobs)
