"""Every path that a piece of Python can take on symbols: it is run once for each, and at each choice goes another way.

A choice that z3 can rule out is not taken; where z3 can't tell, both are. So no path that can be taken is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import z3

MILLISECONDS_A_CHOICE = 300


@dataclass(slots=True)
class Path:
    """``taken``: the choices made, in order; ``holds``: what is true on it, of those and of what was said of new symbols."""

    todo: tuple[bool, ...]
    given: tuple[z3.BoolRef, ...]
    taken: list[bool] = field(default_factory=list)
    holds: list[z3.BoolRef] = field(default_factory=list)
    others: list[tuple[bool, ...]] = field(default_factory=list)

    named: dict[int, z3.ArithRef] = field(default_factory=dict)
    """What was chosen of an object, so that it is the same each time."""
    solver: z3.Solver = field(default_factory=z3.Solver)
    told: int = 0

    def choose(self, term: z3.BoolRef) -> bool:
        if len(self.taken) < len(self.todo):
            way = self.todo[len(self.taken)]
        else:
            way = self._can_be(term)
            if way and self._can_be(z3.Not(term)):
                self.others.append((*self.taken, False))
        self.taken.append(way)
        self.holds.append(term if way else z3.Not(term))
        return way

    def _can_be(self, term: z3.BoolRef) -> bool:
        if self.told == 0:
            self.solver.set("timeout", MILLISECONDS_A_CHOICE)
        everything = (*self.given, *self.holds)
        self.solver.add(*everything[self.told :])
        self.told = len(everything)
        return bool(self.solver.check(term) != z3.unsat)


@dataclass(frozen=True, slots=True)
class End:
    """Of a path: what came of it, or the error that it raised."""

    holds: tuple[z3.BoolRef, ...]
    value: object = None
    error: Exception | None = None


_current: list[Path] = []


def current() -> Path:
    return _current[-1]


def ends(run: Callable[[], object], given: tuple[z3.BoolRef, ...]) -> Iterator[End]:
    """Run it along each path that is possible where `given` is true: terms without quantifiers."""
    left: list[tuple[bool, ...]] = [()]
    while left:
        path = Path(left.pop(), given)
        _current.append(path)
        try:
            end = End((), run())
        except Exception as error:
            end = End((), error=error)
        finally:
            _current.pop()
        left += path.others
        yield End(tuple(path.holds), end.value, end.error)
