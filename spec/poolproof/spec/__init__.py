"""What a conforming buffer pool does, as data: requirements, operations, statuses, deviations and contracts."""

from __future__ import annotations

from poolproof.spec.errors import SpecError, UnknownRequirement
from poolproof.spec.loader import header_path, load_spec
from poolproof.spec.records import (
    Deviation,
    Level,
    LevelSpec,
    OperationSpec,
    Requirement,
    Spec,
    StatusSpec,
)
from poolproof.spec.status import Status

__all__ = [
    "Deviation",
    "Level",
    "LevelSpec",
    "OperationSpec",
    "Requirement",
    "Spec",
    "SpecError",
    "Status",
    "StatusSpec",
    "UnknownRequirement",
    "header_path",
    "load_spec",
]
