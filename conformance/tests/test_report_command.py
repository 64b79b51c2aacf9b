"""Reports as the commands write them: several from one run, made again later, and a history that costs no run."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from poolproof.conformance.reports.badge import badge
from poolproof.conformance.reports.history import read
from poolproof.conformance.reports.html import html
from poolproof.conformance.reports.junit import junit
from poolproof.conformance.reports.markdown import markdown

Finished = subprocess.CompletedProcess[str]
Report = dict[str, Any]
COMMAND = Path(sys.executable).parent / "poolproof"
FORMS = {"html": html, "junit": junit, "markdown": markdown, "badge": lambda documents: badge(documents[0])}

NO_DOUBLE_RETURN = ("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", "")


def poolproof(*arguments: str | Path, folder: Path | None = None, **environment: str) -> Finished:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=folder,
        env=inherited | {"COLUMNS": "100"} | environment,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def judging(small_pool: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The words that judge a pool which violates OWN-2: that is over soon."""
    profile = tmp_path_factory.mktemp("profile") / "small.toml"
    profile.write_text(
        'contract = 1\nname = "small"\nbased_on = "knhk"\n[block]\ncount = 2\n[sequence]\ncount = 3\n', encoding="utf-8"
    )
    return ["verify", str(small_pool(NO_DOUBLE_RETURN)), "--contract", str(profile)]


def written(folder: Path, name: str, report: Report) -> Path:
    file = folder / name
    file.write_text(json.dumps(report), encoding="utf-8")
    return file


def told_of(result: Finished) -> list[str]:
    """What standard error says besides the progress."""
    return [line for line in result.stderr.splitlines() if ": " in line.removeprefix("poolproof: ")]


# ---- verify ----


def test_one_run_writes_every_form_and_keeps_a_history(judging: list[str], tmp_path: Path) -> None:
    names = {"json": "run.json", "html": "page.html", "junit": "junit.xml", "markdown": "run.md", "badge": "badge.svg"}
    options = [word for option, name in names.items() for word in (f"--{option}", name)]
    history, summary = tmp_path / "runs.sqlite", tmp_path / "summary.md"
    summary.write_text("an earlier step\n", encoding="utf-8")
    result = poolproof(*judging, *options, "--github", "--history", history, folder=tmp_path, GITHUB_STEP_SUMMARY=str(summary))
    assert result.returncode == 1, result.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*names.values(), "runs.sqlite", "summary.md"])
    report = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    for option in ("junit", "markdown", "badge"):
        assert (tmp_path / names[option]).read_text(encoding="utf-8") == FORMS[option]([report]), option
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page == html([report], read(history, judging[1]))
    assert "One run so far: 1 violating" in page
    assert "violates OWN-2; conforms at core (" in result.stdout
    (annotation,) = [line for line in result.stdout.splitlines() if line.startswith("::")]
    assert annotation.startswith("::error title=OWN-2 is violated::")
    assert summary.read_text(encoding="utf-8") == "an earlier step\n" + markdown([report])
    (entry,) = read(history)
    assert (entry.given, entry.verdict, entry.failed) == (judging[1], "violates", ("OWN-2",))


def test_one_form_on_standard_output_is_alone_there(judging: list[str], tmp_path: Path) -> None:
    summary, page = tmp_path / "summary.md", tmp_path / "page.html"
    options = ["--junit", "-", "--github", "--markdown", summary, "--html", page, "--no-history"]
    environment = {"GITHUB_STEP_SUMMARY": str(summary), "XDG_CACHE_HOME": str(tmp_path / "cache"), "POOLPROOF_HISTORY": ""}
    result = poolproof(*judging, *options, **environment)
    assert result.returncode == 1
    assert ElementTree.fromstring(result.stdout).tag == "testsuites"
    assert "violates OWN-2" in result.stderr
    assert "::error title=OWN-2" in result.stderr
    assert summary.read_text(encoding="utf-8").count("## ❌ violates") == 1
    assert ">History<" not in page.read_text(encoding="utf-8")
    assert not (tmp_path / "cache").exists()


def test_the_history_is_kept_in_the_cache_and_shown(judging: list[str], tmp_path: Path) -> None:
    environment = {"XDG_CACHE_HOME": str(tmp_path), "POOLPROOF_HISTORY": ""}
    file = tmp_path / "poolproof" / "history" / "runs.sqlite"
    empty = poolproof("history", **environment)
    assert (empty.returncode, empty.stdout) == (0, f"no run in {file}\n")
    assert not file.exists()
    assert poolproof(*judging, **environment).returncode == 1
    shown = poolproof("history", judging[1], **environment)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "violates OWN-2" in shown.stdout
    listed = poolproof("history", "--json", "-", POOLPROOF_HISTORY=str(file))
    (run,) = json.loads(listed.stdout)["runs"]
    assert (run["given"], run["failed"], run["ticks"]) == (judging[1], ["OWN-2"], [])
    assert "no run of elsewhere.so" in poolproof("history", "elsewhere.so", "--history", file).stdout


