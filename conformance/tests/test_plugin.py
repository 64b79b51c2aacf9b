"""The pytest plugin, in pytest runs of its own: the requirements of a pool as tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance import plugin
from poolproof.conformance.plugin import collection, outcomes
from poolproof.conformance.subjects import Subject
from poolproof.conformance.verification import Plan, Run, verify
from poolproof.conformance.verification.events import OnEvent
from poolproof.spec import Level, load_spec
from poolproof.spec.contracts import Contract

pytest_plugins = ("pytester",)

Build = Callable[..., Path]
PoolSource = Callable[..., str]

SMALL = (
    ("config == NULL ? 16", "config == NULL ? 2"),
    ("config == NULL ? 1024", "config == NULL ? 3"),
    ("if (soa_capacity > MOST_BUFFERS || receipt_capacity > 1024)", "if (soa_capacity != 2 || receipt_capacity != 3)"),
)
NO_REFUSAL = ("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", "")
LIGHT = ("-p", "no:hypothesispytest", "-p", "no:benchmark", "-p", "no:cacheprovider")
"""Without plugins that take longer to load than most of these runs take."""
HARDENED = [each.id for each in load_spec().at_level(Level.HARDENED)]
OF_HARDENED_ALONE = [each.id for each in load_spec().requirements if each.level == Level.HARDENED]


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    """With the contract of a small pool, on which a verification is quick."""
    pytester.makefile(
        ".toml", small='contract = 1\nname = "small"\nbased_on = "knhk"\n[block]\ncount = 2\n[sequence]\ncount = 3\n'
    )
    return pytester.path


@pytest.fixture
def sound(build: Build, pool_source: PoolSource, folder: Path) -> str:
    shutil.copy(build(pool_source("array_stack", *SMALL)), folder / "libsound.so")
    return "libsound.so"


@pytest.fixture
def faulty(build: Build, pool_source: PoolSource, folder: Path) -> str:
    """It violates OWN-2."""
    shutil.copy(build(pool_source("array_stack", *SMALL, NO_REFUSAL)), folder / "libfaulty.so")
    return "libfaulty.so"


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plan of each verification in this process. They are made shorter: what they find is not the question here."""
    done: list[Plan] = []

    def quick_verify(subject: Subject, plan: Plan, on_event: OnEvent) -> Run:
        done.append(plan)
        return verify(subject, shortened(plan), on_event)

    monkeypatch.setattr(outcomes, "verify", quick_verify)
    return done


def shortened(plan: Plan) -> Plan:
    return replace(plan, lane_operations=20_000, walks=2, machine_examples=0)


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*LIGHT, "--pool-contract", "small.toml", *arguments)


# ---- what is collected ----


def test_there_is_a_test_for_each_requirement_of_the_level(pytester: pytest.Pytester, sound: str) -> None:
    result = run(pytester, "--pool", sound, "--collect-only", "-q")
    assert result.outlines[: len(HARDENED)] == [f"{sound}::{each}" for each in HARDENED]
    core = run(pytester, "--pool", sound, "--pool-level", "core", "--collect-only", "-q")
    assert [line for line in core.outlines if "::" in line] == [
        f"{sound}::{each.id}" for each in load_spec().at_level(Level.CORE)
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-m", "hardened"], OF_HARDENED_ALONE),
        (["-k", "ORDER"], ["ORDER-1", "ORDER-2", "ORDER-3"]),
        (["-k", "OWN-1 or CAP-2"], ["CAP-2", "OWN-1"]),
        (["-m", "ORDER-1 or OWN-2"], ["ORDER-1", "OWN-2"]),
        (["-m", "poolproof and not core and not hardened"], []),
    ],
    ids=str,
)
def test_ids_and_levels_select(pytester: pytest.Pytester, sound: str, arguments: list[str], expected: list[str]) -> None:
    result = run(pytester, "--pool", sound, "--strict-markers", "--collect-only", "-q", *arguments)
    assert [line.partition("::")[2] for line in result.outlines if "::" in line] == expected


