"""What the trials come to: is the judge to be trusted, and which requirements are guarded."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass

from poolproof.spec import Level, Requirement, Spec

from ..faults import Canary, Entry, Fault
from ..faults.of_contract import promised_ids
from .given import GivenContract
from .trial import Result, Trial


class MatrixVerdict(enum.StrEnum):
    TRUSTED = "trusted"
    """Every fault was caught and rightly blamed, and no canary was blamed."""
    NOT_TRUSTED = "not trusted"
    INCONCLUSIVE = "inconclusive"
    """Nothing speaks against the judge, but not everything was put to it."""
    NOTHING_BUILT = "nothing built"
    """For want of compilers."""


@dataclass(frozen=True, slots=True)
class Guard:
    """``planted``: the faults that violate the requirement first, none where nobody wrote one for the contract; ``by``: those
    caught with it among what failed. ``seconds``: of the judges of all that was planted."""

    requirement: Requirement
    planted: tuple[str, ...]
    by: tuple[str, ...]
    seconds: float

    @property
    def is_guarded(self) -> bool:
        return bool(self.by)


@dataclass(frozen=True, slots=True)
class Matrix:
    trials: tuple[Trial, ...]
    spec: Spec
    level: Level
    seed: int
    limit_seconds: float
    seconds: float
    interrupted: bool
    given: GivenContract | None = None

    @property
    def faults(self) -> tuple[tuple[Fault, Trial], ...]:
        return tuple((each.entry, each) for each in self.trials if isinstance(each.entry, Fault))

    @property
    def canaries(self) -> tuple[Trial, ...]:
        return tuple(each for each in self.trials if isinstance(each.entry, Canary))

    @property
    def guards(self) -> tuple[Guard, ...]:
        """A guard for each requirement of the level that a fault among the trials violates first; of a contract that was
        given whole, for each that it promises."""
        promised = promised_ids(self.given.contract) if self.given is not None and not self.given.in_part else ()
        found = []
        for requirement in self.spec.at_level(self.level):
            trials = [(fault, trial) for fault, trial in self.faults if fault.violates[0] == requirement.id]
            if trials or requirement.id in promised:
                planted = tuple(fault.name for fault, _ in trials)
                by = tuple(fault.name for fault, trial in trials if requirement.id in trial.failed)
                found.append(Guard(requirement, planted, by, sum(trial.seconds for _, trial in trials)))
        return tuple(found)

    @property
    def counts(self) -> Counter[Result]:
        return Counter(each.result for each in self.trials)

    @property
    def verdict(self) -> MatrixVerdict:
        results = self.counts.keys()
        if results == {Result.NO_COMPILER}:
            return MatrixVerdict.NOTHING_BUILT
        if any(_speaks_against(each) for each in self.trials):
            return MatrixVerdict.NOT_TRUSTED
        if self.interrupted or not results <= {Result.CAUGHT, Result.NOT_BLAMED}:
            return MatrixVerdict.INCONCLUSIVE
        return MatrixVerdict.TRUSTED


def can_be_caught(entry: Entry, spec: Spec, level: Level) -> bool:
    """Whether the entry says anything about a judge that judges up to this level: a canary always does."""
    asked = {each.id for each in spec.at_level(level)}
    return not isinstance(entry, Fault) or not asked.isdisjoint(entry.violates)


def _speaks_against(trial: Trial) -> bool:
    """A canary for which the time did not suffice was not blamed; a fault was not caught."""
    if trial.result == Result.OUT_OF_TIME:
        return isinstance(trial.entry, Fault)
    return trial.result in (Result.WRONGLY_BLAMED, Result.NOT_CAUGHT, Result.BLAMED, Result.NOT_BUILT, Result.BROKEN)
