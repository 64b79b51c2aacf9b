"""Configuration files: which one is taken, what it gives to a command, and what is said of a key that makes no sense."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from poolproof.conformance import operations as op
from poolproof.conformance.cases import save_case
from poolproof.conformance.cli.configuration import (
    Configuration,
    defaults,
    find_configuration,
    placed_subject,
    read_configuration,
)
from poolproof.conformance.cli.main import commands
from poolproof.conformance.cli.replay import replay
from poolproof.conformance.judge import Finding
from poolproof.conformance.observations import Trace
from poolproof.conformance.operations import Operation
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import SubjectError, resolve
from poolproof.spec import SpecError
from poolproof.spec.contracts import default_contract

COMMAND = Path(sys.executable).parent / "poolproof"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def taken(file: Path, invoked: str) -> object:
    return defaults(read_configuration(file), commands, invoked)[invoked]


# ---- which file ----


def found(folder: Path) -> tuple[Path, str] | None:
    configuration = find_configuration(folder)
    return None if configuration is None else (configuration.file, configuration.place)


def test_the_nearest_file_is_taken_and_its_own_file_before_that_of_the_project(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    project = written(tmp_path / "pyproject.toml", "[tool.poolproof]\n")
    assert found(inner) == (project, "tool.poolproof")
    own = written(tmp_path / "poolproof.toml", "")
    assert found(inner) == (own, "")
    nearer = written(tmp_path / "a" / "pyproject.toml", "[tool.poolproof.verify]\n")
    assert found(inner) == (nearer, "tool.poolproof")


def test_a_project_that_says_nothing_of_poolproof_is_passed_by(tmp_path: Path) -> None:
    own = written(tmp_path / "poolproof.toml", "")
    written(tmp_path / "a" / "pyproject.toml", "[project]\nname = 'a'\n[tool.ruff]\n")
    assert found(tmp_path / "a") == (own, "")


def test_the_search_ends_at_the_root_of_the_project(tmp_path: Path) -> None:
    written(tmp_path / "poolproof.toml", "")
    (tmp_path / "project" / ".git").mkdir(parents=True)
    inner = tmp_path / "project" / "inner"
    inner.mkdir()
    assert found(inner) is None
    own = written(tmp_path / "project" / "poolproof.toml", "")
    assert found(inner) == (own, "")


# ---- what it gives ----


EVERYTHING = """
subject = "build/libmypool.so"
[verify]
level = "hot"
k = "ORDER"
seed = 7
budget = 2
keep-going = true
save_case = "cases"
json = "-"
contract = "mine.toml"
[bench]
fail-above = "5%"
plot = "plots"
[explain]
contract = "knhk"
[pipeline.run]
hook = ["count ? ? 1", "ask <http://a/s> <http://a/p>"]
"""


def test_options_are_taken_by_their_long_names_and_paths_from_the_folder_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "poolproof.toml", EVERYTHING)
    monkeypatch.chdir(written(tmp_path / "inner" / "x", "").parent)
    library = "../build/libmypool.so"
    assert taken(file, "verify") == {
        "subject": library,
        "level": "hot",
        "keyword": "ORDER",
        "seed": 7,
        "budget": 2,
        "keeps_going": True,
        "save_folder": str(tmp_path / "cases"),
        "json_file": "-",
        "contract_given": "../mine.toml",
    }
    assert taken(file, "bench") == {"subjects": [library], "fail_above": "5%", "plot_folder": str(tmp_path / "plots")}
    assert taken(file, "replay") == {"given": library}
    assert taken(file, "explain") == {"contract_given": "knhk"}
    pipeline = taken(file, "pipeline")
    assert isinstance(pipeline, dict)
    assert pipeline["run"] == {"hooks": ["count ? ? 1", "ask <http://a/s> <http://a/p>"]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("native", "native"),
        ("reference", "reference"),
        ("mypackage.pool:Pool", "mypackage.pool:Pool"),
        ("src/pool.py:Pool", "../src/pool.py:Pool"),
        ("libx.so", "../libx.so"),
        ("/opt/libx.so", "/opt/libx.so"),
        ("odd:name.so", "../odd:name.so"),
    ],
)
def test_a_subject_is_placed(given: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "odd:name.so", "")
    monkeypatch.chdir(written(tmp_path / "inner" / "x", "").parent)
    placed = placed_subject(given, tmp_path)
    assert placed == expected or (given.startswith("/") and Path(placed).resolve() == Path(given))


# ---- what is wrong with it ----


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("[verfy]\n", "verfy", "did you mean 'verify'?"),
        ("[verify]\nlevell = 'hot'\n", "verify.levell", "did you mean 'level'?"),
        ("[verify]\nkeeps_going = true\n", "verify.keeps-going", "did you mean 'keep-going'?"),
        ("[verify]\nlevel = 'hott'\n", "verify.level", "did you mean 'hot'?"),
        ("[verify]\nlevel = 3\n", "verify.level", "must be a string, not the number 3"),
        ("[verify]\nseed = 'seven'\n", "verify.seed", "must be a number, not the string 'seven'"),
        ("[verify]\nseed = true\n", "verify.seed", "must be a number, not a boolean"),
        ("[verify]\nseed = 1.5\n", "verify.seed", "must be a number, not the number 1.5"),
        ("[verify]\nseed = -1\n", "verify.seed", "-1 is not in the range 0<=x<=18446744073709551615"),
        ("[verify]\nbudget = 0\n", "verify.budget", "0"),
        ("[verify]\nkeep-going = 'yes'\n", "verify.keep-going", "must be true or false"),
        ("verify = 3\n", "verify", "must be a table, not the number 3"),
        ("subject = 3\n", "subject", "must be a string, not the number 3"),
        ("[pipeline.verify]\nlevel = 'hot'\n", "pipeline.verify.level", "unknown key"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_place(text: str, place: str, said: str, tmp_path: Path) -> None:
    file = written(tmp_path / "poolproof.toml", text)
    invoked = "pipeline" if "pipeline" in text else "verify"
    with pytest.raises(SpecError) as raised:
        taken(file, invoked)
    assert (raised.value.key, Path(raised.value.file).name) == (place, "poolproof.toml")
    assert said in str(raised.value)
    project = written(
        tmp_path / "pyproject.toml", text.replace("[", "[tool.poolproof.") if text[0] == "[" else f"[tool.poolproof]\n{text}"
    )
    with pytest.raises(SpecError) as raised:
        taken(project, invoked)
    assert raised.value.key == f"tool.poolproof.{place}"


def test_a_key_of_a_command_that_is_not_invoked_is_not_looked_at(tmp_path: Path) -> None:
    file = written(tmp_path / "poolproof.toml", "[verify]\nlevell = 'hot'\n")
    assert taken(file, "explain") == {}


def test_a_subject_that_is_none_of_the_command_is_left_out() -> None:
    configuration = Configuration(Path("poolproof.toml"), "", {"subject": "native"})
    assert defaults(configuration, commands, "explain") == {"explain": {}}


# ---- the command ----


def poolproof(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def listed(result: subprocess.CompletedProcess[str]) -> set[str]:
    assert result.returncode == 0, result.stderr
    return {line.split()[0].partition("-")[0] for line in result.stdout.splitlines()}


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    written(tmp_path / "poolproof.toml", "[verify]\nlist = true\nk = 'ORDER'\n")
    other = written(tmp_path / "other" / "x.toml", "[verify]\nlist = true\nk = 'CAP'\n")
    assert listed(poolproof(tmp_path, "verify")) == {"ORDER"}
    assert listed(poolproof(tmp_path, "verify", "-k", "ZERO")) == {"ZERO"}
    assert listed(poolproof(tmp_path, "--config", str(other), "verify")) == {"CAP"}
    assert len(listed(poolproof(tmp_path, "--no-config", "verify", "--list"))) > 5


def test_the_subject_of_the_file_is_judged_unless_another_is_typed(tmp_path: Path) -> None:
    written(tmp_path / "poolproof.toml", 'subject = "build/libnone.so"\n')
    inner = written(tmp_path / "inner" / "x", "").parent
    missing = poolproof(inner, "verify")
    assert (missing.returncode, missing.stdout) == (3, "")
    assert missing.stderr.splitlines()[-1].startswith("poolproof: ../build/libnone.so: there is no such file")
    assert poolproof(inner, "verify", "../libother.so").stderr.splitlines()[-1].startswith("poolproof: ../libother.so")


@dataclass(frozen=True, slots=True)
class Example:
    """What a counterexample has that a case is made of."""

    operations: tuple[Operation, ...]
    trace: Trace
    finding: Finding


def test_a_subject_typed_after_the_cases_goes_before_the_file(tmp_path: Path) -> None:
    operations = (op.create(2, 3), op.get(), op.destroy())
    with Session(resolve("native")) as session:
        trace = session.run(operations)
    save_case(Example(operations, trace, Finding(("ORDER-1",), 1, "one", "another")), default_contract(), "native", tmp_path)
    result = CliRunner().invoke(replay, [str(tmp_path), "./libother.so"], default_map={"given": "native"})
    assert isinstance(result.exception, SubjectError)
    assert result.exception.given == "./libother.so"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.poolproof.verify]\nlevell = 'hot'\n", ["pyproject.toml", "tool.poolproof.verify.levell", "'level'"]),
        ("[tool.poolproof\n", ["pyproject.toml", "not valid TOML"]),
    ],
)
def test_a_wrong_file_is_wrong_usage_in_one_line(text: str, words: list[str], tmp_path: Path) -> None:
    written(tmp_path / "pyproject.toml", text)
    result = poolproof(tmp_path, "verify", "--list")
    assert (result.returncode, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert all(word in line for word in words), line


@pytest.mark.parametrize(
    ("text", "key"), [("[tool]\npoolproof = 3\n", "tool.poolproof"), ("[tool.poolproof]\nlevel = 3\n", "tool.poolproof.level")]
)
def test_a_project_file_of_which_the_table_is_wrong(text: str, key: str, tmp_path: Path) -> None:
    file = written(tmp_path / "pyproject.toml", text)
    with pytest.raises(SpecError) as raised:
        taken(file, "verify")
    assert raised.value.key == key


def test_a_file_that_is_asked_for_must_be_there_and_hold_something(tmp_path: Path) -> None:
    empty = written(tmp_path / "pyproject.toml", "")
    with pytest.raises(SpecError, match=r"tool\.poolproof: missing"):
        read_configuration(empty)
    for arguments, word in (
        (["--config", "nowhere.toml"], "nowhere.toml"),
        (["--config", str(empty), "--no-config"], "exclude each other"),
    ):
        result = CliRunner().invoke(commands, [*arguments, "verify", "--list"])
        assert result.exit_code == 2
        assert word in result.output