def test_a_pool_may_be_called_what_divides_names_of_tests(pytester: pytest.Pytester, sound: str, tmp_path: Path) -> None:
    odd = tmp_path / "a::b[c]"
    odd.mkdir()
    shutil.copy(sound, odd / "lib[1].so")
    result = run(pytester, "--pool", str(odd / "lib[1].so"), "--collect-only", "-q", "-k", "ORDER-1")
    result.stdout.fnmatch_lines(["*a: :b(c)/lib(1).so::ORDER-1"])


def test_the_levels_are_those_of_the_specification() -> None:
    assert list(plugin.LEVELS) == [each.value for each in Level]


def test_the_pool_of_the_ini_file_is_judged_but_for_runs_of_single_files(pytester: pytest.Pytester, sound: str) -> None:
    pytester.makeini(f"[pytest]\npool = {sound}\n")
    test = pytester.makepyfile(test_own="def test_own(): pass")
    inner = pytester.mkdir("inner")

    def collected(*arguments: str) -> int:
        lines = run(pytester, "--collect-only", "-q", *arguments).outlines
        return sum("::" in line for line in lines)

    assert collected() == len(HARDENED) + 1
    assert collected(str(pytester.path)) == len(HARDENED) + 1
    assert collected(test.name) == 1
    assert collected(f"{test.name}::test_own") == 1
    assert collected("--pool", "native", test.name) == len(HARDENED) + 1
    pytester.makeini(f"[pytest]\npool = {sound}\ntestpaths = {test.name}\n")
    assert collected() == len(HARDENED) + 1
    os.chdir(inner)  # the path is relative to the ini file
    assert pytester.runpytest_inprocess(*LIGHT, "--collect-only", "-q").outlines[0] == f"../{sound}::{HARDENED[0]}"


def test_the_configuration_of_poolproof_gives_subject_and_options(pytester: pytest.Pytester, sound: str) -> None:
    pytester.makefile(".toml", poolproof=f"subject = '{sound}'\n[verify]\nlevel = 'core'\nseed = 7\ncontract = 'small.toml'\n")
    header = re.compile(rf"pool: {re.escape(sound)}, sha256 \w+, contract small, level (\w+), seed (\d+)")

    def told(*arguments: str) -> list[str]:
        lines = pytester.runpytest_inprocess(*LIGHT, "--collect-only", *arguments).outlines
        return [found.expand(r"\1 \2") for line in lines if (found := header.fullmatch(line))]

    assert told("--pool") == ["core 7"]
    assert told("--pool", "--pool-level", "hot", "--pool-seed", "0") == ["hot 0"]
    assert told() == []


# ---- what becomes of it ----


@pytest.mark.parametrize("surroundings", [{}, {"CI": "true"}], ids=["terminal", "ci"])
def test_a_violation_fails_its_test_and_shows_the_counterexample_of_the_report(
    pytester: pytest.Pytester, faulty: str, surroundings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in surroundings.items():  # where CI is set, pytest cuts no line of its summary
        monkeypatch.setenv(name, value)
    result = run(pytester, "--pool", faulty, "-x", "-m", "hardened")  # a whole verification, which ends at the violation
    result.assert_outcomes(passed=1, failed=1, deselected=len(HARDENED) - len(OF_HARDENED_ALONE))
    report = subprocess.run(
        [Path(sys.executable).parent / "poolproof", "verify", faulty, "--contract", "small.toml", "-k", "OWN"],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "80"},
        check=False,
    ).stdout
    counterexample = report[report.index("╭") : report.index("╯")]
    assert "returned before" in counterexample
    text = result.stdout.str()
    assert text.count(counterexample) == 1
    assert "Traceback" not in text
    assert Path(collection.__file__).name not in text
    result.stdout.fnmatch_lines([f"again: poolproof verify {faulty} *-k OWN-2", f"FAILED {faulty}::OWN-2*"])


def test_only_what_is_selected_is_judged(pytester: pytest.Pytester, faulty: str, verifications: list[Plan]) -> None:
    run(pytester, "--pool", faulty, "-k", "OWN-1 or ZERO").assert_outcomes(passed=2, deselected=len(HARDENED) - 2)
    (plan,) = verifications
    assert plan.selected == {"OWN-1", "ZERO-1"}


