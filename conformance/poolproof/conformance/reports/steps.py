"""Steps of a counterexample in words, those that come again and again said once; and the same as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from poolproof.spec.contracts import Contract, default_contract

from ..observations import NOT_RUN, Out, State, Step, Trace
from ..operations import to_json as operation_to_json
from ..repeated import Repeated, parts_of
from .calls import call_text, result_text

_IN_TURN_AT_MOST: Final = 8
_TIMES_AT_LEAST: Final = 4
_WRITTEN_OUT_AT_MOST: Final = 200
"""Steps, one by one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: steps ``first`` to ``last`` (from 1), which do the same."""

    first: int
    last: int
    call: str
    result: str


def lines(trace: Trace, contract: Contract | None = None) -> list[Line]:
    """The trace, runs of one call folded into one line, and of the same few calls in turn into them and one more. Steps that
    did not apply are left out; the last stands alone. ``contract``: None is the default one."""
    found: list[Line] = []
    before = 0
    for body, times in parts_of(trace):
        once = _lines_of(body, before, len(trace), contract or default_contract())
        before += len(body) * times
        if times == 1:
            found += once
        elif len(body) == 1:
            found += [replace(each, last=before) for each in once]
        else:
            found += [*once, Line(before, before, _again_text(before - len(body) * times + 1, len(body), times - 1), "")]
    return found


def _lines_of(steps: Trace, before: int, whole: int, contract: Contract) -> list[Line]:
    """``before``: how many steps came before these, of so many in the ``whole`` trace."""
    told = [
        (number, call_text(step.operation, step.observation, contract), result_text(step, contract))
        for number, step in enumerate(steps, start=before + 1)
        if step.observation.state != State.INAPPLICABLE
    ]
    folded = []
    for (call, _), group in groupby(told, key=lambda each: (each[1], each[0] == whole)):
        same = [*group]
        (first, _, first_result), (last, _, result) = same[0], same[-1]
        between = ", " if len(same) == 2 else " … "
        folded.append(Line(first, last, call, result if result == first_result else f"{first_result}{between}{result}"))
    return [*_said_once(folded[:-1]), *folded[-1:]]


def _again_text(first: int, width: int, times: int) -> str:
    steps = f"step {first}" if width == 1 else f"steps {first}-{first + width - 1}"
    return f"{steps}, {times:,} {'time' if times == 1 else 'times'} more"


def _said_once(folded: list[Line]) -> Iterator[Line]:
    """What comes again and again, step by step the first time only."""
    said = [(line.last - line.first, line.call, line.result) for line in folded]
    at = 0
    while at < len(folded):
        width, times = next(_repetitions(said, at), (1, 1))
        yield from folded[at : at + width]
        behind = at + width * times
        if times > 1:
            last = folded[behind - 1].last
            first = folded[at].first
            yield Line(last, last, _again_text(first, folded[at + width - 1].last - first + 1, times - 1), "")
        at = behind


def _repetitions(said: list[tuple[int, str, str]], at: int) -> Iterator[tuple[int, int]]:
    """Of how many lines, and how often in a row, from there on. Fewer than it is worth are none."""
    for width in range(2, _IN_TURN_AT_MOST + 1):
        times = 1
        while said[at : at + width] == said[at + width * times : at + width * (times + 1)]:
            times += 1
        if times >= _TIMES_AT_LEAST:
            yield width, times


def to_json(trace: Trace, contract: Contract | None = None) -> Iterator[dict[str, object]]:
    """Each step as plain data: the operation as given, what it was resolved to, and what came of it. In a long trace, what
    comes again and again is written once, and a record ``repeat`` says how many times more."""
    before, contract = 0, contract or default_contract()
    for body, times in parts_of(trace if len(trace) <= _WRITTEN_OUT_AT_MOST else in_parts(trace)):
        yield from (_step_to_json(step, contract) for step in body)
        if times > 1:
            call = _again_text(before + 1, len(body), times - 1)
            yield {"operation": "repeat", "pool": 0, "steps": len(body), "times": times - 1, "call": call, "result": ""}
        before += len(body) * times


def in_parts(trace: Trace) -> Repeated[Step]:
    """The trace, runs of the same few operations said once: each as its first round was answered."""
    if isinstance(trace, Repeated):
        return trace
    parts: list[tuple[list[Step], int]] = []
    at = 0
    while at < len(trace) - 1:
        width, times = _longest_run(trace, at)
        parts.append(([*trace[at : at + width]], times))
        at += width * times
    return Repeated(*parts, ([*trace[at:]], 1))


def _longest_run(trace: Trace, at: int) -> tuple[int, int]:
    """How many steps from there come again in turn, and how often; the last step of the trace stands alone."""
    for width in range(1, _IN_TURN_AT_MOST + 1):
        place = at + width
        while place < len(trace) - 1 and trace[place].operation == trace[place - width].operation:
            place += 1
        times = (place - at) // width
        if times >= _TIMES_AT_LEAST:
            return width, times
    return 1, 1


def _step_to_json(step: Step, contract: Contract) -> dict[str, object]:
    record = operation_to_json(step.operation)
    if step.observation is not NOT_RUN and step.observation.state == State.DONE:
        record["call"] = call_text(step.operation, step.observation, contract)
        if step.observation.out != Out.NULL:
            record["out"] = step.observation.out
    record["result"] = result_text(step, contract)
    return record
