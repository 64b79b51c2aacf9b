"""What a verification comes to."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from poolproof.spec import Level, Requirement
from poolproof.spec.contracts import Contract

from ..interleaving import Told
from ..judge import Finding, Situation
from ..observations import Trace
from ..operations import Operation
from ..runs.python_memory import PythonMemory
from ..subjects import Exploration, Subject
from .instructions import InstructionRow

if TYPE_CHECKING:
    from poolproof.benchmarks.ticks import TickFigure


class Verdict(enum.StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    """Not asked for."""
    NOT_PROMISED = "not_promised"
    """It can't be asked of such a subject: neither a pass nor a reason to doubt."""

    @property
    def in_words(self) -> str:
        return self.value.replace("_", " ")


class Conclusion(enum.StrEnum):
    CONFORMS = "conforms"
    VIOLATES = "violates"
    INCONCLUSIVE = "inconclusive"


Capacities: TypeAlias = tuple[int, int] | None
"""Buffers and receipts as given to create; None: no configuration, that is the default."""


class Configuration(NamedTuple):
    """One that a subject accepts: what is given to create, and what it amounts to."""

    given: Capacities
    block_count: int
    record_count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many situations there are, and which were never reached, each with the requirement that it puts to the test."""

    possible: int = 0
    missed: Mapping[Situation, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A minimal sequence that shows the violation. ``reproduced`` of ``attempts`` runs in fresh processes showed it again.
    ``comes_of``: the requirement whose counterexample is told instead, where this is but another symptom of the same fault."""

    operations: Sequence[Operation]
    trace: Trace
    finding: Finding
    reproduced: int
    attempts: int
    comes_of: str | None = None
    meeting: Told | None = None
    """Of threads: it has no sequence of operations."""

    @property
    def is_flaky(self) -> bool:
        return self.reproduced < self.attempts


class Shown(NamedTuple):
    """A counterexample that is told, and the requirements that it violates, the most telling first; ``also``: those of which
    only another symptom of the same fault was seen."""

    example: Counterexample
    ids: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequirementVerdict:
    """``checked``: how many observations could have failed it. ``applies``: False where the subject has nothing to judge, as
    where it is not promised."""

    requirement: Requirement
    verdict: Verdict
    checked: int
    why: str | None = None
    counterexample: Counterexample | None = None
    applies: bool = True

    @property
    def is_met(self) -> bool:
        return self.verdict == Verdict.PASS or not self.applies


@dataclass(frozen=True, slots=True)
class Run:
    """One verification. ``cut_short``: why it was not carried out whole, if it was not; ``ended_at_violation``: the search
    ended because a requirement was found to be violated."""

    subject: Subject
    subject_name: str
    contract: Contract
    level: Level
    verdicts: tuple[RequirementVerdict, ...]
    operations: int
    seconds: float
    seed: int
    cut_short: str | None = None
    ended_at_violation: bool = False
    interrupted: bool = False
    died: bool = False
    """The subject ended its process, or hung, at least once."""
    explored: tuple[Exploration, ...] = ()
    """Capacities of which every reachable state was visited."""
    instructions: tuple[InstructionRow, ...] = ()
    """What was stepped through; empty where nothing was."""
    python_memory: PythonMemory | None = None
    """Of a Python class, at level hot."""
    coverage: Coverage = field(default_factory=Coverage)
    ticks: tuple[TickFigure, ...] = ()
    """What the clock measured, at level ticks."""
    unread: tuple[str, ...] = ()
    """Names of the cases of the corpus that nobody can read."""

    @property
    def conclusion(self) -> Conclusion:
        """Of what was asked for: skipped requirements were not, nor can be what is not promised. Who interrupts a run has not
        waited for an answer; what a case shows that can't be read, nobody knows."""
        asked = [each for each in self.verdicts if each.verdict not in (Verdict.SKIPPED, Verdict.NOT_PROMISED)]
        if any(each.verdict == Verdict.FAIL for each in asked):
            return Conclusion.VIOLATES
        if self.interrupted or self.unread or not asked or any(each.verdict == Verdict.UNKNOWN for each in asked):
            return Conclusion.INCONCLUSIVE
        return Conclusion.CONFORMS

    @property
    def ended_early(self) -> bool:
        """Whether the search ended before its plan did: what was met had fewer occasions to fail than in a whole run."""
        return self.ended_at_violation or self.cut_short is not None

    @property
    def levels(self) -> list[Level]:
        """Those that were asked for."""
        return [level for level in Level if self.level.includes(level)]

    @property
    def asked_in_part(self) -> list[str] | None:
        """The requirements that were asked for, where they are but a part of the level (-k)."""
        levels = self.levels
        of_level = [each for each in self.verdicts if each.requirement.level in levels]
        asked = [each.requirement.id for each in of_level if each.verdict != Verdict.SKIPPED or not each.applies]
        return asked if len(asked) < len(of_level) else None

    @property
    def conforms_at(self) -> Level | None:
        """The highest level asked for whose requirements, and those of the levels that it includes, are all met."""
        unmet = {each.requirement.level for each in self.verdicts if not each.is_met}
        reached = [level for level in self.levels if not any(map(level.includes, unmet))]
        return reached[-1] if reached else None

    def examples(self) -> list[Shown]:
        """One for each fault, as far as they can be told apart: first what most else comes of, then the shortest."""
        found: dict[int, tuple[Counterexample, list[str]]] = {}
        for each in self.failures():
            assert each.counterexample is not None
            found.setdefault(id(each.counterexample), (each.counterexample, []))[1].append(each.requirement.id)
        shown = [
            Shown(
                example,
                tuple(sorted(ids, key=[*example.finding.requirements, *ids].index)),
                tuple(each for other, of_it in found.values() for each in of_it if other.comes_of in ids),
            )
            for example, ids in found.values()
            if example.comes_of is None
        ]
        return sorted(shown, key=lambda each: (-len(each.also), len(each.example.operations)))

    def failures(self) -> tuple[RequirementVerdict, ...]:
        return tuple(each for each in self.verdicts if each.verdict == Verdict.FAIL)
