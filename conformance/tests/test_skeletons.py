"""Skeletons of pools: whole projects, built as their READMEs say, with one gap that is found; without it they conform."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.conformance import skeletons
from poolproof.conformance.skeletons import LANGUAGES, SkeletonError, copy_skeleton, origin
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Run, Verdict, verify
from poolproof.conformance.verification.verdicts import Conclusion
from poolproof.spec import Level, header_path
from poolproof.spec.contracts import Contract, counts_of, default_contract

SMALL = Plan(level=Level.HOT, lane_operations=200_000, walks=8, machine_examples=4, machine_steps=30)
BIN = Path(sys.executable).parent
FOLDERS = Path(skeletons.__file__).parent
GAP = re.compile(r"^(?P<indent> *)(?:/\*|//|#) GAP: .*\n *(?:\*|//|#)   (?P<line>.*)\n(?: *\*/\n)?", re.M)


def skip_without_tools(language: str) -> None:
    """Building by CMake needs no more than the tests of the C pool do."""
    if language == "rust" and shutil.which("cargo") is None:
        pytest.skip("cargo is not installed")
    if language == "zig" and importlib.util.find_spec("ziglang") is None:
        pytest.skip("the package ziglang is not installed: make zig")


def readme_of(project: Path) -> str:
    return (project / "README.md").read_text(encoding="utf-8")


def commands_of(project: Path) -> tuple[list[str], str]:
    """How its README says to build it, and to judge it."""
    *build, judge = re.findall(r"^\$ (.*)$", readme_of(project), re.M)
    assert judge.startswith("poolproof verify ")
    # Into a folder of its own, and from what is here: the tests change no environment, and need no network.
    python = shlex.quote(sys.executable)
    pip = f"{python} -m pip install --quiet --no-index --no-build-isolation --no-deps --upgrade --target site"
    return [each.replace("python -m pip install --editable", pip) for each in build], judge


def run(command: str, project: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "COLUMNS": "100",
        "CFLAGS": "-Werror -Wconversion -pedantic",
        "CXXFLAGS": "-Werror -Wconversion -pedantic",
        "RUSTFLAGS": "-D warnings",
        "CARGO_NET_OFFLINE": "true",
        "PYTHONPATH": str(project / "site"),
    }
    return subprocess.run(
        command, shell=True, cwd=project, env=environment, capture_output=True, text=True, timeout=900, check=False
    )


def build(project: Path) -> None:
    for command in commands_of(project)[0]:
        result = run(command, project)
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"


def fill_the_gap(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    (gap,) = GAP.finditer(text)
    file.write_text(f"{text[: gap.start()]}{gap['indent']}{gap['line']}\n{text[gap.end() :]}", encoding="utf-8")


def make_small(project: Path, contract: Contract) -> str:
    """A pool in Python is slow: have it judged on a few receipts. Returns the option that says so."""
    blocks, records = counts_of(contract)
    pool = project / LANGUAGES["python"].replace("mypool", "ring")
    text = pool.read_text(encoding="utf-8")
    for old, new in (("BUFFERS = 16", blocks), ("RECEIPTS = 1024", records)):
        assert text.count(f"\n{old}\n") == 1
        text = text.replace(old, f"{old.split()[0]} = {new}")
    pool.write_text(text, encoding="utf-8")
    counts = f"[block]\ncount = {blocks}\n[sequence]\ncount = {records}\n"
    text = f'contract = 1\nname = "small"\nbased_on = "knhk"\n{counts}'
    (project / "small.toml").write_text(text, encoding="utf-8")
    return " --contract small.toml"


def judged(project: Path, contract: Contract, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(project)
    monkeypatch.setenv("PYTHONPATH", "src")
    given = commands_of(project)[1].split()[2]
    return verify(replace(resolve(given), contract=contract), SMALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gap_is_found_and_without_it_the_pool_conforms(
    language: str, tmp_path: Path, small_contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without_tools(language)
    copy_skeleton(language, "ring", tmp_path)
    project = tmp_path / "ring"
    is_python = language == "python"
    option = make_small(project, small_contract) if is_python else ""
    build(project)
    result = run(commands_of(project)[1] + option, project)
    assert result.returncode == 1, result.stdout + result.stderr
    assert re.search(r"^violates OWN-2; conforms at core", result.stdout, re.M)
    printed = [" ".join(line.strip("│").split()) for line in result.stdout.splitlines()]
    shown = re.findall(r"```text\n(.*?)```", readme_of(project), re.S)[0].splitlines()
    assert [line for line in map(" ".join, map(str.split, shown)) if line not in printed] == []

    fill_the_gap(project / LANGUAGES[language].replace("mypool", "ring"))
    if not is_python:
        build(project)
    run_without = judged(project, small_contract if is_python else default_contract(), monkeypatch)
    assert {each.requirement.id: each.why for each in run_without.failures()} == {}
    unknown = {each.requirement.id for each in run_without.verdicts if each.verdict == Verdict.UNKNOWN}
    not_promised = {each.requirement.id for each in run_without.verdicts if each.verdict == Verdict.NOT_PROMISED}
    if is_python:
        assert unknown == set()
        assert not_promised >= {"CREATE-4", "BOUND-1", "HOT-3", "HOT-4", "HOT-5", "MEM-1", "CACHE-1"}
        assert run_without.conforms_at == Level.HOT
        return
    assert not_promised == set()
    if shutil.which("valgrind") is None:
        assert unknown == {"CACHE-1"}
    else:
        assert (unknown, run_without.conclusion, run_without.conforms_at) == (set(), Conclusion.CONFORMS, Level.HOT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_skeleton_is_copied_whole_under_its_name(language: str, tmp_path: Path) -> None:
    files = copy_skeleton(language, "ring", tmp_path)
    project = tmp_path / "ring"
    assert files == sorted(each for each in project.rglob("*") if each.is_file())
    names = {str(each.relative_to(project)) for each in files}
    assert names >= {"README.md", ".gitignore", ".github/workflows/pool.yml", LANGUAGES[language].replace("mypool", "ring")}
    assert not [each for each in files if "mypool" in str(each) or "mypool" in each.read_text(encoding="utf-8")]
    header = project / "include" / "bufferpool.h"
    assert header.exists() == (language != "python")
    assert not header.exists() or header.read_bytes() == header_path().read_bytes()
    assert {name for name in re.findall(r"^\| `(.*?)`", readme_of(project), re.M) if "/" in name} <= names


def test_every_folder_of_a_skeleton_has_its_word() -> None:
    assert {each.parent.name for each in FOLDERS.glob("*/README.md")} == set(LANGUAGES)


@pytest.mark.parametrize(
    "name", ["", "Ring", "1ring", "my-ring", "ring/../../x", "a" * 65, "ré", "r", "class", "queue", "test", "fn"]
)
def test_a_name_that_some_tool_would_not_take_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SkeletonError, match=re.escape(repr(name))):
        copy_skeleton("c", name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ring").symlink_to("nowhere")
    (tmp_path / "pond").mkdir()
    for name in ("ring", "pond"):
        with pytest.raises(SkeletonError, match=f"{name} is there already"):
            copy_skeleton("c", name, tmp_path)
    assert list((tmp_path / "pond").iterdir()) == []


def new(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BIN / "poolproof", "new", *arguments], capture_output=True, text=True, check=False)


def test_the_command_names_the_files_and_the_gap(tmp_path: Path) -> None:
    result = new("cpp", "ring", "--into", tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    listed, _, hints = result.stdout.partition("\n\n")
    files, hint = listed.splitlines(), hints.splitlines()[0]
    assert [Path(each) for each in files] == sorted(each for each in (tmp_path / "ring").rglob("*") if each.is_file())
    assert hint.startswith(f"The gap is in {tmp_path}/ring/src/ring.cpp; ")


@pytest.mark.parametrize(
    ("arguments", "culprit"),
    [
        (["java", "ring"], "'java'"),
        (["c", "Ring"], "'Ring'"),
        (["c"], "NAME"),
        (["c", "ring", "--into", "/nowhere"], "/nowhere"),
        (["c", "ring", "--into", "/proc"], "/proc/ring"),
    ],
)
def test_wrong_usage_of_the_command_names_the_culprit(arguments: list[str], culprit: str) -> None:
    result = new(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert culprit in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_workflows_install_from_where_this_poolproof_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = {"vcs": "git", "commit_id": "abc"}
    assert origin.origin_of({"url": "https://me:token@host/us/poolproof.git", "vcs_info": git}) == (
        "git+https://host/us/poolproof.git@abc"
    )
    assert origin.origin_of({"url": "https://pypi.example/poolproof.tar.gz"}) is None
    assert origin.origin_of({"url": "ssh://git@[/x", "vcs_info": git}) is None
    clone = tmp_path / "a clone"
    subprocess.run(["git", "init", "-q", clone], check=True)
    assert origin.origin_of({"url": clone.as_uri()}) is None
    subprocess.run(["git", "-C", clone, "remote", "add", "origin", "git@github.com:us/poolproof.git"], check=True)
    assert origin.origin_of({"url": clone.as_uri()}) == "git+https://github.com/us/poolproof.git"
    for known, word in (("git+https://host/us/poolproof", "git+https://host/us/poolproof"), (None, "OWNER")):
        monkeypatch.setattr(origin, "origin", lambda known=known: known)
        name = f"pool{known is None:d}"
        copy_skeleton("c", name, tmp_path)
        workflow = (tmp_path / name / ".github/workflows/pool.yml").read_text(encoding="utf-8")
        assert word in workflow
        assert ("OWNER" in workflow) is (known is None)
