"""Cases of threads that met: kept with their schedule, followed in the same library, searched anew in another one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.campaign.corpus import Folder, load
from poolproof.conformance.campaign.corpus import replay as replay_kept
from poolproof.conformance.cases import Case, CaseError, case_of_meeting, file_name, load_case
from poolproof.conformance.cases.books import NotConcreteError
from poolproof.conformance.cases.files import case_text
from poolproof.conformance.cases.of_threads import case_of_threads_as_c
from poolproof.conformance.cases.reading import read_case
from poolproof.conformance.cases.replay import Outcome
from poolproof.conformance.cli.replay import replay as command
from poolproof.conformance.exploration.json_threads import schema
from poolproof.conformance.faults.sharing import build_shared, shared_pools
from poolproof.conformance.interleaving import End, Job, Told, Wrong, directed_jobs, judge_job, tell
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import Subject, resolve
from poolproof.spec import header_path
from poolproof.spec.contracts import load_contract

POOLS = {each.name: each for each in shared_pools()}
JOBS = {"untagged_stack": Job(("g", "gga"), 3), "half_a_push": Job(("g", "g"), 1, by_interrupt=True)}


def built(name: str, folder: Path, *options: str) -> Subject:
    pool = POOLS[name]
    library = build_shared(pool, folder, compiler=Compilers.from_environment(), flags=options)
    return replace(resolve(str(library)), contract=load_contract(str(pool.contract)))


def found_in(subject: Subject, name: str) -> Told:
    job = JOBS[name]
    outcome = judge_job(subject, job, 20.0)
    if outcome.end is End.UNFIT_MACHINE:
        pytest.skip(outcome.why)
    assert outcome.found is not None
    return tell(job, outcome.found)


def case_in(subject: Subject, name: str) -> Case:
    assert subject.sha256 is not None
    return case_of_meeting(found_in(subject, name), subject.contract, subject.given, subject.sha256)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return built("untagged_stack", tmp_path_factory.mktemp("faulty"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return built("tagged_stack", tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def case(faulty: Subject) -> Case:
    return case_in(faulty, "untagged_stack")


@pytest.fixture
def case_file(case: Case, tmp_path: Path) -> Path:
    file = tmp_path / file_name(case)
    file.write_text(case_text(case), encoding="utf-8")
    return file


def run_replay(*arguments: object) -> tuple[int, Result, str]:
    """With the words of what is printed, however wide."""
    result = CliRunner().invoke(command, list(map(str, arguments)), standalone_mode=False)
    assert result.exception is None, result.exception
    return result.return_value, result, " ".join(result.stdout.split())


def test_a_case_comes_back_as_it_was_saved(case: Case, case_file: Path) -> None:
    assert load_case(case_file) == case
    assert "afterwards  get -> b2" in case_file.read_text(encoding="utf-8")
    assert "/" not in case.subject


def test_its_name_says_what_is_run_and_not_in_which_library(case: Case) -> None:
    assert case.meeting is not None
    elsewhere = replace(case, meeting=replace(case.meeting, library="0" * 64, schedule=((0, 1),)))
    assert file_name(elsewhere) == file_name(case)
    other = replace(case, meeting=replace(case.meeting, job=replace(case.meeting.job, count=4)))
    assert file_name(other) != file_name(case)


def test_in_the_same_library_it_is_followed_step_by_step(case_file: Path, faulty: Subject, tmp_path: Path) -> None:
    report = tmp_path / "outcomes.json"
    status, result, words = run_replay(case_file, faulty.path, "--json", report)
    assert status == 1
    assert result.stdout.startswith(f"STILL FAILS {case_file.name}")
    assert "by the schedule that was saved" in words
    assert "who came afterwards got b2, which T2 holds" in words
    (outcome,) = json.loads(report.read_text(encoding="utf-8"))["cases"]
    assert (outcome["outcome"], outcome["failures"], outcome["attempts"]) == ("still fails", 5, 5)
    met = outcome["counterexample"]["interleaving"]
    assert met["heads"] == ["T1", "T2", "afterwards"]
    Draft202012Validator(dict[str, Any](schema())["$defs"]["interleaving"]).validate(met)


def test_in_another_library_its_programs_are_searched_anew(case_file: Path, tmp_path: Path) -> None:
    status, _, words = run_replay(case_file, built("untagged_stack", tmp_path, "-O1").path)
    assert status == 1
    assert "saved of another library" in words
    assert "which T2 holds" in words


def test_in_a_sound_library_it_is_fixed(case_file: Path, sound: Subject) -> None:
    status, result, words = run_replay(case_file, sound.path)
    assert status == 0
    assert result.stdout.startswith("FIXED")
    assert "searched anew, in every interleaving" in words


@pytest.mark.parametrize(
    ("schedule", "said"),
    [([[0, 1], [1, 1]], "shows nothing any more"), ([[0, 9000]], "does not fit this library any more")],
)
def test_a_schedule_that_is_no_longer_one_is_no_verdict(
    schedule: list[list[int]], said: str, case_file: Path, sound: Subject
) -> None:
    document = json.loads(case_file.read_text(encoding="utf-8"))
    document["interleaving"] |= {"library": sound.sha256, "schedule": schedule}
    case_file.write_text(json.dumps(document), encoding="utf-8")
    status, result, words = run_replay(case_file, sound.path)
    assert status == 0
    assert result.stdout.startswith("FIXED")
    assert said in words
    assert "searched anew" in words


def test_an_interrupt_is_followed_too(tmp_path: Path) -> None:
    subject = built("half_a_push", tmp_path)
    case = case_in(subject, "half_a_push")
    file = tmp_path / file_name(case)
    file.write_text(case_text(case), encoding="utf-8")
    assert load_case(file) == case
    status, _, words = run_replay(file, subject.path)
    assert status == 1
    assert "by the schedule that was saved" in words
    assert "the operation got b1, which the interrupt holds" in words


def test_by_a_contract_that_promises_no_sharing_it_can_not_run(case_file: Path, faulty: Subject, tmp_path: Path) -> None:
    contract = tmp_path / "alone.toml"
    contract.write_text('contract = 1\nname = "alone"\n[block]\nsize = 64\ncount = 4\n', encoding="utf-8")
    status, _, words = run_replay(case_file, faulty.path, "--contract", contract)
    assert status == 4
    assert "CAN'T RUN" in words
    assert "the contract alone promises nothing of threads" in words


def test_a_corpus_holds_it_and_it_is_replayed_first(case_file: Path, faulty: Subject) -> None:
    (kept,) = load(Folder(case_file.parent))
    with Session(faulty) as session:
        replayed = replay_kept(kept, session)
    assert replayed.outcome is Outcome.STILL_FAILS
    assert replayed.meeting is not None


# ---- the program ----

SHOWN_HERE = ("counter_beside_lock", "missed_wakeup", "wiped_when_back", "spins_for_another", "half_a_push")
"""One of each way to show it; the others are for the long tests."""
WITH_A_SCHEDULE = {name for name, each in POOLS.items() if each.violates and not each.on_real_threads}
SOUND = {each.contract: name for name, each in POOLS.items() if not each.violates}
"""A pool of each contract, as far as there is one."""


def first_found(subject: Subject) -> Told:
    for job in directed_jobs(subject.contract):
        outcome = judge_job(subject, job, 20.0)
        if outcome.end is End.UNFIT_MACHINE:
            pytest.skip(outcome.why)
        found = outcome.found or outcome.waiting
        if found is not None:
            return tell(job, found)
    raise AssertionError("nothing was found")


def statuses(source: Path, library: Path, times: int) -> list[tuple[int, str]]:
    """Of the program over that library, run so often."""
    program = source.with_suffix("")
    words = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-pthread", "-I", str(header_path().parent)]
    subprocess.run(["cc", *words, str(source), str(library), "-o", str(program)], check=True, timeout=60)
    ended = [
        subprocess.run([program], capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL)
        for _ in range(times)
    ]
    return [(each.returncode, each.stdout) for each in ended]


def shows_it_alone(name: str, folder: Path) -> None:
    """Several times in the faulty pool, and never in a sound one."""
    subject = built(name, folder)
    told = first_found(subject)
    source = folder / "case.c"
    source.write_text(case_of_threads_as_c(told, subject), encoding="utf-8")
    assert subject.path is not None
    for status, said in statuses(source, subject.path, 3):
        assert status == 1, said
        assert "the failure shows" in said
        assert f"observed when the case was saved: {told.observed}" in said
    sound = built(SOUND.get(POOLS[name].contract, "spin"), folder)
    assert sound.path is not None
    ((status, said),) = statuses(source, sound.path, 1)
    assert status in (0, 2), said


@pytest.mark.parametrize("name", SHOWN_HERE)
def test_a_program_shows_it_every_time_and_in_the_faulty_pool_alone(name: str, tmp_path: Path) -> None:
    shows_it_alone(name, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(WITH_A_SCHEDULE - set(SHOWN_HERE)))
def test_every_planted_fault_has_such_a_program(name: str, tmp_path: Path) -> None:
    shows_it_alone(name, tmp_path)


def test_threads_that_hold_each_other_up_for_ever_have_none(faulty: Subject) -> None:
    told = found_in(faulty, "untagged_stack")
    with pytest.raises(NotConcreteError, match="would have to be run for ever"):
        case_of_threads_as_c(replace(told, found=replace(told.found, wrong=Wrong.GOES_ROUND)), faulty)


def test_replay_writes_the_program(case_file: Path, faulty: Subject, tmp_path: Path) -> None:
    assert run_replay(case_file, faulty.path, "--c", tmp_path / "made.c")[0] == 1
    assert "static const char *const programs[THREADS]" in (tmp_path / "made.c").read_text(encoding="utf-8")
    words = list(map(str, (case_file, faulty.path, "--python", tmp_path / "made.py")))
    refused = CliRunner().invoke(command, words, standalone_mode=False)
    assert "threads that meet in a library are shown by a C program (--c)" in str(refused.exception)


# ---- what is wrong in a file ----

Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "key", "problem"),
    [
        (lambda case: case.update(case=2), "interleaving", "is no field of version 2"),
        (lambda case: case.update(case=4), "case", "version 4 is unknown"),
        (lambda case: case.update(operations=[]), "operations", "stand beside an interleaving"),
        (lambda case: case.update(interleaving=[]), "interleaving", "is a list, not an object"),
        (lambda case: case.pop("interleaving"), "operations", "is missing"),
        (lambda case: case["interleaving"].update(extra=1), "interleaving.extra", "is no field"),
        (lambda case: case["interleaving"].pop("schedule"), "interleaving.schedule", "is missing"),
        (lambda case: case["interleaving"].update(programs=["g"]), "interleaving.programs", "are 1"),
        (lambda case: case["interleaving"].update(programs=["g"] * 5), "interleaving.programs", "are 5"),
        (lambda case: case["interleaving"].update(programs=["g", "x"]), "interleaving.programs", "'x' is no program"),
        (lambda case: case["interleaving"].update(programs=["g", 7]), "interleaving.programs", "7 is no program"),
        (lambda case: case["interleaving"].update(programs=["g", "R"]), "interleaving.lent", "1 lent blocks are returned"),
        (lambda case: case["interleaving"].update(blocks=9), "interleaving.blocks", "9 is out of range"),
        (lambda case: case["interleaving"].update(lent=4), "interleaving.lent", "4 is out of range"),
        (lambda case: case["interleaving"].update(by_interrupt=True), "interleaving.by_interrupt", "nothing of interrupts"),
        (lambda case: case["interleaving"].update(wrong="anser"), "interleaving.wrong", "'anser' is unknown"),
        (lambda case: case["interleaving"].update(library="12"), "interleaving.library", "is no sha256"),
        (lambda case: case["interleaving"].update(schedule=[[2, 1]]), "interleaving.schedule[0]", "[2, 1] is no stretch"),
        (lambda case: case["interleaving"].update(schedule=[[0, 1], 5]), "interleaving.schedule[1]", "5 is no stretch"),
        (lambda case: case["interleaving"].update(schedule=[[0, 10**9]]), "interleaving.schedule[0]", "is no stretch"),
        (lambda case: case["interleaving"].update(schedule=[[True, 1]]), "interleaving.schedule[0]", "is no stretch"),
    ],
)
def test_whatever_is_wrong_is_said_with_its_place(change: Change, key: str, problem: str, case: Case) -> None:
    document = json.loads(case_text(case))
    change(document)
    with pytest.raises(CaseError) as caught:
        read_case(json.dumps(document), "mine.json")
    assert (caught.value.file, caught.value.key) == ("mine.json", key)
    assert problem in caught.value.problem
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
