"""``poolproof explore --threads``: a certificate of what was visited, and plain words for what can't be."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.exploration.json_threads import document, schema
from poolproof.conformance.faults.sharing import SharedPool, build_shared, shared_pools
from poolproof.conformance.interleaving import (
    ABSTRACTED,
    Certificate,
    End,
    Job,
    Outcome,
    directed_jobs,
    explore_jobs,
    job_of,
    judge_job,
)
from poolproof.conformance.interleaving.programs import has_rows, most_gets
from poolproof.conformance.reports import json_report
from poolproof.conformance.subjects import resolve
from poolproof.spec.contracts import Contract, load_contract, read_contract

COMMAND = Path(sys.executable).parent / "poolproof"
POOLS = {each.name: each for each in shared_pools()}
BLOCKS = 'contract = 1\nname = "met"\n[block]\nsize = 64\ncount = 16\nexhausted = "refused"\n'
THREADS = '[sharing]\nbetween = "threads"\n'


def built(pool: SharedPool, folder: Path) -> Path:
    return build_shared(pool, folder, compiler=Compilers.from_environment())


def explore(name: str, folder: Path, *words: str) -> tuple[subprocess.CompletedProcess[str], Path]:
    pool, certificate = POOLS[name], folder / "certificate.json"
    command = [COMMAND, "explore", built(pool, folder), "--contract", pool.contract, *words, "--json", certificate]
    ended = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120, check=False)
    if certificate.exists():
        Draft202012Validator(schema()).validate(json.loads(certificate.read_text(encoding="utf-8")))
    return ended, certificate


@pytest.fixture(scope="module")
def can_step(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where the machine can't step: the engine itself says so."""
    subject = resolve(str(built(POOLS["one_word"], tmp_path_factory.mktemp("machine"))))
    outcome = judge_job(replace(subject, contract=load_contract(str(POOLS["one_word"].contract))), Job(("g", "g"), 1), 20.0)
    if outcome.end is End.UNFIT_MACHINE:
        pytest.skip(outcome.why)


@pytest.mark.usefixtures("can_step")
def test_three_threads_are_visited_whole(tmp_path: Path) -> None:
    ended, certificate = explore("one_word", tmp_path, "--threads", "3")
    said = json.loads(certificate.read_text(encoding="utf-8"))
    assert ended.returncode == 0, ended.stderr
    assert "whole: every interleaving" in ended.stdout
    assert "sequentially consistent" in ended.stdout
    assert said["whole"] is True
    assert {each["threads"] for each in said["jobs"]} == {3}
    assert all(each["end"] == "whole" and each["states"] > 50 for each in said["jobs"])


@pytest.mark.usefixtures("can_step")
def test_a_violation_is_drawn_in_columns(tmp_path: Path) -> None:
    ended, certificate = explore("untagged_stack", tmp_path, "--threads", "2", "--programs", "g|gga", "--blocks", "3")
    whole = json.loads(certificate.read_text(encoding="utf-8"))
    said = whole["counterexample"]
    assert ended.returncode == 1
    assert said["requirements"] == ["SHARE-2"]
    met = said["interleaving"]
    assert met["preemptions"] == 1
    assert met["heads"] == ["T1", "T2", "afterwards"]
    assert [each["column"] for each in met["rows"]] == [0, 1, 0, 2]
    assert met["rows"][0]["switch"].startswith("stopped before pp_get+0x")
    assert met["rows"][1]["lines"] == ["get -> b1", "get -> b2", "return b1 -> taken"]
    assert "who came afterwards got b2, which T2 holds" in ended.stdout
    met["schedule"].append([1])
    with pytest.raises(ValidationError, match="not valid under any"):
        Draft202012Validator(schema()).validate(whole)


def test_an_interleaving_has_one_form_in_every_document() -> None:
    forms = [each["$defs"]["interleaving"] for each in map(dict[str, Any], (schema(), json_report.schema()))]
    assert forms[0] == forms[1]


@pytest.mark.usefixtures("can_step")
def test_what_is_cut_short_is_inconclusive_and_says_how_far_it_came(tmp_path: Path) -> None:
    ended, _ = explore("mutex", tmp_path, "--threads", "3", "--programs", "grgr|grgr|gr", "--seconds", "0.5")
    assert ended.returncode == 4
    assert "cut short in grgr|grgr|gr on 2 blocks" in " ".join(ended.stdout.split())


@pytest.mark.usefixtures("can_step")
def test_what_has_no_room_says_what_gives_it_more(tmp_path: Path) -> None:
    ended, certificate = explore("spin", tmp_path, "--threads", "3", "--programs", "gr|gr|gr", "--megabytes", "1")
    (job,) = json.loads(certificate.read_text(encoding="utf-8"))["jobs"]
    assert ended.returncode == 4
    assert "--megabytes gives it more room" in " ".join(ended.stdout.split())
    assert (job["end"], job["preemptions"] > 0) == ("out_of_room", True)


