"""``poolproof faults``: the kill matrix of a small selection, and of catalogues that are meant to fail."""

from __future__ import annotations

import json
import platform
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from poolproof.benchmarks.toolchain import Language
from poolproof.conformance.cli.exits import Exit
from poolproof.conformance.cli.faults import faults
from poolproof.conformance.faults import Canary, Entry, Fault
from poolproof.conformance.faults.catalogue import FOLDER
from poolproof.conformance.matrix import Matrix, MatrixVerdict, Trial, json_matrix, terminal
from poolproof.conformance.matrix import Result as TrialResult
from poolproof.conformance.matrix.process import judge_in_process
from poolproof.conformance.matrix.trial import RequirementRecord, judged, length
from poolproof.conformance.matrix.zygote import Zygote, ZygoteError, Zygotes
from poolproof.spec import Level, load_spec

WriteCatalogue = Callable[..., Path]

SOUND = f'#include "{FOLDER}/sound/pool.c"\n'
FAULTY = f"#define REFUSES_SIZE(size) ((size) >= BP_LANES)\n{SOUND}"
SPEC = load_spec()
FAULT = Fault("area-fault", "area", Language.C, ("ORDER-2", "REFUSE-1"), "Odd.", 4, Path("area/fault.c"))
HOT_FAULT = Fault("area-hot", "area", Language.C, ("HOT-1",), "Slow.", 1, Path("area/hot.c"))
CANARY = Canary("canary", Language.C, "Odd.", Path("canaries/canary.c"))