@pytest.mark.usefixtures("verifications")
def test_known_gaps_are_expected_and_a_gap_that_is_none_fails(pytester: pytest.Pytester, faulty: str) -> None:
    pytester.makeini("[pytest]\nknown_gaps =\n    OWN-2: the driver returns twice\n    own-1: never seen\n")
    result = run(pytester, "--pool", faulty, "-m", "hardened", "-rxX")
    others = len(OF_HARDENED_ALONE) - 2
    result.assert_outcomes(passed=others, xfailed=1, failed=1, deselected=len(HARDENED) - others - 2)
    result.stdout.fnmatch_lines(["*XPASS(strict)* never seen", f"XFAIL {faulty}::OWN-2 - the driver returns twice"])


@pytest.mark.usefixtures("verifications")
def test_what_could_not_be_checked_is_skipped_with_its_reason_or_fails_if_strict(
    pytester: pytest.Pytester, sound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # where valgrind would be
    arguments = ["--pool", sound, "--pool-level", "hot", "-k", "CACHE-1", "-rs"]
    result = run(pytester, *arguments)
    deselected = len(load_spec().at_level(Level.HOT)) - 1
    result.assert_outcomes(skipped=1, deselected=deselected)
    result.stdout.fnmatch_lines([f"SKIPPED [[]1[]] {sound}: unknown: *valgrind*"])
    strict = run(pytester, *arguments, "--pool-strict")
    strict.assert_outcomes(failed=1, deselected=deselected)
    strict.stdout.fnmatch_lines(["CACHE-1 is unknown: *valgrind*"])


@pytest.mark.usefixtures("verifications")
def test_what_a_class_can_not_promise_is_skipped_with_its_reason_and_never_fails(pytester: pytest.Pytester, sound: str) -> None:
    del sound  # but for its folder
    arguments = ["--pool", "reference", "--pool-level", "hot", "-k", "HOT-3", "--pool-budget", "0.1", "-rs", "--pool-strict"]
    result = run(pytester, *arguments)
    result.assert_outcomes(skipped=1, deselected=len(load_spec().at_level(Level.HOT)) - 1)
    result.stdout.fnmatch_lines(["SKIPPED [[]1[]] reference: not promised: a system call of the interpreter*"])


# ---- how often it is judged ----


def test_one_verification_serves_all_tests(pytester: pytest.Pytester, sound: str, verifications: list[Plan]) -> None:
    run(pytester, "--pool", sound).assert_outcomes(passed=len(HARDENED))
    (plan,) = verifications
    assert (plan.seed, plan.budget_s, plan.keeps_going, plan.selected) == (0, None, True, frozenset(HARDENED))


def test_the_options_are_those_of_the_verification(
    pytester: pytest.Pytester, sound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Contract, Plan]] = []

    def no_verify(subject: Subject, plan: Plan, *_rest: object) -> Run:
        asked.append((subject.contract, plan))
        raise RuntimeError("asked, and not judged")

    monkeypatch.setattr(outcomes, "verify", no_verify)
    run(pytester, "--pool", sound, "--pool-level", "hot", "--pool-seed", "5", "--pool-budget", "9", "-k", "MEM-1")
    ((contract, plan),) = asked
    assert (contract.name, plan.level, plan.seed, plan.budget_s, plan.selected) == ("small", Level.HOT, 5, 9.0, {"MEM-1"})


def test_the_search_ends_at_a_violation_where_the_tests_do(
    pytester: pytest.Pytester, faulty: str, verifications: list[Plan]
) -> None:
    run(pytester, "--pool", faulty, "-x", "-m", "hardened")
    pytester.makeini("[pytest]\nknown_gaps = OWN-2: known\n")
    run(pytester, "--pool", faulty, "-x", "-m", "hardened")
    assert [each.keeps_going for each in verifications] == [False, True]


