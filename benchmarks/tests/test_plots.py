"""Plots: two for each workload that has figures, and a remedy where matplotlib is missing."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from poolproof.benchmarks.estimates import Estimate
from poolproof.benchmarks.outcome import Row
from poolproof.benchmarks.plots import PlotsMissingError, check_available, write_plots
from poolproof.benchmarks.workloads import DEPTH1, TRIPLE, WHOLE

ROW = Row(DEPTH1, "poolproof", "inlined", Estimate(7.0, 6.9, 7.1), Estimate(1, 1, 1), 2.3, 35.0, None, (7.0, 7.02), None)


def test_each_workload_with_figures_has_two_plots_in_two_formats(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install 'poolproof[plot]'")
    another = replace(ROW, name="a rival", cycles=Estimate(8, 7.9, 8.1), ratio=Estimate(1.14, 1.1, 1.2))
    unknown = replace(ROW, workload=WHOLE, cycles=None, ratio=None, launches=(), problem="a busy neighbour")
    written = write_plots([ROW, another, replace(ROW, workload=TRIPLE), unknown], tmp_path / "plots")
    assert sorted(file.name for file in written) == sorted(
        f"{workload}-{what}.{suffix}"
        for workload in ("depth1", "triple")
        for what in ("cycles", "ratios")
        for suffix in ("png", "svg")
    )
    for file in written:
        magic = b"\x89PNG" if file.suffix == ".png" else b"<?xml"
        assert file.read_bytes().startswith(magic)


def test_without_matplotlib_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(PlotsMissingError, match=r"pip install 'poolproof\[plot\]'"):
        check_available()


def test_a_name_is_text_and_no_formula(tmp_path: Path) -> None:
    odd = replace(ROW, name="lib$\\frac$_^{\x1b\u202e<b>.so")
    for file in write_plots([ROW, odd], tmp_path):
        if file.suffix == ".svg":
            assert ElementTree.parse(file) is not None
