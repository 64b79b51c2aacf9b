"""The pipeline at work and on trial: runs over either pool, before and after, and the requirements PIPE-1 to PIPE-12."""

from __future__ import annotations

from .comparison import Comparison, compare
from .run import Plan, Result, run_plan

__all__ = ["Comparison", "Plan", "Result", "compare", "run_plan"]
