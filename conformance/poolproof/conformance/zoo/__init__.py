"""Real pools out of packages, each judged by what its own documentation promises."""

from __future__ import annotations

from .judging import Judged, judge_pools
from .pools import Blame, Promise, ZooPool, load_pools
from .presence import Built, Missing, built

__all__ = ["Blame", "Built", "Judged", "Missing", "Promise", "ZooPool", "built", "judge_pools", "load_pools"]
