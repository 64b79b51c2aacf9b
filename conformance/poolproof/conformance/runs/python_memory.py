"""What a pool of a Python class takes, and what its operations leave behind: measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..subjects import Subject
from ..subjects.python_rounds import MISUSE, MISUSE_OF_BLOCKS
from ..subjects.python_rounds import OPERATIONS_A_ROUND as OPERATIONS_A_ROUND

_LIMIT_S = 10.0
_ROUNDS_TO_SETTLE = 2
_GROWTH_A_ROUND = OPERATIONS_A_ROUND // 4
"""Blocks. An interpreter breathes by some in a round; what leaks once in four operations takes more."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What was done again and again, and how much the blocks in use grew by it in each round."""

    requirement: str
    what: str
    blocks: tuple[int, ...]

    @property
    def is_misuse(self) -> bool:
        return self.what in (MISUSE, MISUSE_OF_BLOCKS)

    @property
    def leaks(self) -> bool:
        """Whether every round left something behind, once the first ones are over."""
        return min(self.blocks[_ROUNDS_TO_SETTLE:]) >= _GROWTH_A_ROUND


@dataclass(frozen=True, slots=True)
class GrownType:
    """Objects of a type that were there after a round of every operation and not before, by Pympler's count."""

    name: str
    objects: int
    bytes: int


@dataclass(frozen=True, slots=True)
class PythonMemory:
    """``footprint_bytes``: what Pympler sees of a default pool. ``unseen``: types of its parts that may hold memory which no
    Python call tells the size of."""

    footprint_bytes: int
    unseen: tuple[str, ...]
    growth: tuple[Growth, ...]
    objects: tuple[GrownType, ...]


class PythonMemoryUnmeasuredError(Exception):
    """The class could not be measured; the text says why."""


def measure_python_memory(subject: Subject) -> PythonMemory:
    """Measure a Python class. Raises PythonMemoryUnmeasuredError."""
    try:
        run = subprocess.run(
            subject.memory_command(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PythonMemoryUnmeasuredError(f"its operations did not come to an end in {_LIMIT_S:.0f} s") from error
    if run.returncode != 0:
        said = run.stderr.strip().splitlines()
        detail = f": {said[-1]}" if said else ""
        raise PythonMemoryUnmeasuredError(f"measuring it ended with status {run.returncode}{detail}")
    try:
        return _read(json.loads(run.stdout))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PythonMemoryUnmeasuredError(
            "what its process told makes no sense: the class writes where it has no business"
        ) from error


def _read(document: Mapping[str, Any]) -> PythonMemory:
    return PythonMemory(
        footprint_bytes=document["footprint_bytes"],
        unseen=tuple(document["unseen"]),
        growth=tuple(Growth(each["requirement"], each["what"], tuple(each["blocks"])) for each in document["growth"]),
        objects=tuple(GrownType(*each) for each in document["objects"]),
    )
