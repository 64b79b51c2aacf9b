"""A goal, and whether z3 proves it."""

from __future__ import annotations

from dataclasses import dataclass

import z3

Named = tuple[str, z3.BoolRef]
SECONDS = 20


@dataclass(frozen=True, slots=True)
class Goal:
    """To be proved: where all of `given` is true, so is each of `claims`."""

    given: tuple[z3.BoolRef, ...]
    claims: tuple[Named, ...]

    def open_claims(self, seconds: float = SECONDS) -> list[str]:
        """The names of those that are not proved in that time: all at once first, and one by one if need be."""
        if _is_proved(self.given, z3.And(*[claim for _, claim in self.claims]), seconds):
            return []
        return [name for name, claim in self.claims if not _is_proved(self.given, claim, seconds)]


def _is_proved(given: tuple[z3.BoolRef, ...], claim: z3.BoolRef, seconds: float) -> bool:
    """What is true of all numbers is used where a term of it comes up (patterns), and nowhere else: that may not end."""
    solver = z3.Solver()
    solver.set("timeout", int(seconds * 1000))
    solver.set("mbqi", False)
    solver.add(*given, z3.Not(claim))
    return bool(solver.check() == z3.unsat)
