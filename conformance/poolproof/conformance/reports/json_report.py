"""A run as JSON, for programs: schema 1, published beside this file."""

from __future__ import annotations

import json
import platform
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from poolproof.spec import Spec
from poolproof.spec.contracts import Contract, limits_of

from .. import interleaving
from ..faults import Fault, load_catalogue
from ..faults.of_contract.catalogue import all_planted
from ..runs.python_memory import PythonMemory
from ..verification import Counterexample, RequirementVerdict, Run
from . import instructions, steps
from .contract import contract_record
from .environment import environment, version
from .files import JSON, write_whole
from .picture import picture

if TYPE_CHECKING:
    from poolproof.benchmarks.ticks import TickFigure

SCHEMA = 1
_STEPS_AT_MOST = 5000
"""Of a counterexample that takes a very long history, the last: a saved case (--save-case) has them all."""


def schema() -> dict[str, object]:
    """The JSON Schema of a report."""
    text = (files(__package__) / "report.schema.json").read_text(encoding="utf-8")
    document: dict[str, object] = json.loads(text)
    return document


def report(run: Run, spec: Spec, began: str | None = None) -> dict[str, object]:
    """The whole report as plain data. Two runs of one plan, seed and subject on one host differ in ``began``, ``seconds`` and
    ``ticks`` alone. ``began``: when, in UTC."""
    return {
        "schema": SCHEMA,
        "poolproof": version(),
        "spec": {"name": spec.name, "version": spec.version},
        "contract": contract_record(run.contract, run.subject),
        "subject": {
            "given": run.subject.given,
            "kind": run.subject.kind.value,
            "name": run.subject_name,
            "sha256": run.subject.sha256,
        },
        "level": run.level.value,
        "conforms_at": run.conforms_at.value if run.conforms_at else None,
        "verdict": run.conclusion.value,
        "requirements": [_requirement(each, run) for each in run.verdicts],
        "operations": run.operations,
        "seconds": round(run.seconds, 3),
        "seed": run.seed,
        "explored": [
            {
                "soa_capacity": each.block_count,
                "receipt_capacity": each.record_count,
                "states": each.states,
                "transitions": each.transitions,
            }
            for each in run.explored
        ],
        "instructions": [instructions.to_json(each) for each in run.instructions],
        "python_memory": _python_memory(run.python_memory) if run.python_memory else None,
        "ticks": [_ticks(each) for each in run.ticks],
        "tick_target": limits_of(run.contract).tick_target,
        "coverage": {
            "possible": run.coverage.possible,
            "missed": [{"situation": str(each), "requirement": about} for each, about in run.coverage.missed.items()],
        },
        "began": began,
        "host": platform.node(),
        "environment": environment(),
        "unread": list(run.unread),
        "ended_at_violation": run.ended_at_violation,
        "cut_short": run.cut_short,
        # The last key: a report that lacks it was not written to its end.
        "complete": run.cut_short is None,
    }


def write(path: str, document: dict[str, object]) -> None:
    """Write to a file, whole or not at all. Raises OSError."""
    write_whole(Path(path), json.dumps(document, indent=2) + "\n", JSON)


def _python_memory(memory: PythonMemory) -> dict[str, object]:
    return {
        "footprint_bytes": memory.footprint_bytes,
        "unseen": list(memory.unseen),
        "growth": [{"requirement": each.requirement, "what": each.what, "blocks": list(each.blocks)} for each in memory.growth],
        "objects": [{"type": each.name, "objects": each.objects, "bytes": each.bytes} for each in memory.objects],
    }


def _ticks(figure: TickFigure) -> dict[str, object]:
    return {
        "workload": figure.workload.name,
        "name": figure.name,
        "how": figure.how,
        "cycles": {"value": figure.cycles.value, "low": figure.cycles.low, "high": figure.cycles.high},
        "launches": [[round(cycles, 3) for cycles in rounds] for rounds in figure.launches],
    }


def _requirement(each: RequirementVerdict, run: Run) -> dict[str, object]:
    identity = each.requirement.id
    return {
        "id": identity,
        "level": each.requirement.level.value,
        "verdict": each.verdict.value,
        "checked": each.checked,
        "why": each.why,
        "counterexample": _counterexample(each.counterexample, run) if each.counterexample else None,
        "applies": each.applies,
        "text": each.requirement.text,
        "reason": each.requirement.reason,
        "guards": [
            {"fault": fault.name, "sentence": fault.sentence} for fault in _planted(run.contract) if identity in fault.violates
        ],
    }


@lru_cache(maxsize=4)
def _planted(contract: Contract) -> tuple[Fault, ...]:
    """The faults that the judge is known to catch in pools of the contract's binding."""
    if contract.binding == 1:
        return load_catalogue().faults
    return tuple(each.fault for each in all_planted() if each.can_be_planted(contract))


def _counterexample(example: Counterexample, run: Run) -> dict[str, object]:
    records = list(steps.to_json(example.trace, run.contract))
    shown = records[-_STEPS_AT_MOST:]
    meeting = {} if example.meeting is None else {"interleaving": interleaving.as_data(example.meeting)}
    return meeting | {
        "operations": shown,
        "omitted": len(records) - len(shown),
        "expected": example.finding.expected,
        "observed": example.finding.observed,
        "requirements": list(example.finding.requirements),
        "reproduced": example.reproduced,
        "attempts": example.attempts,
        "comes_of": example.comes_of,
        "picture": picture(example.trace, run.contract),
    }
