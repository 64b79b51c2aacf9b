"""Every goal of a contract, of the shipped model or of one that is changed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from poolproof.reference.proof.contracts import all_contracts
from poolproof.reference.proof.goals import SECONDS, Goal
from poolproof.reference.proof.lemmas import of_step
from poolproof.reference.proof.loading import load, texts
from poolproof.reference.proof.sequences import of_plain_model, of_undone_return
from poolproof.spec.contracts import Contract

PLAIN = "plain"
"""The name of the model that knows no contract (``model.py``)."""


@dataclass(frozen=True, slots=True)
class Proved:
    goals: int
    left: tuple[str, ...]
    """What is open: the operation, and what is claimed of it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    says: str
    file: str
    right: str
    wrong: str
    by: str
    """The contract by which it shows."""

    def changed(self) -> dict[str, str]:
        """The texts with the change. Raises ValueError when what is to be changed is not there, or twice."""
        sources = texts()
        if sources[self.file].count(self.right) != 1:
            raise ValueError(f"{self.says}: {self.right!r} has to stand in {self.file}.py once")
        return {**sources, self.file: sources[self.file].replace(self.right, self.wrong)}


@cache
def contracts() -> Mapping[str, Contract]:
    return dict(all_contracts())


def names() -> list[str]:
    return [PLAIN, *contracts()]


def prove(name: str, sources: Mapping[str, str] | None = None, *, seconds: float = SECONDS, stops: bool = False) -> Proved:
    """Prove all goals of the contract of this name; ``stops``: no further than the first that is open."""
    proved, left = 0, dict[str, None]()
    for operation, goal in _goals(name, load(sources or texts())):
        claims = goal.open_claims(seconds)
        proved += len(goal.claims)
        left |= dict.fromkeys(f"{operation}: {claim}" for claim in claims)
        if left and stops:
            break
    return Proved(proved, tuple(left))


def mutants() -> list[Mutant]:
    text = Path(__file__).with_name("mutants.toml").read_text(encoding="utf-8")
    return [Mutant(**each) for each in tomllib.loads(text)["mutant"]]


def _goals(name: str, modules: dict[str, Any]) -> Iterator[tuple[str, Goal]]:
    if name == PLAIN:
        yield from of_plain_model(modules)
        return
    yield from of_step(modules, contracts()[name])
    yield from of_undone_return(modules, contracts()[name])
