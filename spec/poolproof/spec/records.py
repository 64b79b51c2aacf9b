"""The records of the specification. Their data stands in TOML; here are their shapes."""

from __future__ import annotations

import difflib
import enum
from dataclasses import dataclass

from poolproof.spec.errors import UnknownRequirement
from poolproof.spec.status import Status


class Level(enum.StrEnum):
    """The levels of conformance. Each of the first four holds those before it; shared holds hot, and not ticks."""

    CORE = "core"
    HARDENED = "hardened"
    HOT = "hot"
    TICKS = "ticks"
    SHARED = "shared"

    def includes(self, other: Level) -> bool:
        """Return whether what is judged at this level is judged at the other as well."""
        order = list(Level)
        is_aside = self is Level.SHARED and other is Level.TICKS
        return order.index(other) <= order.index(self) and not is_aside


@dataclass(frozen=True, slots=True)
class LevelSpec:
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class StatusSpec:
    status: Status
    meaning: str


@dataclass(frozen=True, slots=True)
class OperationSpec:
    """A function of the C binding."""

    name: str
    symbol: str
    signature: str
    """The C declaration without the symbol, e.g. ``void (bp_pool *pool)``."""
    succeeds_with: str
    refuses_with: tuple[Status, ...]
    hot: bool
    """Bound by the requirements of level hot."""
    optional: bool
    """A library without this symbol is a subject all the same."""


@dataclass(frozen=True, slots=True)
class Requirement:
    id: str
    level: Level
    text: str
    reason: str
    """Why it exists."""
    source: str
    """The section of the decision record that it comes from, or "ours" and why."""
    for_python: str | None = None
    """What it means for a Python class, where that is not plain."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A place where the decision record is silent or contradicts itself."""

    number: int
    title: str
    record_says: str
    spec_does: str
    reason: str
    requirements: tuple[str, ...]
    """Ids of the requirements that the decision shaped."""


@dataclass(frozen=True, slots=True)
class Spec:
    name: str
    version: str
    levels: tuple[LevelSpec, ...]
    statuses: tuple[StatusSpec, ...]
    operations: tuple[OperationSpec, ...]
    requirements: tuple[Requirement, ...]
    deviations: tuple[Deviation, ...]

    def requirement(self, id: str) -> Requirement:
        """Return the requirement of this id. Raises UnknownRequirement, which names the nearest ids."""
        for requirement in self.requirements:
            if requirement.id == id:
                return requirement
        ids = [requirement.id for requirement in self.requirements]
        near = difflib.get_close_matches(id.upper(), ids, n=3, cutoff=0)
        raise UnknownRequirement(
            file="requirements.toml", key=repr(id), problem="no requirement has this id", remedy=f"nearest: {', '.join(near)}"
        )

    def at_level(self, level: Level) -> tuple[Requirement, ...]:
        """Return what a subject must meet to conform at this level: its own requirements and those of what it includes."""
        return tuple(requirement for requirement in self.requirements if level.includes(requirement.level))