def locked(file: Path) -> sqlite3.Connection:
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    return holder


def test_no_history_that_fails_costs_the_run(judging: list[str], tmp_path: Path) -> None:
    page, summary = tmp_path / "page.html", tmp_path / "no folder" / "summary.md"
    holder = locked(tmp_path / "locked.sqlite")
    for file, said in (
        (tmp_path / "locked.sqlite", "database is locked"),
        (Path("/dev/full"), "/dev/full"),
    ):
        result = poolproof(*judging, "--html", page, "--github", POOLPROOF_HISTORY=str(file), GITHUB_STEP_SUMMARY=str(summary))
        assert result.returncode == 1, result.stderr
        assert "Traceback" not in result.stderr
        warnings = [line for line in told_of(result) if "history" in line]
        assert warnings[0].startswith("poolproof: this run is not in the history: "), result.stderr
        assert said in warnings[0]
        assert any("the step summary was not written" in line for line in told_of(result))
        assert "violates OWN-2" in page.read_text(encoding="utf-8")
        page.unlink()
    holder.close()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--html", "/nowhere/page.html"], ["--html", "there is no folder /nowhere"]),
        (["--junit", "."], ["--junit", "is a folder"]),
        (["--badge", "/proc/badge.svg"], ["--badge", "/proc"]),
        (["--html", "-", "--json", "-"], ["--html and --json would write to the same place: -"]),
        (["--html", "x", "--markdown", "./x"], ["--html and --markdown would write to the same place: x"]),
        (["--history", "."], ["--history", "is a directory"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_where_nothing_can_be_written_is_said_before_the_work(options: list[str], words: list[str], tmp_path: Path) -> None:
    if options[1] == "/proc/badge.svg" and os.access("/proc", os.W_OK):
        options = ["--badge", "/proc/no folder/badge.svg"]  # root is told that it may write there
    result = poolproof("verify", *options, folder=tmp_path)
    assert result.returncode == 2
    assert "scripts" not in result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr
    assert list(tmp_path.iterdir()) == []


# ---- report ----


def test_a_report_is_made_again(tmp_path: Path, violating: Report) -> None:
    run = written(tmp_path, "run.json", violating)
    options = [word for option in FORMS for word in (f"--{option}", tmp_path / option)]
    result = poolproof("report", run, *options, "--no-history")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    for option, form in FORMS.items():
        assert (tmp_path / option).read_text(encoding="utf-8") == form([violating]), option
    assert poolproof("report", run).stdout == markdown([violating])


def test_two_runs_are_put_beside_each_other(tmp_path: Path, conforming: Report, violating: Report) -> None:
    good, bad = written(tmp_path, "good.json", conforming), written(tmp_path, "bad.json", violating)
    worse = poolproof("report", good, bad, "--html", "page.html", "--junit", "junit.xml", folder=tmp_path)
    assert (worse.returncode, worse.stderr) == (1, "")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == html([conforming, violating])
    assert len(ElementTree.parse(tmp_path / "junit.xml").findall("testsuite")) == 2
    better = poolproof("report", bad, good)
    assert (better.returncode, better.stderr) == (0, "")
    assert "1 fixed" in better.stdout


def test_what_is_no_report_is_wrong_usage(tmp_path: Path, violating: Report) -> None:
    run, other = written(tmp_path, "run.json", violating), written(tmp_path, "other.json", {"schema": 1, "figures": []})
    result = poolproof("report", run, other, "--html", tmp_path / "page.html")
    assert (result.returncode, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert "other.json was written by `poolproof bench`" in line
    assert not (tmp_path / "page.html").exists()


# ---- history ----


def test_history_of_a_broken_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / "runs.sqlite"
    file.write_text("no database\n" * 100, encoding="utf-8")
    result = poolproof("history", "--history", file)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"poolproof: {file}: file is not a database\n"


@pytest.mark.parametrize("command", ["report", "history"])
def test_help_has_examples_of_its_own(command: str) -> None:
    result = poolproof(command, "--help")
    assert result.returncode == 0
    assert f"  poolproof {command} " in result.stdout
