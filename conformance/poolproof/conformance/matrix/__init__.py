"""The judge judged: every fault of a catalogue and every canary, each verified in a process of its own, and what came of it."""

from __future__ import annotations

from . import json_matrix, terminal
from .given import GivenContract
from .run import Settings, run_matrix
from .trial import Result, Trial
from .verdict import Matrix, MatrixVerdict

__all__ = ["GivenContract", "Matrix", "MatrixVerdict", "Result", "Settings", "Trial", "json_matrix", "run_matrix", "terminal"]