def run(*arguments: str | Path) -> Result:
    """Run the command in this process; errors that it raises are raised."""
    result = CliRunner().invoke(faults, [*map(str, arguments)], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result


def validated(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    jsonschema.validate(document, json_matrix.schema(), cls=jsonschema.Draft202012Validator)
    return document


@pytest.fixture
def write_catalogue(tmp_path: Path) -> WriteCatalogue:
    """A catalogue of one entry of a kind, with this source; a fault says of itself that it violates GUARD-1."""

    def write(kind: str, source: str, violates: str = "GUARD-1") -> Path:
        (tmp_path / "area").mkdir()
        (tmp_path / "area/entry.c").write_text(source, encoding="utf-8")
        text = f'[[{kind}]]\nsource = "area/entry.c"\nsentence = "One."\n'
        if kind == "fault":
            text += f'violates = ["{violates}"]\nminimal_operations = 1\n'
        file = tmp_path / "catalogue.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


# ---- whole matrices ----


def test_faults_are_caught_and_canaries_are_not_blamed(tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    names = "order-fifo,guard-refuses-eight,usage-high-water,plain,bit-set"
    result = run("-k", names, "--level", "core", "--jobs", "2", "--build-dir", tmp_path / "built", "--json", file)
    document = validated(file)
    rows = {each["name"]: each for each in [*document["faults"], *document["canaries"]]}
    assert {name: row["result"] for name, row in rows.items()} == {
        "order-fifo": "caught",
        "order-fifo-beyond-eight": "caught",
        "guard-refuses-eight": "caught",
        "usage-high-water": "caught",
        "bit-set": "not blamed",
        "plain": "not blamed",
    }
    assert (result.return_value, document["verdict"]) == (Exit.CONFORMS, "trusted")
    assert rows["order-fifo"]["blamed_first"] == "ORDER-1"
    assert rows["order-fifo"]["operations"] == rows["order-fifo"]["minimal_operations"]
    guarded = {each["id"]: each["by"] for each in document["requirements"]}
    assert guarded["GUARD-1"] == ["guard-refuses-eight"]
    assert "trusted: 4 of 4 faults caught, 4 rightly blamed; 0 of 2 canaries blamed" in result.stdout
    assert "6/6" in result.stderr


@pytest.mark.long
def test_what_takes_long_to_show_is_told_as_briefly_as_what_does_not(tmp_path: Path) -> None:
    """Leaks, which are told by six lives; a refusal that needs no full pool; a loop that only thousands of gets make long."""
    names = ["create-refusal-leaks", "lifecycle-leaks-config", "usage-counts-refused"]
    if platform.machine() == "x86_64":  # where instructions are counted
        names.append("hot-grows-with-use")
    file = tmp_path / "matrix.json"
    assert run("-k", ",".join(names), "--build-dir", tmp_path / "built", "--json", file).return_value == Exit.CONFORMS
    rows = {each["name"]: each for each in validated(file)["faults"]}
    assert set(rows) == set(names)
    for name, row in rows.items():
        # Told as one pair that comes again and again it is two lines, and some more than
        # twice as many operations as by drains and clears.
        at_most = 2.2 * row["minimal_operations"] if name == "hot-grows-with-use" else row["minimal_operations"] + 1
        assert row["operations"] <= at_most, name


def test_a_sound_fault_is_not_caught(write_catalogue: WriteCatalogue, tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    catalogue = write_catalogue("fault", SOUND)
    result = run("--catalogue", catalogue, "--level", "core", "--build-dir", tmp_path / "built", "--json", file)
    document = validated(file)
    assert result.return_value == Exit.VIOLATES
    assert [each["result"] for each in document["faults"]] == ["not caught"]
    (guard,) = document["requirements"]
    assert guard.pop("seconds") > 0
    assert guard == {"id": "GUARD-1", "guarded": False, "planted": ["area-entry"], "by": []}
    assert "not trusted: 0 of 1 faults caught" in result.stdout


def test_a_fault_that_is_said_to_be_another_is_wrongly_blamed(write_catalogue: WriteCatalogue, tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    catalogue = write_catalogue("fault", FAULTY, violates="LIFE-1")
    result = run("--catalogue", catalogue, "--level", "core", "--build-dir", tmp_path / "built", "--json", file)
    [row] = validated(file)["faults"]
    assert result.return_value == Exit.VIOLATES
    assert (row["result"], row["caught"], row["expected"]) == ("wrongly blamed", True, False)
    assert "GUARD-1" in row["unexpected"]


def test_a_faulty_canary_is_blamed(write_catalogue: WriteCatalogue, tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    catalogue = write_catalogue("canary", FAULTY)
    result = run("--catalogue", catalogue, "--level", "core", "--build-dir", tmp_path / "built", "--json", file)
    [row] = validated(file)["canaries"]
    assert result.return_value == Exit.VIOLATES
    assert (row["result"], row["blamed_first"]) == ("blamed", "GUARD-1")


@pytest.mark.parametrize(("kind", "status"), [("fault", Exit.VIOLATES), ("canary", Exit.INCONCLUSIVE)])
def test_an_entry_is_given_a_limited_time(kind: str, status: Exit, write_catalogue: WriteCatalogue, tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    catalogue = write_catalogue(kind, SOUND)
    result = run("--catalogue", catalogue, "--limit", "0.2", "--build-dir", tmp_path / "built", "--json", file)
    document = validated(file)
    assert result.return_value == status
    assert [each["result"] for each in [*document["faults"], *document["canaries"]]] == ["out of time"]


def test_a_missing_compiler_is_no_subject(
    write_catalogue: WriteCatalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    file = tmp_path / "matrix.json"
    catalogue = write_catalogue("fault", SOUND)
    result = run("--catalogue", catalogue, "--build-dir", tmp_path / "built", "--json", file)
    assert result.return_value == Exit.NO_SUBJECT
    assert validated(file)["verdict"] == "nothing built"
    assert "no-such-compiler" in result.stdout


def test_what_can_not_be_compiled_is_told(write_catalogue: WriteCatalogue, tmp_path: Path) -> None:
    catalogue = write_catalogue("canary", "#error this is not a pool\n")
    result = run("--catalogue", catalogue, "--build-dir", tmp_path / "built")
    assert result.return_value == Exit.VIOLATES
    assert "this is not a pool" in result.stdout


def test_an_interruption_shows_what_is_known(tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    start = "import sys; from poolproof.conformance.cli.faults import faults; sys.exit(faults(standalone_mode=False))"
    options = ["-k", "guard-refuses-eight,order-fifo", "--level", "core", "--jobs", "1", "--build-dir", tmp_path / "built"]
    process = subprocess.Popen(
        [sys.executable, "-c", start, *map(str, options), "--json", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("poolproof: 1/3 ")
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    assert process.returncode == Exit.INCONCLUSIVE
    document = validated(file)
    assert document["complete"] is False
    results = [each["result"] for each in document["faults"]]
    assert results[0] == "caught"
    assert results[2] == "not run"
    assert "interrupted" in output


# ---- one process ----


def test_a_judge_without_a_verdict_is_broken(tmp_path: Path) -> None:
    library = tmp_path / "gone.so"
    with Zygote() as zygote:
        trial = judge_in_process(zygote, CANARY, library, level=Level.CORE, seed=0, limit_seconds=60, stop=threading.Event())
    assert trial.result == TrialResult.BROKEN
    assert trial.why is not None
    assert "status 3" in trial.why
    assert "gone.so" in trial.why


def test_who_is_to_stop_does_not_wait_for_the_limit(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    started = time.monotonic()
    gone = tmp_path / "gone.so"
    with Zygote() as zygote:
        trial = judge_in_process(zygote, CANARY, gone, level=Level.CORE, seed=0, limit_seconds=3600, stop=stop)
    assert trial.result == TrialResult.NOT_RUN
    assert time.monotonic() - started < 3600


# ---- the process that judges are forked from ----


def test_judges_of_one_zygote_are_processes_of_their_own(tmp_path: Path) -> None:
    complaints = tmp_path / "complaints.txt"
    with Zygote() as zygote:
        for words, status in ((["verify", "--list"], 0), (["verify", "gone.so"], 3), (["no-such-command"], 2)):
            judge = zygote.fork(words, complaints)
            assert judge.wait(60)
            assert judge.status == status
        assert "no-such-command" in complaints.read_text(encoding="utf-8")


def test_a_judge_can_be_interrupted_and_killed(tmp_path: Path) -> None:
    report, complaints = tmp_path / "report.json", tmp_path / "complaints.txt"
    words = ["verify", "--json", str(report), "--budget", "3600", "--no-history"]
    with Zygote() as zygote:
        judge = zygote.fork(words, tmp_path / "others.txt")
        try:
            assert not judge.wait(0.2)
        finally:
            judge.kill()
        assert judge.status == -signal.SIGKILL
        judge = zygote.fork(words, complaints)
        try:
            while "scripts" not in complaints.read_text(encoding="utf-8"):
                assert not judge.wait(0.05)
            judge.interrupt()
            judge.wait(60)
        finally:
            judge.kill()
    assert judge.status == Exit.INCONCLUSIVE
    assert json.loads(report.read_text(encoding="utf-8"))["cut_short"] == "interrupted"


def test_no_judge_outlives_who_asked_for_it(tmp_path: Path) -> None:
    with Zygote() as zygote:
        judge = zygote.fork(["verify", "--budget", "3600", "--no-history"], tmp_path / "complaints.txt")
        assert not judge.wait(0.2)
    assert not Path(f"/proc/{judge.process_id}").exists()


def test_a_zygote_that_is_gone_is_said_and_another_takes_its_place(tmp_path: Path) -> None:
    zygotes = Zygotes()

    def ask_who_is_gone() -> None:
        with zygotes.borrow() as zygote:
            zygote._process.kill()
            zygote._process.wait()
            zygote.fork(["verify", "--list"], tmp_path / "complaints.txt")

    with pytest.raises(ZygoteError, match="starts judges"):
        ask_who_is_gone()
    with zygotes.borrow() as another:
        assert another.fork(["verify", "--list"], tmp_path / "complaints.txt").wait(60)
    with zygotes.borrow() as again:
        assert again is another
    zygotes.close()


# ---- what a report comes to ----


def record(requirement: str, *operations: str, first: str | None = None) -> RequirementRecord:
    """A failed requirement with a counterexample, or one that is met."""
    if not operations:
        return {"id": requirement, "verdict": "pass", "counterexample": None}
    steps: list[dict[str, object]] = [{"operation": each} for each in operations]
    return {
        "id": requirement,
        "verdict": "fail",
        "counterexample": {"operations": steps, "omitted": 0, "requirements": [first or requirement]},
    }


GET_TWICE = ("create", "get", "get")


@pytest.mark.parametrize(
    ("entry", "records", "result"),
    [
        (FAULT, [record("ORDER-2", *GET_TWICE)], TrialResult.CAUGHT),
        (FAULT, [record("CAP-1", *GET_TWICE), record("REFUSE-1", *GET_TWICE)], TrialResult.CAUGHT),
        (FAULT, [record("CAP-1", *GET_TWICE)], TrialResult.WRONGLY_BLAMED),
        (FAULT, [record("ORDER-2")], TrialResult.NOT_CAUGHT),
        (CANARY, [record("ORDER-2")], TrialResult.NOT_BLAMED),
        (CANARY, [record("ORDER-2", *GET_TWICE)], TrialResult.BLAMED),
    ],
)
def test_what_failed_decides(entry: Entry, records: Sequence[RequirementRecord], result: TrialResult) -> None:
    assert judged(entry, records, 1.0).result == result


def test_the_shortest_counterexample_blames_first() -> None:
    trial = judged(FAULT, [record("CAP-1", *GET_TWICE), record("ORDER-2", "create", "get", first="REFUSE-1")], 1.0)
    assert (trial.blamed_first, trial.operations) == ("REFUSE-1", 1)
    assert trial.unexpected == ("CAP-1",)


def test_a_measurement_without_operations_is_no_shorter_counterexample() -> None:
    measured = record("CACHE-1", "create")
    assert measured["counterexample"] is not None
    measured["counterexample"]["operations"].clear()
    trial = judged(HOT_FAULT, [record("HOT-1", *GET_TWICE), measured], 1.0)
    assert (trial.blamed_first, trial.operations) == ("HOT-1", 2)
    alone = judged(HOT_FAULT, [measured], 1.0)
    assert (alone.blamed_first, alone.operations) == ("CACHE-1", None)


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ("create", 0),
        ("create create", 0),
        ("create get return", 2),
        ("create get write write write_record take", 3),
        ("create write get write", 3),
        ("create counters get", 1),
        ("create get counters", 2),
        ("destroy_null", 1),
    ],
)
def test_operations_are_counted_as_the_catalogue_counts(operations: str, expected: int) -> None:
    assert length([{"operation": each} for each in operations.split()]) == expected


# ---- what trials come to ----


def matrix(*trials: Trial, interrupted: bool = False) -> Matrix:
    return Matrix(trials, SPEC, Level.HOT, seed=0, limit_seconds=90.0, seconds=1.0, interrupted=interrupted)


CAUGHT = Trial(FAULT, TrialResult.CAUGHT, failed=("REFUSE-1",), blamed_first="REFUSE-1", operations=4)
NOT_BLAMED = Trial(CANARY, TrialResult.NOT_BLAMED)


@pytest.mark.parametrize(
    ("trials", "expected"),
    [
        ([CAUGHT, NOT_BLAMED], MatrixVerdict.TRUSTED),
        ([CAUGHT, Trial(HOT_FAULT, TrialResult.NOT_CAUGHT)], MatrixVerdict.NOT_TRUSTED),
        ([CAUGHT, Trial(HOT_FAULT, TrialResult.WRONGLY_BLAMED, failed=("CAP-1",))], MatrixVerdict.NOT_TRUSTED),
        ([CAUGHT, Trial(HOT_FAULT, TrialResult.OUT_OF_TIME)], MatrixVerdict.NOT_TRUSTED),
        ([CAUGHT, Trial(HOT_FAULT, TrialResult.NO_COMPILER)], MatrixVerdict.INCONCLUSIVE),
        ([CAUGHT, Trial(HOT_FAULT, TrialResult.NOT_RUN)], MatrixVerdict.INCONCLUSIVE),
        ([CAUGHT, Trial(CANARY, TrialResult.OUT_OF_TIME)], MatrixVerdict.INCONCLUSIVE),
        ([CAUGHT, Trial(CANARY, TrialResult.BLAMED, failed=("CAP-1",))], MatrixVerdict.NOT_TRUSTED),
        ([CAUGHT, Trial(CANARY, TrialResult.BROKEN)], MatrixVerdict.NOT_TRUSTED),
        ([CAUGHT, Trial(CANARY, TrialResult.NOT_BUILT)], MatrixVerdict.NOT_TRUSTED),
        ([Trial(FAULT, TrialResult.NO_COMPILER), Trial(CANARY, TrialResult.NO_COMPILER)], MatrixVerdict.NOTHING_BUILT),
        ([Trial(FAULT, TrialResult.NOT_CAUGHT), Trial(CANARY, TrialResult.NO_COMPILER)], MatrixVerdict.NOT_TRUSTED),
    ],
)
def test_the_worst_trial_decides(trials: list[Trial], expected: MatrixVerdict) -> None:
    assert matrix(*trials).verdict == expected


def test_an_interrupted_matrix_is_inconclusive() -> None:
    assert matrix(CAUGHT, interrupted=True).verdict == MatrixVerdict.INCONCLUSIVE


def test_only_the_requirement_that_a_fault_violates_first_is_guarded_by_it() -> None:
    by_another = matrix(CAUGHT).guards
    assert [(each.requirement.id, each.by) for each in by_another] == [("ORDER-2", ())]
    by_itself = matrix(Trial(FAULT, TrialResult.CAUGHT, failed=("ORDER-2",))).guards
    assert [(each.requirement.id, each.by) for each in by_itself] == [("ORDER-2", ("area-fault",))]


def test_every_result_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    faults_shown = [Trial(FAULT, each, why="because") for each in TrialResult]
    terminal.print_matrix(matrix(*faults_shown, NOT_BLAMED), Console(width=120))
    output = capsys.readouterr().out
    assert [each for each in TrialResult if each.value not in output and each != TrialResult.CAUGHT] == []


# ---- the options ----


def test_the_selection_is_by_name_area_and_level() -> None:
    names = [line.split()[0] for line in run("--list", "-k", "double_return,bit-set").stdout.splitlines()]
    assert {"double-return-at-once", "bit-set"} <= set(names)
    assert [name for name in names if "double-return" not in name and name != "bit-set"] == []
    assert not any(line.startswith("bit-set") for line in run("--list", "--faults-only").stdout.splitlines())
    assert all(not line.startswith("order-") for line in run("--list", "--canaries-only").stdout.splitlines())
    assert len(run("--list", "--level", "core").stdout.splitlines()) < len(run("--list").stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["-k", "no-such-entry"], "no entry's name contains no-such-entry"),
        (["-k", ","], "no entry's name contains ','"),
        (["--faults-only", "--canaries-only"], "leave nothing"),
        (["--json", "no/such/folder/matrix.json"], "there is no folder no"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], problem: str) -> None:
    with pytest.raises(click.UsageError, match=problem):
        run(*arguments)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[fault", "catalogue.toml: "),
        ('[[fault]]\nsource = "gone.c"\n', "is not a file"),
        ("", "nothing is left to judge"),
    ],
)
def test_a_wrong_catalogue_is_told(text: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(click.UsageError, match=problem):
        run("--catalogue", file)


def test_an_unknown_requirement_is_told(write_catalogue: WriteCatalogue) -> None:
    with pytest.raises(click.UsageError, match="there is no requirement GUARD-99"):
        run("--catalogue", write_catalogue("fault", SOUND, violates="GUARD-99"))


def test_libraries_are_kept_in_the_users_cache(
    write_catalogue: WriteCatalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    run("--catalogue", write_catalogue("canary", SOUND), "--limit", "0.2")
    assert [each.suffix for each in (tmp_path / "cache/poolproof/faults").iterdir()] == [".so"]
