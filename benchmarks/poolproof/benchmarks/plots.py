"""Plots of a contest, SVG and PNG: the distribution of the launches, and the ratios with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from .outcome import Row
from .workloads import Workload

_LAUNCH_MARK = "|"


class PlotsMissingError(Exception):
    """matplotlib is not installed; the text says how it is."""


def check_available() -> None:
    """Raises PlotsMissingError: before the measurements, not after them."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise PlotsMissingError("plots need matplotlib: pip install 'poolproof[plot]'") from None


def write_plots(rows: Sequence[Row], folder: Path) -> list[Path]:
    """Write two plots for each workload; return their files. Raises OSError."""
    import matplotlib

    matplotlib.use("agg")  # no display is needed
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for workload, each in groupby(rows, key=lambda row: row.workload):
        known = [row for row in each if row.cycles is not None]
        if known:
            written += _save(_distribution(workload, known), folder / f"{workload.name}-cycles")
            written += _save(_ratios(workload, known), folder / f"{workload.name}-ratios")
    return written


def _distribution(workload: Workload, rows: Sequence[Row]) -> Any:
    """The median of each launch, and the interval of them all."""
    figure, axes = _axes(workload, rows, "core cycles for a get and its return")
    for at, row in enumerate(rows):
        assert row.cycles is not None
        axes.plot([row.cycles.low, row.cycles.high], [at, at], color="tab:blue", linewidth=3, alpha=0.4)
        axes.plot(row.launches, [at] * len(row.launches), _LAUNCH_MARK, color="tab:blue")
        axes.plot(row.cycles.value, at, "o", color="tab:blue", markersize=4)
    return figure


def _ratios(workload: Workload, rows: Sequence[Row]) -> Any:
    figure, axes = _axes(workload, rows, "times the cycles of poolproof, inlined, in the same round")
    axes.axvline(1.0, color="grey", linewidth=0.8)
    for at, row in enumerate(rows):
        if row.ratio is not None:
            axes.plot([row.ratio.low, row.ratio.high], [at, at], color="tab:orange", linewidth=3, alpha=0.5)
            axes.plot(row.ratio.value, at, "o", color="tab:orange", markersize=4)
    return figure


def _axes(workload: Workload, rows: Sequence[Row], label: str) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 1.2 + 0.28 * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    axes.set_yticks(range(len(rows)), [_plain(f"{row.name} ({row.how})") for row in rows], parse_math=False)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlabel(label)
    axes.set_title(f"{workload.name}: {workload.sentence}")
    axes.grid(axis="x", alpha=0.3)
    return figure, axes


def _plain(text: str) -> str:
    """A library's name may hold anything, and a control character makes no SVG."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _save(figure: Any, stem: Path) -> list[Path]:
    files = [stem.with_suffix(suffix) for suffix in (".svg", ".png")]
    for file in files:
        figure.savefig(file, dpi=144)
    return files
