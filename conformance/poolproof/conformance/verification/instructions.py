"""What operations take, instruction by instruction: for each kind and outcome, how many, and what stood out among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from poolproof.spec.contracts import default_contract

from ..judge import INSTRUCTIONS_COUNTED_AT_MOST, instructions_name
from ..judge.wording import Words, words_of
from ..names import counted
from ..observations import Step
from ..operations import BOUNDED_KINDS, Kind

COUNTED_AT_MOST: Final = INSTRUCTIONS_COUNTED_AT_MOST
"""A row whose most is this may have taken any number more."""
_SLOPE_TOLD: Final = 0.05
"""Instructions a buffer: what grows by less does not search."""


@dataclass(frozen=True, slots=True)
class InstructionRow:
    """``samples`` operations of one kind and outcome. ``locked_most``, ``time_reads_most``, ``system_calls_most``: the most of
    such instructions in one operation; ``outside``: functions outside the subject that any of them called. ``operation`` and
    ``outcome`` are in the words of the pool's binding."""

    kind: Kind
    operation: str
    outcome: str
    samples: int
    least: int
    median: int
    most: int
    locked_most: int
    time_reads_most: int
    system_calls_most: int
    outside: tuple[str, ...]


@dataclass(slots=True)
class _Figures:
    counts: Counter[int] = field(default_factory=Counter)
    locked_most: int = 0
    time_reads_most: int = 0
    system_calls_most: int = 0
    outside: set[str] = field(default_factory=set)


@dataclass(slots=True)
class InstructionFigures:
    """Gathers what was stepped through, from trace after trace, in pools of the contract's own capacities.

    ``own_buffers``: those capacities, of buffers; ``grown``: by the buffers of larger pools, the most instructions that an
    operation took there."""

    own_buffers: int = 0
    words: Words = field(default_factory=lambda: words_of(default_contract()))
    grown: dict[int, int] = field(default_factory=dict)
    _figures: dict[tuple[int, int], _Figures] = field(default_factory=dict)

    def note(self, trace: Iterable[Step]) -> None:
        """Take account of the steps that were gone through instruction by instruction; the others say nothing."""
        for step in trace:
            seen = step.observation
            if not seen.instructions:
                continue
            figures = self._figures.setdefault((step.operation.kind, seen.status), _Figures())
            figures.counts[seen.instructions] += 1
            figures.locked_most = max(figures.locked_most, seen.locked_instructions)
            figures.time_reads_most = max(figures.time_reads_most, seen.time_stamp_reads)
            figures.system_calls_most = max(figures.system_calls_most, seen.system_call_instructions)
            figures.outside.update(step.outside)

    def note_count(self, kind: Kind, status: int, instructions: int) -> None:
        """The same of an operation of which no more is known than how many there were."""
        self._figures.setdefault((kind, status), _Figures()).counts[instructions] += 1

    def mean(self) -> float:
        """Of all operations that were stepped through; 0 when there was none."""
        samples = sum(each.counts.total() for each in self._figures.values())
        return self.total() / samples if samples else 0.0

    def total(self) -> int:
        """The instructions of all of them together."""
        return sum(number * count for each in self._figures.values() for number, count in each.counts.items())

    def rows(self) -> tuple[InstructionRow, ...]:
        """One for each kind of operation and outcome, in the order of the binding."""
        return tuple(_row(*key, self._figures[key], self.words) for key in sorted(self._figures))

    def largest(self) -> str | None:
        """The largest number of the operations that HOT-5 bounds, in words, and how it grows in larger pools; None when none
        was stepped through."""
        bounded = [row for row in self.rows() if row.kind in BOUNDED_KINDS]
        if not bounded:
            return None
        row = max(bounded, key=lambda each: each.most)
        seen = f"at most {instructions_name(row.most)} instructions, in {row.operation} ({row.outcome})"
        return f"{seen}, in pools of {counted(self.own_buffers, self.words.block)}{self._growth(row.most)}"

    def _growth(self, own_most: int) -> str:
        if not self.grown:
            return ""
        buffers = max(self.grown)
        most = self.grown[buffers]
        slope = (most - own_most) / (buffers - self.own_buffers)
        if slope < _SLOPE_TOLD:
            return f"; no more in pools of {buffers:,}"
        return f"; grows by {slope:.1f} a {self.words.block}: {instructions_name(most)} at {buffers:,}"


def _row(kind: int, status: int, figures: _Figures, words: Words) -> InstructionRow:
    counts = figures.counts
    return InstructionRow(
        kind=Kind(kind),
        operation=words.operation(kind),
        outcome=words.status(status),
        samples=counts.total(),
        least=min(counts),
        median=_median(counts),
        most=max(counts),
        locked_most=figures.locked_most,
        time_reads_most=figures.time_reads_most,
        system_calls_most=figures.system_calls_most,
        outside=tuple(sorted(figures.outside)),
    )


def _median(counts: Counter[int]) -> int:
    """The middle one; of an even number, the lower of the two in the middle, so that it is a number that was seen."""
    before = 0
    for instructions in sorted(counts):
        before += counts[instructions]
        if 2 * before >= counts.total():
            return instructions
    raise ValueError("there is no median of nothing")
