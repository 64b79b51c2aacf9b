"""``poolproof bench`` as installed: what is refused, and what is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from poolproof.benchmarks.toolchain import Compilers, Language

COMMAND = Path(sys.executable).parent / "poolproof"
needs_compiler = pytest.mark.skipif(not Compilers.from_environment().available(Language.C), reason="there is no C compiler")
BRIEFLY = ("--against", "none", "--workload", "depth1", "--launches", "1", "--rounds", "5")


def bench(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    words = [str(COMMAND), "bench", *map(str, arguments)]
    return subprocess.run(
        words, capture_output=True, text=True, env=os.environ | {"COLUMNS": "120"} | environment, timeout=120, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--workload", "nothing"), "names no workload"),
        (("--against", "nobody"), "no rival's name contains nobody"),
        (("--fail-above", "much"), "is no percentage"),
        (("--json", "no/such/folder/x.json"), "there is no folder no"),
        (("--compare", "no-such-file"), "does not exist"),
    ],
)
def test_wrong_usage_is_said_before_anything_is_measured(arguments: tuple[str, ...], said: str) -> None:
    result = bench(*arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_python_class_is_no_subject_of_the_clock() -> None:
    result = bench("poolproof.reference:BufferPool", *BRIEFLY)
    assert result.returncode == 3
    assert "pytest-benchmark" in result.stderr


def test_without_a_compiler_nothing_is_measured_and_the_remedy_is_named() -> None:
    result = bench(*BRIEFLY, CC="no-such-compiler")
    assert result.returncode == 4
    assert "name another in CC" in result.stderr


def test_list_names_workloads_and_rivals() -> None:
    result = bench("--list", "--against", "malloc")
    assert result.returncode == 0
    assert "workload  depth1" in result.stdout
    assert "rival     glibc malloc" in result.stdout


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    file = tmp_path_factory.mktemp("bench") / "figures.json"
    result = bench(*BRIEFLY, "--save", file)
    assert result.returncode in (0, 4), result.stderr  # 4: the machine is too busy for figures
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return file, document


@needs_compiler
def test_figures_are_written_whole(figures: tuple[Path, dict[str, Any]]) -> None:
    document = figures[1]
    assert document["complete"] is True
    assert [(each["name"], each["how"]) for each in document["figures"]] == [
        ("poolproof", "inlined"),
        ("floor", "inlined"),
        ("two empty calls", "calls"),
        ("poolproof", "calls"),
    ]
    assert all((each["cycles"] is None) != (each["problem"] is None) for each in document["figures"])


@needs_compiler
def test_rivals_are_measured_inlined_and_through_calls(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    result = bench("--against", "arena", "--calls", *BRIEFLY[2:], "--json", file)
    assert result.returncode in (0, 4), result.stderr
    figures = json.loads(file.read_text(encoding="utf-8"))["figures"]
    assert [each["how"] for each in figures if each["name"] == "arena"] == ["inlined", "calls"]


@needs_compiler
def test_unlike_machines_are_not_compared(figures: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    document = figures[1]
    other.write_text(json.dumps(document | {"machine": document["machine"] | {"processor": "another"}}), encoding="utf-8")
    result = bench(*BRIEFLY, "--compare", other)
    assert result.returncode == 2
    assert "processor: 'another' then" in result.stderr
    assert bench(*BRIEFLY, "--compare", other, "--force").returncode != 2
