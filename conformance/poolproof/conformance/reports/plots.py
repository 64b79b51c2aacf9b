"""What a page draws, as places in per cent: the page stretches to any width, and its text does not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from poolproof.benchmarks.workloads import WORKLOADS

from .document import Document
from .history import Entry, Tick

_BINS: Final = 60
_RUNS_AT_MOST: Final = 60
_SENTENCES: Final = {each.name: each.sentence for each in WORKLOADS}
_WORDS: Final = {"conforms": "conforming", "violates": "violating", "inconclusive": "inconclusive"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number on an axis."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Of a histogram, from the left and from the floor."""

    left: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class TickRow:
    """How often one contestant took how many cycles; the median, and the interval that holds it."""

    name: str
    told: str
    bars: tuple[Bar, ...]
    median: float
    low: float
    width: float


@dataclass(frozen=True, slots=True)
class TickPlot:
    """One workload. ``target``: where the profile's lies, if it speaks of this one and is in sight."""

    sentence: str
    rows: tuple[TickRow, ...]
    axis: tuple[Mark, ...]
    target: float | None


@dataclass(frozen=True, slots=True)
class InstructionBar:
    """From the least to the most, on a logarithmic scale."""

    row: Document
    left: float
    width: float
    median: float


@dataclass(frozen=True, slots=True)
class RunMark:
    """One run of the history: a column of the plot."""

    left: float
    width: float
    entry: Entry


@dataclass(frozen=True, slots=True)
class TickHistory:
    """One workload over the runs: ``line`` and ``band`` are points of an SVG of 100 by 100."""

    sentence: str
    line: str
    band: str
    axis: tuple[Mark, ...]
    latest: str


@dataclass(frozen=True, slots=True)
class HistoryPlot:
    title: str
    runs: tuple[RunMark, ...]
    ticks: tuple[TickHistory, ...]


def tick_plots(document: Document) -> list[TickPlot]:
    """One for each workload that was measured."""
    figures = document.get("ticks", [])
    names = dict.fromkeys(each["workload"] for each in figures)
    return [
        _tick_plot(name, [each for each in figures if each["workload"] == name], document.get("tick_target")) for name in names
    ]


def _tick_plot(workload: str, figures: Sequence[Document], target: float | None) -> TickPlot:
    cycles = [number for each in figures for rounds in each["launches"] for number in rounds]
    cycles += [each["cycles"][key] for each in figures for key in ("low", "high")]
    aim = [target] if target is not None and workload == "depth1" else []
    scale = _Scale.around([*cycles, *aim])
    return TickPlot(
        sentence=_SENTENCES.get(workload, workload),
        rows=tuple(_tick_row(each, scale) for each in figures),
        axis=scale.marks(),
        target=scale.place(aim[0]) if aim else None,
    )


def _tick_row(figure: Document, scale: _Scale) -> TickRow:
    counts = Counter(
        min(int(scale.place(cycles) / 100 * _BINS), _BINS - 1) for rounds in figure["launches"] for cycles in rounds
    )
    most = max(counts.values(), default=1)
    cycles = figure["cycles"]
    rounds = sum(map(len, figure["launches"]))
    return TickRow(
        name=f"{figure['name']} ({figure['how']})",
        told=f"{cycles['value']:.2f} cycles, {cycles['low']:.2f} to {cycles['high']:.2f}; "
        f"{rounds:,} rounds in {len(figure['launches'])} launches",
        bars=tuple(Bar(100 * at / _BINS, 100 / _BINS, 100 * count / most) for at, count in sorted(counts.items())),
        median=scale.place(cycles["value"]),
        low=scale.place(cycles["low"]),
        width=scale.place(cycles["high"]) - scale.place(cycles["low"]),
    )


def instruction_bars(document: Document) -> list[InstructionBar]:
    rows = document["instructions"]
    largest = math.log10(max((row["most"] for row in rows), default=1) + 1)

    def place(instructions: int) -> float:
        return 100 * math.log10(instructions + 1) / largest

    return [
        InstructionBar(row, place(row["least"]), place(row["most"]) - place(row["least"]), place(row["median"])) for row in rows
    ]


def history_plot(entries: Sequence[Entry]) -> HistoryPlot:
    """Of the latest runs, oldest first, in columns of one width."""
    latest = entries[-_RUNS_AT_MOST:]
    width = 100 / max(len(latest), 1)
    runs = tuple(RunMark(at * width, width, entry) for at, entry in enumerate(latest))
    return HistoryPlot(_title(latest), runs, tuple(_tick_histories(runs)))


def _title(latest: Sequence[Entry]) -> str:
    """How many runs there are, and what came of them."""
    counts = Counter(_WORDS.get(each.verdict or "", f"of {each.command}") for each in latest)
    told = ", ".join(f"{count} {word}" for word, count in counts.items())
    return f"The latest {len(latest)} runs, oldest first: {told}" if len(latest) > 1 else f"One run so far: {told}"


def _tick_histories(runs: Sequence[RunMark]) -> Iterator[TickHistory]:
    for key in dict.fromkeys((tick.workload, tick.how) for run in runs for tick in run.entry.ticks):
        found = [
            (run.left + run.width / 2, tick) for run in runs for tick in run.entry.ticks if (tick.workload, tick.how) == key
        ]
        if len(found) < 2:
            continue  # one point is no course of time: the report itself tells it
        scale = _Scale.around([number for _, tick in found for number in (tick.low, tick.high)])
        workload, how = key
        yield TickHistory(
            sentence=f"{_SENTENCES.get(workload, workload)} ({how})",
            line=_line(found, scale),
            band=_band(found, scale),
            axis=scale.marks(),
            latest=f"{found[-1][1].value:.2f} cycles in the latest run",
        )


def _line(found: Sequence[tuple[float, Tick]], scale: _Scale) -> str:
    return _points((x, 100 - scale.place(tick.value)) for x, tick in found)


def _band(found: Sequence[tuple[float, Tick]], scale: _Scale) -> str:
    """Along the upper ends of the intervals, and back along the lower ones."""
    upper = [(x, 100 - scale.place(tick.high)) for x, tick in found]
    lower = [(x, 100 - scale.place(tick.low)) for x, tick in found]
    return _points([*upper, *reversed(lower)])


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in places)


@dataclass(frozen=True, slots=True)
class _Scale:
    """A range of numbers, and where in per cent each of them lies."""

    least: float
    most: float

    @staticmethod
    def around(numbers: Sequence[float]) -> _Scale:
        """All of them in sight, with a margin, and never so close that noise looks like a mountain."""
        least, most = min(numbers), max(numbers)
        margin = max((most - least) * 0.08, abs(most) * 0.02, 0.1)
        return _Scale(max(least - margin, 0.0) if least >= 0 else least - margin, most + margin)

    def place(self, number: float) -> float:
        return round(100 * (number - self.least) / (self.most - self.least), 3)

    def marks(self) -> tuple[Mark, ...]:
        """Some round numbers."""
        step = _round_step((self.most - self.least) / 4)
        first = math.ceil(self.least / step)
        count = int(self.most / step) - first + 1
        return tuple(Mark(self.place(number * step), f"{number * step:g}") for number in range(first, first + count))


def _round_step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, and no smaller than asked for."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
