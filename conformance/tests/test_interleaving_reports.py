"""A verification at level shared, from the command to each report: what met is told everywhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.faults.sharing import build_shared, shared_pools
from poolproof.conformance.reports.forms import FORMS, Form, Json, Told

COMMAND = Path(sys.executable).parent / "poolproof"
POOLS = {each.name: each for each in shared_pools()}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    folder, pool = tmp_path_factory.mktemp("met"), POOLS["no_lock"]
    library = build_shared(pool, folder, compiler=Compilers.from_environment())
    outputs = [f"--{kind}={folder}/report.{kind}" for kind in ("json", "html", "junit", "markdown")]
    words = ["--contract", str(pool.contract), "--level", "shared", "-k", "SHARE", "--quiet", "--no-history", *outputs]
    words += ["--save-case", str(folder / "cases")]
    ended = subprocess.run([COMMAND, "verify", str(library), *words], capture_output=True, text=True, timeout=180, check=False)
    rows = json.loads((folder / "report.json").read_text(encoding="utf-8"))["requirements"]
    machine = next(each for each in rows if each["id"] == "SHARE-1")
    if machine["verdict"] == "unknown":
        pytest.skip(machine["why"])
    return ended, folder


Judged = tuple[subprocess.CompletedProcess[str], Path]


def test_the_verdict_names_what_is_impossible(judged: Judged) -> None:
    ended, folder = judged
    rows = {each["id"]: each for each in json.loads((folder / "report.json").read_text(encoding="utf-8"))["requirements"]}
    assert ended.returncode == 1
    assert rows["SHARE-1"]["verdict"] == "fail"
    assert "T2 got b1, which T1 holds (1 preemption" in rows["SHARE-1"]["counterexample"]["observed"]
    assert rows["SHARE-1"]["counterexample"]["reproduced"] == 2
    assert rows["SHARE-2"]["verdict"] == "unknown"
    assert "not tried to its end" in rows["SHARE-2"]["why"]


def test_the_terminal_has_a_column_for_each_thread(judged: Judged) -> None:
    lines = judged[0].stdout.splitlines()
    assert any(line.split() == ["│", "T1", "T2", "│"] for line in lines)
    assert any("stopped before pp_get+0x" in line for line in lines)


@pytest.mark.parametrize("kind", ["html", "junit", "markdown"])
def test_each_report_tells_what_each_thread_did(kind: str, judged: Judged) -> None:
    text = (judged[1] / f"report.{kind}").read_text(encoding="utf-8").replace("&gt;", ">")
    assert "get -> b1" in text
    assert "stopped before pp_get+0x" in text


ATTACK = "\n::error::x ``a|<script>\x1b[31m\u202e\x00*/"


def attacked(data: Any) -> Any:
    """All texts in columns: events, and what stands above them."""
    if isinstance(data, str):
        return data + ATTACK
    if isinstance(data, dict):
        return {key: attacked(value) for key, value in data.items()}
    return [attacked(each) for each in data] if isinstance(data, list) else data


@pytest.mark.parametrize("form", [each for each in FORMS if each is not Json], ids=lambda each: each.option)
def test_columns_are_text_in_each_report(form: type[Form], judged: Judged) -> None:
    document = json.loads((judged[1] / "report.json").read_text(encoding="utf-8"))
    (example, *_) = [each["counterexample"] for each in document["requirements"] if each["counterexample"]]
    example |= {key: attacked(value) for key, value in example.items() if key != "program"}
    text = form.text(Told([document]))
    assert all(each.isprintable() or each == "\n" for each in text)
    assert "<script>" not in re.sub(r"```text\n.*?\n```|(`+) .*? \1", "", text, flags=re.DOTALL) or form.option == "tap"


def test_the_case_and_its_program_are_saved(judged: Judged) -> None:
    ended, folder = judged
    saved = sorted((folder / "cases").iterdir())
    assert [each.suffix for each in saved] == [".c", ".json"]
    assert all(f"saved {each}" in ended.stdout for each in saved)
    assert saved[0].name.startswith("SHARE-1-")


def test_the_report_is_read_again_by_its_schema(judged: Judged) -> None:
    command = [COMMAND, "report", str(judged[1] / "report.json"), "--markdown", "-"]
    again = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode in (0, 1), again.stderr
    assert "T1  get -> b1" in again.stdout
