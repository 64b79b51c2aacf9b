"""The specification as a document: whole, well-formed, and the same each time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from poolproof.spec import load_spec
from poolproof.spec.contracts import default_contract, with_counts
from poolproof.spec.markdown import spec_as_markdown
from poolproof.spec.pipeline import load_pipeline_spec

SPEC = load_spec()
DOCUMENT = spec_as_markdown(SPEC, default_contract())
LINES = DOCUMENT.splitlines()


def test_every_requirement_is_there_with_its_reason_and_source() -> None:
    for requirement in SPEC.requirements:
        start = LINES.index(f"#### {requirement.id}")
        assert LINES[start + 2 : start + 7 : 2] == [
            f"**{requirement.text}**",
            requirement.reason,
            f"Source: {requirement.source}",
        ]


def test_what_a_requirement_means_for_a_python_class_is_there() -> None:
    meanings = [f"For a Python class: {each.for_python}" for each in SPEC.requirements if each.for_python is not None]
    assert len(meanings) == 6
    assert [line for line in LINES if line.startswith("For a Python class")] == meanings


def test_requirements_stand_under_their_level() -> None:
    heading = ""
    for line in LINES:
        if line.startswith("### "):
            heading = line
        if line.startswith("#### ") and " of the pipeline" not in heading:
            assert heading == f"### Level {SPEC.requirement(line.removeprefix('#### ')).level}"


def test_operations_statuses_levels_and_deviations_are_there() -> None:
    for operation in SPEC.operations:
        assert f"| `{operation.symbol}` | `{operation.signature}` |" in LINES
        assert any(line.startswith(f"| `{operation.name}` | {operation.succeeds_with} |") for line in LINES)
    for status in SPEC.statuses:
        assert f"| `{status.status.name}` | {status.status.value} | {status.meaning} |" in LINES
    for level in SPEC.levels:
        assert any(line.startswith(f"| **{level.level}** | {level.text} |") for line in LINES)
    for deviation in SPEC.deviations:
        start = LINES.index(f"### {deviation.number}. {deviation.title}")
        assert LINES[start + 2] == f"- The record: {deviation.record_says}"
        assert LINES[start + 5] == f"- Requirements: {', '.join(deviation.requirements)}"


def test_the_pipeline_is_there() -> None:
    for requirement in load_pipeline_spec().requirements:
        start = LINES.index(f"#### {requirement.id}")
        assert LINES[start + 2 : start + 5 : 2] == [f"**{requirement.text}**", requirement.reason]
    for deviation in load_pipeline_spec().deviations:
        start = LINES.index(f"#### {deviation.number}. {deviation.title}")
        assert LINES[start + 4] == f"- Why: {deviation.reason}"


def test_tables_have_as_many_cells_in_each_row() -> None:
    for before, line in pairwise(LINES):
        if before.startswith("|") and line.startswith("|"):
            assert before.count(" | ") == line.count(" | "), line


def test_a_bar_in_a_text_does_not_end_its_cell() -> None:
    operation = replace(SPEC.operations[0], succeeds_with="this | that")
    document = spec_as_markdown(replace(SPEC, operations=(operation,)), default_contract())
    assert r"this \| that" in document


def test_parameters_are_the_contracts() -> None:
    contract = with_counts(default_contract(), 257, 6)
    assert contract.cost is not None
    cost = replace(contract.cost, tick_target=7.5, cache_hits=0.975)
    document = spec_as_markdown(SPEC, replace(contract, name="other", cost=cost))
    assert "`other`" in document
    for row in ("| SoA buffers | 257 |", "| ticks of get and return | at most 7.5 |", "above 97.5 % |"):
        assert row in document


def test_the_document_is_the_same_each_time() -> None:
    assert spec_as_markdown(load_spec(), default_contract()) == DOCUMENT
    assert DOCUMENT.endswith("\n")
    assert not DOCUMENT.endswith("\n\n")
