"""The hot loop in a simulated cache (CACHE-1), by cachegrind where valgrind is installed.

The difference of two places in the loop leaves out what loading and creation cost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from poolproof.benchmarks.cachegrind import CacheUnmeasuredError, simulation
from poolproof.spec.wire import TERMS

from ..subjects import Subject
from ..subjects.resolve import hot_loop_path
from ..subjects.terms import terms_of

_ROUNDS_BEFORE, _ROUNDS = 1000, 2000
_OPERATIONS_A_ROUND = 8
_MARKS = re.compile(rb"^marks (\d+) (\d+)$", re.MULTILINE)
"""Process ids of children that the loop forks: the simulator leaves a file of each, with what was counted up to there."""


@dataclass(frozen=True, slots=True)
class CacheCounts:
    """Data references and misses of the first-level cache, in the rounds between two places of the loop."""

    references: int
    misses: int
    operations: int

    @property
    def hit_rate(self) -> float:
        return 1 - self.misses / self.references

    @property
    def misses_an_operation(self) -> float:
        return self.misses / self.operations


def measure(subject: Subject) -> CacheCounts:
    """Simulate the hot loop of a library. Raises CacheUnmeasuredError."""
    contract = subject.contract
    loop = [str(hot_loop_path()), str(subject.path), str(_ROUNDS_BEFORE), str(_ROUNDS)]
    if contract.binding != 1:
        loop.append(TERMS.pack(*terms_of(contract)).hex())
    with simulation(loop) as (said, counts_of):
        marks = _MARKS.search(said)
        if marks is None:
            raise CacheUnmeasuredError("the hot loop did not tell its marks under cachegrind")
        (references_before, misses_before), (references, misses) = (counts_of(int(each)) for each in marks.groups())
    if references <= references_before:
        raise CacheUnmeasuredError("cachegrind counted no data reference")
    operations = _ROUNDS * min(_OPERATIONS_A_ROUND, contract.block.count)
    return CacheCounts(references - references_before, max(misses - misses_before, 0), operations)
