"""Figures of instructions: what is gathered from traces, and how it is told."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from poolproof.conformance import operations as op
from poolproof.conformance.judge.wording import words_of
from poolproof.conformance.observations import NOT_RUN, State, Step
from poolproof.conformance.operations import Kind, Operation
from poolproof.conformance.reports.instructions import instruction_table, to_json
from poolproof.conformance.verification.instructions import InstructionFigures, InstructionRow
from poolproof.spec import Status
from poolproof.spec.contracts import read_contract


def step(operation: Operation, instructions: int, *outside: str, **facts: Any) -> Step:
    observation = NOT_RUN._replace(state=State.DONE, instructions=instructions, **facts)
    return Step(operation, observation, outside=outside)


def figures(*steps: Step) -> InstructionFigures:
    gathered = InstructionFigures()
    gathered.note(steps)
    return gathered


def test_each_kind_and_outcome_has_a_row() -> None:
    gathered = figures(
        step(op.give_back(), 30),
        step(op.get(), 20),
        step(op.get(9), 7, status=Status.INVALID_SIZE),
        step(op.get(), 22),
    )
    told = [(row.kind, row.outcome, row.samples) for row in gathered.rows()]
    assert told == [(Kind.GET, "BP_OK", 2), (Kind.GET, "BP_INVALID_SIZE", 1), (Kind.RETURN, "BP_OK", 1)]


def test_figures_speak_the_words_of_the_binding() -> None:
    contract = 'contract = 1\nname = "slab"\n[block]\nsize = 64\ncount = 32\nexhausted = "refused:-12"\n'
    gathered = InstructionFigures(own_buffers=32, words=words_of(read_contract(contract, "slab.toml")))
    gathered.note([step(op.get(), 20, status=-12), step(op.give_back(), 9)])
    assert [(row.operation, row.outcome) for row in gathered.rows()] == [("get", "code -12"), ("return", "success")]
    assert gathered.largest() == "at most 20 instructions, in get (code -12), in pools of 32 blocks"


def test_the_median_is_a_number_that_was_seen() -> None:
    (row,) = figures(*[step(op.get(), number) for number in (90, 10, 10, 30)]).rows()
    assert (row.least, row.median, row.most) == (10, 10, 90)
    (row,) = figures(*[step(op.get(), number) for number in (90, 10, 30)]).rows()
    assert (row.least, row.median, row.most) == (10, 30, 90)


def test_what_was_not_stepped_through_says_nothing() -> None:
    gathered = figures(step(op.get(), 0), step(op.get(), 0, "malloc"))
    assert gathered.rows() == ()
    assert gathered.largest() is None


def test_traces_add_up() -> None:
    gathered = figures(step(op.get(), 5, "memset", locked_instructions=2))
    gathered.note([step(op.get(), 9, "malloc", locked_instructions=1, time_stamp_reads=1, system_call_instructions=3)])
    expected = InstructionRow(Kind.GET, "get_soa", "BP_OK", 2, 5, 5, 9, 2, 1, 3, ("malloc", "memset"))
    assert gathered.rows() == (expected,)


def test_the_largest_number_is_one_of_a_bounded_operation() -> None:
    gathered = figures(step(op.counters(), 5000), step(op.take(), 1234), step(op.get(), 90))
    gathered.own_buffers = 1
    assert gathered.largest() == "at most 1,234 instructions, in get_receipt (BP_OK), in pools of 1 buffer"


def test_a_row_is_told_in_words() -> None:
    outside = ("a", "b", "c", "d", "e", "f")
    row = InstructionRow(Kind.GET, "get_soa", "BP_OK", 1234, 5, 6, 2000, 2, 1, 0, outside)
    text = io.StringIO()
    Console(file=text, width=160).print(instruction_table([row]))
    line = " ".join(text.getvalue().splitlines()[-1].split())
    assert line == "get_soa BP_OK 1,234 5 6 2,000 2 locked; 1 reading the time stamp; calls a, b, c, d and 2 more"


def test_a_row_is_told_as_data() -> None:
    row = InstructionRow(Kind.GET, "get_soa", "BP_OK", 3, 5, 6, 7, 2, 1, 0, ("malloc",))
    assert to_json(row) == {
        "operation": "get_soa",
        "outcome": "BP_OK",
        "samples": 3,
        "least": 5,
        "median": 6,
        "most": 7,
        "locked": 2,
        "time_stamp_reads": 1,
        "system_calls": 0,
        "outside": ["malloc"],
    }
