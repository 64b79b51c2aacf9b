"""The matrix as JSON, for programs: schema 1, published beside this file."""

from __future__ import annotations

import json
from importlib.resources import files

from ..faults import Fault
from ..reports.environment import environment, version
from .trial import Result, Trial
from .verdict import Matrix

SCHEMA = 1


def schema() -> dict[str, object]:
    """The JSON Schema of a matrix."""
    text = (files(__package__) / "matrix.schema.json").read_text(encoding="utf-8")
    document: dict[str, object] = json.loads(text)
    return document


def document(matrix: Matrix) -> dict[str, object]:
    """The whole matrix as plain data."""
    counts = matrix.counts
    return {
        "schema": SCHEMA,
        "poolproof": version(),
        "contract": _contract(matrix),
        "level": matrix.level.value,
        "seed": matrix.seed,
        "limit_seconds": matrix.limit_seconds,
        "verdict": matrix.verdict.value,
        "faults": [_fault(fault, trial) for fault, trial in matrix.faults],
        "canaries": [_trial(trial) for trial in matrix.canaries],
        "requirements": [
            {
                "id": each.requirement.id,
                "guarded": each.is_guarded,
                "planted": list(each.planted),
                "by": list(each.by),
                "seconds": round(each.seconds, 3),
            }
            for each in matrix.guards
        ],
        "counts": {result.value: counts[result] for result in Result},
        "seconds": round(matrix.seconds, 3),
        "environment": environment(),
        # The last key: a document that lacks it was not written to its end.
        "complete": not matrix.interrupted,
    }


def _contract(matrix: Matrix) -> dict[str, str] | None:
    """The same as a report of ``verify`` has it; None: the entries are of the catalogue."""
    if matrix.given is None:
        return None
    contract = matrix.given.contract
    return {"name": contract.name, "given": matrix.given.name_or_path, "sha256": contract.sha256}


def _fault(fault: Fault, trial: Trial) -> dict[str, object]:
    return {
        **_trial(trial),
        "area": fault.area,
        "violates": list(fault.violates),
        "minimal_operations": fault.minimal_operations,
        "caught": trial.result.is_caught,
        "expected": trial.blamed_first in fault.violates,
    }


def _trial(trial: Trial) -> dict[str, object]:
    return {
        "name": trial.entry.name,
        "language": trial.entry.language.value,
        "sentence": trial.entry.sentence,
        "result": trial.result.value,
        "blamed_first": trial.blamed_first,
        "failed": list(trial.failed),
        "unexpected": list(trial.unexpected),
        "operations": trial.operations,
        "seconds": round(trial.seconds, 3),
        "why": trial.why,
    }
