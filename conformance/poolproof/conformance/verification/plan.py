"""What a verification is to do, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass

from poolproof.spec import Level, Requirement

from ..operations import Operation


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to do. The same plan and seed give the same run.

    ``budget_s`` cuts it short or, when it is longer, repeats its random part with other draws. Unless it ``keeps_going``, the
    search ends soon after a requirement is found to be violated: the rest of it would mostly find the same again.
    """

    level: Level = Level.HARDENED
    selected: frozenset[str] | None = None
    seed: int = 0
    budget_s: float | None = None
    keeps_going: bool = False
    lane_operations: int = 8_000_000
    corpus: tuple[tuple[Operation, ...], ...] = ()
    """Sequences that are tried first: what failed before."""
    meetings: tuple[tuple[str, ...], ...] = ()
    """What threads are to do at once, besides the usual programs, and before them: of each a program for each thread."""
    walks: int = 30
    machine_examples: int = 20
    machine_steps: int = 50
    ceiling_s: float = 180.0
    """A slow subject, or a busy machine, is given this long, unless the user gives a budget."""

    def asks_for(self, requirement: Requirement) -> bool:
        return self.level.includes(requirement.level) and (self.selected is None or requirement.id in self.selected)