IN_WORKERS = """
import dataclasses
import pathlib
import poolproof.conformance.plugin.outcomes as outcomes
from poolproof.conformance.verification import verify

def quick_verify(subject, plan, *rest):
    with pathlib.Path("verifications").open("a") as log:
        log.write("verified\\n")
    {fault}
    return verify(subject, dataclasses.replace(plan, lane_operations=20_000, walks=2, machine_examples=0), *rest)

outcomes.verify = quick_verify
"""


def test_one_verification_serves_all_workers_of_xdist(
    pytester: pytest.Pytester, faulty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = pytester.mkdir("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    pytester.makeconftest(IN_WORKERS.format(fault=""))
    result = pytester.runpytest_subprocess(*LIGHT, "--pool", faulty, "--pool-contract", "small.toml", "-n2", "-v")
    result.assert_outcomes(passed=len(HARDENED) - 1, failed=1)
    assert (pytester.path / "verifications").read_text(encoding="utf-8").splitlines() == ["verified"]
    assert "returned before" in result.stdout.str()
    workers = set(re.findall(r"^\[(gw\d)\] .*(?:PASSED|FAILED)", result.stdout.str(), re.M))
    assert len(workers) == 2
    assert [each.name for each in temporary.iterdir() if each.name.startswith("poolproof-pytest")] == []


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_an_error_of_the_harness_is_an_error_and_no_failure(pytester: pytest.Pytester, sound: str, options: list[str]) -> None:
    pytester.makeconftest(IN_WORKERS.format(fault="raise KeyError('a bug')"))
    pytester.makeini("[pytest]\nknown_gaps = ORDER-1: excuses no error\n")
    result = pytester.runpytest_subprocess(*LIGHT, "--pool", sound, "--pool-contract", "small.toml", "-k", "ORDER", *options)
    assert {
        name: count for name, count in result.parseoutcomes().items() if name not in ("deselected", "warnings", "warning")
    } == {"errors": 3}
    assert (pytester.path / "verifications").read_text(encoding="utf-8").splitlines() == ["verified"]
    assert result.outlines.count("the pool could not be judged: KeyError: 'a bug'") == 2


# ---- wrong usage ----


@pytest.mark.parametrize(
    ("ini", "arguments", "said"),
    [
        ("", ["--pool", "libnone.so"], "poolproof: libnone.so: there is no such file"),
        ("", ["--pool", "small.toml"], "poolproof: small.toml: is no shared library"),
        ("", ["--pool", "json:JSONDecoder"], "poolproof: json:JSONDecoder: is not a pool: missing methods: get_soa"),
        ("", ["--pool"], "--pool: no subject; give one"),
        ("", ["--pool", "native", "--pool-contract", "knkh"], "did you mean 'knhk'?"),
        ("", ["--pool", "native", "--pool-seed", "-1"], "--pool-seed: -1 is below 0"),
        ("", ["--pool", "native", "--pool-budget", "0"], "--pool-budget: 0 is too short"),
        ("", ["--pool", "native", "--pool-level", "hott"], "invalid choice: 'hott'"),
        (
            "known_gaps = ODER-1: why\n",
            ["--pool", "native"],
            "ERROR: known_gaps: 'ODER-1': no requirement has this id",
        ),
        ("known_gaps = ORDER-1\n", ["--pool", "native"], "known_gaps: 'ORDER-1' gives no reason"),
    ],
    ids=str,
)
def test_wrong_usage_is_said_in_one_line(
    pytester: pytest.Pytester, folder: Path, ini: str, arguments: list[str], said: str
) -> None:
    assert folder == pytester.path
    pytester.makeini(f"[pytest]\n{ini}")
    result = pytester.runpytest_inprocess(*LIGHT, *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert said in result.stderr.str()
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


# ---- what it costs who does not use it ----


def test_unused_it_loads_nothing_of_poolproof_but_itself(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys
        def test_modules():
            loaded = {name for name in sys.modules if name.startswith("poolproof.")}
            assert loaded == {
                "poolproof.conformance", "poolproof.conformance.plugin", "poolproof.conformance.plugin.fixtures"
            }
            assert not {"rich", "click", "cffi", "pympler"} & sys.modules.keys()
        """
    )
    pytester.runpytest_subprocess(*LIGHT).assert_outcomes(passed=1)