@pytest.mark.usefixtures("can_step")
def test_much_room_leaves_some_for_breakpoints(tmp_path: Path) -> None:
    """They need it near the library's text: it is stepped through else, at eight times the cost."""
    subject = replace(resolve(str(built(POOLS["spin"], tmp_path))), contract=load_contract(str(POOLS["spin"].contract)))
    some, other = (judge_job(subject, Job(("g", "g"), 1), 20.0, megabytes=each) for each in (64, 16384))
    assert (some.end, some.steps) == (other.end, other.steps)


def test_who_interrupts_it_gets_what_there_is_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([Outcome(End.WHOLE, states=7, transitions=9)])

    def judge(*_: object, **__: object) -> Outcome:
        for each in said:
            return each
        raise KeyboardInterrupt

    monkeypatch.setattr("poolproof.conformance.interleaving.certificate.judge_job", judge)
    subject = replace(resolve("native"), contract=contract_of())
    certificate = explore_jobs(subject, directed_jobs(subject.contract)[:3], 60.0, lambda _job: None)
    assert [outcome.end for _, outcome in certificate.trials] == [End.WHOLE, End.INTERRUPTED]
    assert not certificate.is_whole
    Draft202012Validator(schema()).validate(document(certificate))


@pytest.mark.usefixtures("can_step")
def test_a_folder_that_can_not_be_costs_no_verdict(tmp_path: Path) -> None:
    words = ("--threads", "2", "--programs", "g|g", "--blocks", "1", "--save-case", "/proc/nope")
    ended, _ = explore("no_lock", tmp_path, *words)
    assert ended.returncode == 1
    assert "T2 got b1, which T1 holds" in " ".join(ended.stdout.split())
    assert "--save-case: can't write into /proc/nope" in ended.stderr


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--threads", "2", "--programs", "R|Rg"), "leave out the g"),
        (("--threads", "2", "--programs", "g|x"), "'x' is no program"),
        (("--threads", "3", "--programs", "g|g"), "there are 3 threads"),
        (("--programs", "g|g"), "give --threads too"),
        (("--threads", "2", "--programs", "g|g", "--blocks", "9"), "more than can be followed"),
    ],
)
def test_what_is_typed_wrong_is_said(words: tuple[str, ...], problem: str, tmp_path: Path) -> None:
    ended, _ = explore("spin", tmp_path, *words)
    assert ended.returncode == 2
    assert problem in " ".join(ended.stderr.split())


def contract_of(*lines: str) -> Contract:
    return read_contract("\n".join((BLOCKS + THREADS, *lines)), "here")


def test_what_is_not_promised_is_no_job() -> None:
    jobs = directed_jobs(contract_of())
    assert not any(job.programs == ("R", "R") for job in jobs)
    assert not any("u" in program for job in jobs for program in job.programs)
    counted = directed_jobs(contract_of("[counters]", 'used = "exact"', 'free = "exact"', "[misuse]", 'double = "refused"'))
    assert {program for job in counted for program in job.programs} >= {"u", "f"}
    assert any(job.programs == ("R", "R") for job in counted)
    fatal = BLOCKS.replace('exhausted = "refused"', 'exhausted = "aborts"') + THREADS
    gets = [
        (job.lent + sum(most_gets(each) if has_rows(each) else each.count("g") for each in job.programs), job.count)
        for job in directed_jobs(read_contract(fatal, "here"))
    ]
    assert gets
    assert all(most <= count for most, count in gets)


def test_what_is_judged_of_one_thread_alone_is_told() -> None:
    more = ("[counters]", 'peak = "exact"', "[contents]", 'while_free = "0xDD"', "[misuse]", 'null = "refused"')
    some, other = (Certificate(replace(resolve("native"), contract=contract_of(*each)), ()) for each in ((), more))
    assert some.abstracted == ABSTRACTED
    assert other.abstracted[:-1] == ABSTRACTED
    assert other.abstracted[-1].startswith("counters.peak, contents.while_free, misuse.null: judged of one thread alone")


def test_of_a_pool_of_one_size_the_blocks_too_many_are_kept_lent() -> None:
    assert {job.count + job.kept for job in directed_jobs(contract_of())} == {16}
    smaller = contract_of().block
    assert smaller.counts == (16, 16)
    assert job_of(contract_of(), ("g", "g"), 2) == Job(("g", "g"), 2, 0, 14)


@pytest.mark.parametrize(
    ("programs", "problem"),
    [
        (("R", "R"), "does not promise what a double return comes to"),
        (("u", "g"), "counters.used of the contract is not exact"),
        (("Q", "g"), "2 blocks are to be returned, and there are 1"),
    ],
)
def test_a_job_that_the_contract_promises_nothing_of_is_refused(programs: tuple[str, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        job_of(contract_of(), programs, 1)
