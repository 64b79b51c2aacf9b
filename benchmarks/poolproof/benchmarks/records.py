"""What the clock wrote down."""

from __future__ import annotations

import enum
from dataclasses import dataclass

CHAIN_CYCLES = 32768
NOP_COUNT = 32768
STORE_COUNT = 3200
"""As in ``c/ticks.h``."""


class BatchVerdict(enum.StrEnum):
    GOOD = "good"
    BUSY = "busy"
    """A neighbour shared the core."""
    UNSTEADY = "unsteady"
    """The core changed its rate, or was interrupted, or the chain of additions was slowed."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What the canaries of a probe did, or at best do. 0 where it is not known."""

    nops_a_cycle: float
    stores_a_cycle: float


@dataclass(frozen=True, slots=True)
class Batch:
    """One timing: ``counts`` of the time-stamp counter for ``times`` runs of a kernel, and what the probes beside it took."""

    workload: int
    contestant: int
    round: int
    verdict: BatchVerdict
    times: int
    counts: int
    chain_before: int
    chain_after: int
    nops_before: int
    nops_after: int
    stores_before: int
    stores_after: int
    counted_cycles: int
    counted_instructions: int
    """By the processor's counters; 0 where there are none."""

    @property
    def counts_a_cycle(self) -> float:
        return (self.chain_before + self.chain_after) / 2 / CHAIN_CYCLES

    @property
    def cycles(self) -> float:
        """Of one run of the kernel."""
        return self.counts / self.times / self.counts_a_cycle

    @property
    def rates(self) -> tuple[Rates, Rates]:
        """Of the two probes."""
        return (
            _rates(self.chain_before, self.nops_before, self.stores_before),
            _rates(self.chain_after, self.nops_after, self.stores_after),
        )


def _rates(chain: int, nops: int, stores: int) -> Rates:
    counts_a_cycle = chain / CHAIN_CYCLES
    return Rates(NOP_COUNT / nops * counts_a_cycle, STORE_COUNT / stores * counts_a_cycle)


@dataclass(frozen=True, slots=True)
class Launch:
    """One process of the clock. ``instructions``: of one run of a kernel, by workload and contestant."""

    problem: str | None
    counts_a_second: float
    has_counters: bool
    can_step: bool
    best: Rates
    batches: tuple[Batch, ...]
    instructions: dict[tuple[int, int], float]
    unusable: dict[int, str]
