"""The rivals of the benchmarks, judged as any other subject is: what each of them lacks, as verdicts."""

from __future__ import annotations

from .terminal import print_verdicts
from .verdicts import OnRival, RivalVerdict, judge_rivals

__all__ = ["OnRival", "RivalVerdict", "judge_rivals", "print_verdicts"]
