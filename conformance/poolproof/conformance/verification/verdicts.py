"""What a verification comes to."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from poolproof.spec import Level, Profile, Requirement

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
    soa_capacity: int
    receipt_capacity: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many situations there are, and which were never reached, each with the requirement that it puts to the test."""

    possible: int = 0
    missed: Mapping[Situation, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A minimal sequence that shows the violation. ``reproduced`` of ``attempts`` runs in fresh processes showed it again."""

    operations: tuple[Operation, ...]
    trace: Trace
    finding: Finding
    reproduced: int
    attempts: int

    @property
    def is_flaky(self) -> bool:
        return self.reproduced < self.attempts


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
    profile: Profile
    level: Level
    verdicts: tuple[RequirementVerdict, ...]
    operations: int
    seconds: float
    seed: int
    cut_short: str | None = None
    ended_at_violation: bool = False
    interrupted: bool = False
    explored: tuple[Exploration, ...] = ()
    """Capacities of which every reachable state was visited."""
    instructions: tuple[InstructionRow, ...] = ()
    """What was stepped through; empty where nothing was."""
    python_memory: PythonMemory | None = None
    """Of a Python class, at level hot."""
    coverage: Coverage = field(default_factory=Coverage)
    ticks: tuple[TickFigure, ...] = ()
    """What the clock measured, at level ticks."""

    @property
    def conclusion(self) -> Conclusion:
        """Of what was asked for: skipped requirements were not, nor can be what is not promised. Who interrupts a run has not
        waited for an answer."""
        asked = [each for each in self.verdicts if each.verdict not in (Verdict.SKIPPED, Verdict.NOT_PROMISED)]
        if any(each.verdict == Verdict.FAIL for each in asked):
            return Conclusion.VIOLATES
        if self.interrupted or not asked or any(each.verdict == Verdict.UNKNOWN for each in asked):
            return Conclusion.INCONCLUSIVE
        return Conclusion.CONFORMS

    @property
    def conforms_at(self) -> Level | None:
        """The highest level whose requirements, and those of the levels before it, are all met."""
        reached = None
        for level in Level:
            of_level = [each for each in self.verdicts if each.requirement.level == level]
            if not all(each.is_met for each in of_level):
                break
            reached = level
        return reached

    def failures(self) -> tuple[RequirementVerdict, ...]:
        return tuple(each for each in self.verdicts if each.verdict == Verdict.FAIL)
