"""The specification of the pipeline: what stands around the pool, as data of its own. No pool is judged by it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.spec.deviations import read_deviations
from poolproof.spec.records import Deviation
from poolproof.spec.table import Table, read_records, read_values

_DATA: Final = Path(__file__).parent / "data" / "pipeline"


@dataclass(frozen=True, slots=True)
class PipelineRequirement:
    id: str
    text: str
    reason: str
    """Why it exists."""
    source: str
    """The section of the decision record that it comes from, or "ours" and why."""


@dataclass(frozen=True, slots=True)
class PipelineParameters:
    hash_offset_basis: int
    hash_prime: int
    epoch_operations: int
    first_prev_hash: str
    """64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class PipelineSpec:
    parameters: PipelineParameters
    requirements: tuple[PipelineRequirement, ...]
    deviations: tuple[Deviation, ...]

    def requirement(self, id: str) -> PipelineRequirement | None:
        """Return the requirement of this id, None when it is none of the pipeline's."""
        return next((each for each in self.requirements if each.id == id), None)


@functools.cache
def load_pipeline_spec() -> PipelineSpec:
    """Return the specification of the pipeline that ships with the package."""
    return read_pipeline_spec(_DATA)


def read_pipeline_spec(folder: Path) -> PipelineSpec:
    """Return the specification whose TOML files lie in ``folder``. Raises SpecError for the first thing wrong with them."""
    tables = read_records(folder / "requirements.toml", "requirement", unique=["id", "text"], keys=["reason", "source"])
    requirements = tuple(_requirement(table) for table in tables)
    return PipelineSpec(
        parameters=_parameters(folder / "parameters.toml"),
        requirements=requirements,
        deviations=read_deviations(folder / "deviations.toml", [each.id for each in requirements]),
    )


def _parameters(file: Path) -> PipelineParameters:
    table = Table(file, read_values(file))
    table.allow_only(["hash_offset_basis", "hash_prime", "epoch_operations", "first_prev_hash"])
    first = table.text("first_prev_hash")
    if not re.fullmatch("[0-9a-f]{64}", first):
        raise table.error("first_prev_hash", "this is no SHA-256", "write 64 hexadecimal digits")
    return PipelineParameters(
        hash_offset_basis=table.integer("hash_offset_basis", 1, 2**64 - 1),
        hash_prime=table.integer("hash_prime", 1, 2**64 - 1),
        epoch_operations=table.integer("epoch_operations", 8, 8),
        first_prev_hash=first,
    )


def _requirement(table: Table) -> PipelineRequirement:
    id = table.text("id")
    if not re.fullmatch(r"PIPE-[1-9][0-9]*", id):
        raise table.error("id", f"{id!r} is not an id of the pipeline", "write PIPE, a hyphen and a number, like PIPE-1")
    return PipelineRequirement(id=id, text=table.text("text"), reason=table.text("reason"), source=table.text("source"))
