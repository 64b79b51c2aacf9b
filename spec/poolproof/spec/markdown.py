"""The whole specification as one Markdown document, the same text for the same data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from poolproof.spec.contracts import Contract, limits_of
from poolproof.spec.pipeline import PipelineSpec, load_pipeline_spec
from poolproof.spec.records import Deviation, Level, OperationSpec, Requirement, Spec, StatusSpec

_INTRODUCTION: Final = (
    "A pool lends fixed-size buffers and receipts on a hot path, and takes the buffers back. It has one owner at a time (no"
    " locking); several buffers may be lent at once. A refused operation changes nothing, and hands out nothing."
)


def spec_as_markdown(spec: Spec, contract: Contract) -> str:
    """Return the specification, with the parameters of a contract, as a Markdown document that ends with a line break."""
    parts = [
        f"# Specification `{spec.name}`, version {spec.version}",
        _INTRODUCTION,
        "## Parameters",
        *_parameters(contract),
        "## Operations",
        *_operations(spec.operations),
        "## Statuses",
        _statuses(spec.statuses),
        "## Levels",
        *_levels(spec),
        "## Requirements",
        *_requirements(spec),
        "## Where the decision record is silent or contradicts itself",
        *_deviations(spec.deviations),
        "## The pipeline over a pool",
        *_pipeline(load_pipeline_spec()),
    ]
    return "\n\n".join(parts) + "\n"


def _parameters(contract: Contract) -> Iterator[str]:
    block, size, sequence, limits = contract.block, contract.size, contract.sequence, limits_of(contract)
    assert size is not None
    assert sequence is not None
    yield f"The contract `{contract.name}`. {contract.about}"
    yield _table(
        ["parameter", "value"],
        [
            ["lanes in an SoA buffer (the largest run)", f"{size.largest}"],
            ["SoA buffer", f"{block.size} bytes, at a multiple of {block.align}"],
            ["SoA buffers", f"{block.count:,}"],
            ["receipt", f"{sequence.size} bytes, at a multiple of {sequence.align}"],
            ["receipts", f"{sequence.count:,}"],
            ["memory at creation", f"at most {limits.memory_bytes:,} bytes"],
            ["ticks of get and return", f"at most {limits.tick_target:g}"],
            ["ticks of the hot operation with an allocation each time", f"{limits.tick_baseline:g}"],
            ["instructions of one hot operation", f"at most {limits.instructions:,}"],
            ["simulated L1 data hit rate of the hot loop", f"above {limits.cache_hits * 100:g} %"],
        ],
    )


def _operations(operations: Sequence[OperationSpec]) -> Iterator[str]:
    rows = [
        [
            f"`{operation.name}`",
            operation.succeeds_with,
            _codes(status.name for status in operation.refuses_with),
            _marks(operation),
        ]
        for operation in operations
    ]
    yield _table(["operation", "succeeds with", "refuses with", "note"], rows)
    yield "In C, declared by `bufferpool.h`:"
    yield _table(["symbol", "signature"], [[f"`{operation.symbol}`", f"`{operation.signature}`"] for operation in operations])


def _marks(operation: OperationSpec) -> str:
    marks = {"hot": operation.hot, "optional": operation.optional}
    return ", ".join(mark for mark, holds in marks.items() if holds)


def _statuses(statuses: Sequence[StatusSpec]) -> str:
    rows = [[f"`{status.status.name}`", f"{status.status.value}", status.meaning] for status in statuses]
    return _table(["status", "value", "meaning"], rows)


def _levels(spec: Spec) -> Iterator[str]:
    yield "A subject conforms at a level when it meets every requirement of that level and of those before it."
    rows = [[f"**{level.level}**", level.text, f"{len(_of_level(spec, level.level))}"] for level in spec.levels]
    yield _table(["level", "what it is about", "requirements"], rows)


def _requirements(spec: Spec) -> Iterator[str]:
    for level in spec.levels:
        yield f"### Level {level.level}"
        for requirement in _of_level(spec, level.level):
            yield f"#### {requirement.id}"
            yield f"**{requirement.text}**"
            yield requirement.reason
            yield f"Source: {requirement.source}"
            if requirement.for_python is not None:
                yield f"For a Python class: {requirement.for_python}"


def _of_level(spec: Spec, level: Level) -> list[Requirement]:
    return [requirement for requirement in spec.requirements if requirement.level == level]


def _deviations(deviations: Iterable[Deviation]) -> Iterator[str]:
    for deviation in deviations:
        yield f"### {deviation.number}. {deviation.title}"
        yield _deviation_lines(deviation)


def _deviation_lines(deviation: Deviation) -> str:
    return "\n".join(
        [
            f"- The record: {deviation.record_says}",
            f"- The specification: {deviation.spec_does}",
            f"- Why: {deviation.reason}",
            f"- Requirements: {', '.join(deviation.requirements) or 'none'}",
        ]
    )


def _pipeline(spec: PipelineSpec) -> Iterator[str]:
    yield (
        "Ingest, Transform, Load, Reflex and Emit. These requirements bind a pipeline: no pool is judged by them, and they have"
        " no level."
    )
    yield _table(
        ["parameter", "value"],
        [
            ["offset basis of the hash, FNV-1a of 64 bits", f"{spec.parameters.hash_offset_basis}"],
            ["prime of the hash", f"{spec.parameters.hash_prime}"],
            ["operations in an epoch", f"{spec.parameters.epoch_operations}"],
        ],
    )
    yield "### Requirements of the pipeline"
    for requirement in spec.requirements:
        yield f"#### {requirement.id}"
        yield f"**{requirement.text}**"
        yield requirement.reason
        yield f"Source: {requirement.source}"
    yield "### Deviations of the pipeline"
    for deviation in spec.deviations:
        yield f"#### {deviation.number}. {deviation.title}"
        yield _deviation_lines(deviation)


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")  # a bar would end the cell, inside backticks too
