"""Two threads at one pool: what both of them come to together, beside what they come to at the floor.

The contestants take turns, so each ratio is taken within a round, where all of them met the same state of the machine.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .estimates import Estimate, estimate
from .launch import ClockError
from .rival_build import loader_environment

_PAIRS: Final = 3000
"""Thirty microseconds to a millisecond: long beside what begins and ends it, short beside a slice of the scheduler."""
_ROUNDS_AT_LEAST: Final = 0.25
"""Of the rounds of a launch, or it tells nothing."""
_LIMIT_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One timing. ``share``: the slower thread's, of 1."""

    round: int
    contestant: int
    is_good: bool
    pairs: int
    nanoseconds: float
    share: float

    @property
    def nanoseconds_a_pair(self) -> float:
        """Of both threads together."""
        return self.nanoseconds / self.pairs


@dataclass(frozen=True, slots=True)
class Meetings:
    """Launches of turns, of so many rounds each; by contestant what all launches that tell something of it come to."""

    rounds: int
    launches: tuple[tuple[Turn, ...], ...]

    def nanoseconds(self, contestant: int) -> Estimate | None:
        return _estimate([[each.nanoseconds_a_pair for each in turns.values()] for turns in self._good(contestant)])

    def throughput(self, contestant: int, base: int) -> Estimate | None:
        """How many times the pairs a second of ``base``."""
        launches = zip(self._good(contestant), self._good(base), strict=True)
        return _estimate(
            [
                [
                    others[number].nanoseconds_a_pair / turn.nanoseconds_a_pair
                    for number, turn in turns.items()
                    if number in others
                ]
                for turns, others in launches
            ]
        )

    def share(self, contestant: int) -> Estimate | None:
        """What the slower thread did, of 1."""
        return _estimate([[each.share for each in turns.values()] for turns in self._good(contestant)])

    def disturbed(self, contestant: int) -> float:
        """Of all its turns, of 1."""
        turns = [each for launch in self.launches for each in launch if each.contestant == contestant]
        return sum(not each.is_good for each in turns) / len(turns) if turns else 1.0

    def _good(self, contestant: int) -> list[dict[int, Turn]]:
        """Of each launch by round; none of one that tells nothing."""
        found = [
            {each.round: each for each in launch if each.contestant == contestant and each.is_good} for launch in self.launches
        ]
        return [each if len(each) >= _ROUNDS_AT_LEAST * self.rounds else {} for each in found]


def _estimate(launches: Sequence[Sequence[float]]) -> Estimate | None:
    """None where fewer than half of the launches tell something."""
    telling = [each for each in launches if each]
    return estimate(telling) if telling and 2 * len(telling) >= len(launches) else None


def two_processors() -> tuple[int, int] | None:
    """Those that this process may use, the first and the last; None where there is one alone."""
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[-1]) if len(allowed) > 1 else None


def meet(program: Path, kernels: Sequence[Path], launches: int, rounds: int, processors: tuple[int, int]) -> Meetings:
    """Let two threads meet at each of the contestants, in so many processes. Raises ClockError."""
    return Meetings(
        rounds, tuple(_launch(program, kernels, rounds, 1 + 7919 * number, processors) for number in range(launches))
    )


def _launch(program: Path, kernels: Sequence[Path], rounds: int, seed: int, processors: tuple[int, int]) -> tuple[Turn, ...]:
    try:
        done = subprocess.run(
            [str(program), *map(str, (rounds, seed, _PAIRS, *processors))],
            input="".join(f"{each}\n" for each in kernels),
            capture_output=True,
            text=True,
            errors="replace",
            env=loader_environment(os.environ),
            timeout=_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ClockError(f"two threads that met did not end in {_LIMIT_S:.0f} s") from None
    lines = done.stdout.splitlines()
    if done.returncode != 0 or not lines or lines[-1] != "end":
        said = done.stderr.strip().splitlines()
        raise ClockError(f"two threads that met ended with status {done.returncode}{': ' + said[-1] if said else ''}")
    return tuple(read_turn(line) for line in lines[:-1])


def read_turn(line: str) -> Turn:
    """One line of what the program writes."""
    _, number, contestant, verdict, pairs, nanoseconds, share = line.split("\t")
    return Turn(int(number), int(contestant), verdict == "good", int(pairs), float(nanoseconds), float(share))
