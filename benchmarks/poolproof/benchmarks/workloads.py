"""What is measured: the workloads of ``c/kernels.c``, by the numbers that they have in ``c/kernels.h``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Workload:
    """``operations``: pairs of a get and its return in one run of the kernel."""

    name: str
    number: int
    operations: int
    sentence: str


DEPTH1: Final = Workload("depth1", 0, 1, "get and return")
TRIPLE: Final = Workload("triple", 1, 1, "get, write one triple, return")
NESTED: Final = Workload("nested16", 2, 16, "get 16, return them in the reverse order")
RANDOM: Final = Workload("random16", 3, 16, "get 16, return them in random order")
WHOLE: Final = Workload("whole", 4, 1, "get, load 8 triples, ASK, fill a receipt, return")
MIXED: Final = Workload("mixed", 5, 16, "0 to 16 lent, by rise and fall, one return in eight out of order")

WORKLOADS: Final = (DEPTH1, TRIPLE, NESTED, RANDOM, MIXED, WHOLE)
