"""The figures as data: for ``--json``, and as the baseline of a later run. Schema 1."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from poolproof.spec.files import read_text

from .estimates import Estimate
from .machine import Machine
from .outcome import Row

SCHEMA = 1


class BaselineError(Exception):
    """A file that is no baseline; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Baseline:
    machine: Machine
    cycles: dict[tuple[str, str, str], Estimate]
    """By workload, name and how."""


def document(version: str, machine: Machine, rows: Sequence[Row], more: dict[str, object]) -> dict[str, object]:
    """Cycles are core clock cycles of one get and its return; a tick is one, and of ``ticks_4c`` it takes four."""
    return {
        "schema": SCHEMA,
        "poolproof": version,
        "machine": asdict(machine),
        "figures": [_figure(row) for row in rows],
        **more,
        # The last key: a document that lacks it was not written to its end.
        "complete": True,
    }


def _figure(row: Row) -> dict[str, object]:
    return {
        "workload": row.workload.name,
        "name": row.name,
        "how": row.how,
        "cycles": _estimate(row.cycles),
        "ticks": row.cycles and row.cycles.value,
        "ticks_4c": row.cycles and row.cycles.value / 4,
        "ns": row.nanoseconds,
        "instructions": row.instructions,
        "counted": None if row.counted is None else {"cycles": row.counted[0], "instructions": row.counted[1]},
        "ratio_to_ours": _estimate(row.ratio),
        "launches": list(row.launches),
        "problem": row.problem,
    }


def _estimate(found: Estimate | None) -> dict[str, float] | None:
    return None if found is None else {"value": found.value, "low": found.low, "high": found.high}


def read_baseline(file: Path) -> Baseline:
    """Raises BaselineError."""
    try:
        values = json.loads(read_text(file))
    except (OSError, UnicodeDecodeError) as error:
        raise BaselineError(f"{file} can't be read: {error}") from None
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{file} is not JSON: {error}; make one with `poolproof bench --save {file}`") from None
    try:
        if values["schema"] != SCHEMA or values["complete"] is not True:
            raise BaselineError(f"{file} is of schema {values['schema']!r}, not {SCHEMA}; make it anew with --save")
        machine = Machine(**values["machine"])
        figures = {
            (each["workload"], each["name"], each["how"]): Estimate(**each["cycles"])
            for each in values["figures"]
            if each["cycles"] is not None
        }
        if not all(math.isfinite(number) for each in figures.values() for number in (each.value, each.low, each.high)):
            raise ValueError("a figure is not a number")
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BaselineError(f"{file} is no baseline of poolproof bench ({error!r}); make one with --save") from None
    return Baseline(machine, figures)
