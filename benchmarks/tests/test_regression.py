"""Figures held against a baseline: what is a regression, what is noise, and whose figures are not comparable."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from poolproof.benchmarks.document import BaselineError, document, read_baseline
from poolproof.benchmarks.estimates import Estimate
from poolproof.benchmarks.machine import Machine
from poolproof.benchmarks.outcome import Row
from poolproof.benchmarks.regression import Change, change_of, compare_rows
from poolproof.benchmarks.workloads import DEPTH1, TRIPLE

MACHINE = Machine("x86_64", "a processor", "0123", "6.1", "cc 12", "-O2", "performance", "none seen")
ROW = Row(DEPTH1, "poolproof", "inlined", Estimate(7.0, 6.99, 7.02), Estimate(1, 1, 1), 2.3, 35.0, None, (7.0, 7.0), None)


def saved(folder: Path, *rows: Row) -> Path:
    file = folder / "baseline.json"
    file.write_text(json.dumps(document("0.1.0", MACHINE, rows, {})), encoding="utf-8")
    return file


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    unknown = replace(ROW, workload=TRIPLE, cycles=None, ratio=None, problem="a busy neighbour")
    baseline = read_baseline(saved(tmp_path, ROW, unknown))
    assert baseline.machine == MACHINE
    assert baseline.cycles == {ROW.key: ROW.cycles}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("{}", "is no baseline"),
        ('{"schema": 2, "complete": true}', "schema 2"),
        ('{"schema": 1, "complete": true, "machine": {}, "figures": []}', "is no baseline"),
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError, match=said):
        read_baseline(file)
    with pytest.raises(BaselineError, match="can't be read"):
        read_baseline(tmp_path / "nothing.json")


@pytest.mark.parametrize(
    ("by", "change"),
    [
        (Estimate(0.0, -0.01, 0.01), Change.NONE),
        (Estimate(-0.2, -0.3, -0.1), Change.NONE),
        (Estimate(0.14, 0.13, 0.15), Change.REGRESSION),
        (Estimate(0.14, -0.05, 0.3), Change.UNCLEAR),
        (Estimate(0.02, 0.01, 0.035), Change.NONE),
        (Estimate(0.02, -0.1, 0.2), Change.UNCLEAR),
    ],
)
def test_a_regression_is_above_the_limit_and_beyond_the_noise(by: Estimate, change: Change) -> None:
    assert change_of(by, 0.03) is change


def test_rows_are_held_against_their_own(tmp_path: Path) -> None:
    baseline = read_baseline(saved(tmp_path, ROW))
    slower = replace(ROW, cycles=Estimate(8.0, 7.99, 8.02))
    unknown = replace(ROW, cycles=None)
    another = replace(ROW, name="mine")
    changes = [each.change for each in compare_rows([ROW, slower, unknown, another], baseline, 0.03)]
    assert changes == [Change.NONE, Change.REGRESSION, Change.UNCLEAR, Change.ABSENT]


def test_machines_differ_in_what_is_named() -> None:
    assert MACHINE.differences(MACHINE) == []
    assert MACHINE.differences(replace(MACHINE, processor="another")) == ["processor: 'another' then, 'a processor' now"]
