"""Steps of a counterexample in words: the call as a C programmer writes it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Final

from poolproof.spec import Status
from poolproof.spec.vocabulary import BLOCK_BYTES, BLOCK_WORDS, HOLD_MILLISECONDS

from ..foreign_words import foreign_text
from ..names import block_name, counted, number_name, ordinal, pool_name, status_name, word_name
from ..observations import NOT_RUN, BlockKind, Observation, Out, State, Step, Trace
from ..operations import WRITES, Flag, Kind, Operation, Pattern, Placement, Target
from ..operations import to_json as operation_to_json
from ..repeated import Repeated, parts_of

_PLACED: Final = {
    Placement.ANYWHERE: "",
    Placement.SOILED: ", in memory that holds nonsense",
    Placement.AT_END: ", each block at the end of its page",
    Placement.AT_BEGINNING: ", each block at the beginning of its page",
}
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


def lines(trace: Trace) -> list[Line]:
    """The trace, runs of one call folded into one line, and of the same few calls in turn into them and one more. Steps that
    did not apply are left out; the last stands alone."""
    found: list[Line] = []
    before = 0
    for body, times in parts_of(trace):
        once = _lines_of(body, before, len(trace))
        before += len(body) * times
        if times == 1:
            found += once
        elif len(body) == 1:
            found += [replace(each, last=before) for each in once]
        else:
            found += [*once, Line(before, before, _again_text(before - len(body) * times + 1, len(body), times - 1), "")]
    return found


def _lines_of(steps: Trace, before: int, whole: int) -> list[Line]:
    """``before``: how many steps came before these, of so many in the ``whole`` trace."""
    told = [
        (number, call_text(step.operation, step.observation), result_text(step))
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


def call_text(operation: Operation, seen: Observation) -> str:
    return _call_text(operation, seen.target)


@lru_cache(maxsize=1 << 12)
def _call_text(operation: Operation, target: int) -> str:
    """``target``: the number of the block that it was resolved to. In a long trace the same is called again and again."""
    pool = pool_name(operation.pool)
    match operation.kind:
        case Kind.CREATE:
            return _create_text(operation)
        case Kind.DESTROY:
            return f"destroy({pool})"
        case Kind.DESTROY_NULL:
            return "destroy(NULL)"
        case Kind.GET_SOA:
            return f"get_soa({pool}, {number_name(operation.value)})"
        case Kind.RETURN_SOA:
            return f"return_soa({pool}, {_target_text(operation, target)})"
        case Kind.WRITE_SOA | Kind.WRITE_RECEIPT:
            return _write_text(operation, target)
        case Kind.CAPACITY_USAGE if operation.flags & Flag.HOLD:
            return f"capacity_usage({pool}), and {HOLD_MILLISECONDS} ms later"
    return f"{Kind(operation.kind).name.lower()}({pool})"


def _create_text(operation: Operation) -> str:
    capacities = ", ".join(map(number_name, operation.capacities))
    call = "create(NULL)" if operation.flags & Flag.DEFAULT_CONFIG else f"create({{{capacities}}})"
    call += _PLACED[operation.placement]
    if operation.flags & Flag.GONE:
        call += ", whose caller unmaps what it hands over after each call"
    if not operation.runs_short:
        return call
    fail = "allocation and all later ones fail" if operation.extra else "allocation fails"
    return f"{call}, its {ordinal(operation.nth)} {fail}"


def _target_text(operation: Operation, target: int) -> str:
    name = block_name(BlockKind.SOA, target, operation.pool) if target >= 0 else "?"
    match Target(operation.target):
        case Target.LENT:
            return name
        case Target.RETURNED:
            return f"{name}: returned before"
        case Target.REVOKED:
            return f"{name}: revoked by clear"
        case Target.NULL:
            return "NULL"
        case Target.FOREIGN:
            return foreign_text(operation, target)
        case Target.OTHER_POOL:
            return f"buffer {target + 1} of another pool"
        case Target.RECEIPT:
            inside = f" + {counted(operation.distance_inside, 'byte')}" if operation.distance_inside else ""
            return f"receipt {block_name(BlockKind.RECEIPT, target, operation.pool)}{inside}"
        case Target.INTERIOR:
            return f"{name} + {counted(operation.distance_inside, 'byte')}"
        case Target.NEIGHBOUR:
            distance = operation.neighbour_distance
            return f"{name} {'+' if distance > 0 else '-'} {number_name(abs(distance))} bytes"
        case Target.GONE:
            return f"buffer {target + 1} of a pool that has ended"
        case Target.UNLENT:
            sign = "+" if operation.nth % 2 == 0 else "-"
            return f"{name} {sign} {64 * operation.extra} bytes: not lent since create"
        case Target.HANDLE:
            return f"the handle {pool_name(operation.pool)}"


def _write_text(operation: Operation, target: int) -> str:
    kind = BlockKind.SOA if operation.kind == Kind.WRITE_SOA else BlockKind.RECEIPT
    name = block_name(kind, max(target, 0), operation.pool)
    value = number_name(operation.value)
    match Pattern(operation.target):
        case Pattern.FILL:
            return f"write {value} to every word of {name}"
        case Pattern.CANCEL_SUM:
            return f"write {value} and its negative in turn to the words of {name}"
        case Pattern.CANCEL_XOR:
            return f"write {value} to two words of {name}, 0 to the others"
        case Pattern.ONE_WORD:
            return f"write {value} to {word_name(kind, operation.extra % BLOCK_WORDS[kind])} of {name}"
        case Pattern.ADDRESSES:
            return f"write addresses of the pool's buffers to the words of {name}"
        case Pattern.HANDLE:
            return f"write the handle {pool_name(operation.pool)} to every word of {name}"
        case Pattern.COUNT_UP:
            return f"write {value}, and counting up, to the words of {name}"
        case Pattern.BYTES:
            return f"write {operation.value & 0xFF} to byte {operation.extra % BLOCK_BYTES[kind]} of {name}"


def result_text(step: Step) -> str:
    """What came of it: the block, or the status, or how the process ended."""
    if step.death is not None:
        return str(step.death)
    seen, operation = step.observation, step.operation
    if operation.kind in WRITES:
        return ""
    if seen.status != Status.OK:
        return status_name(seen.status)
    usage = f" (usage {', '.join(map(str, seen.usage))})" if seen.usage_observed else ""
    if operation.kind == Kind.CREATE:
        return (pool_name(operation.pool) if seen.out >= 0 else "BP_OK, no pool") + usage
    if operation.kind in (Kind.GET_SOA, Kind.GET_RECEIPT):
        kind = BlockKind.SOA if operation.kind == Kind.GET_SOA else BlockKind.RECEIPT
        return (block_name(kind, seen.out, operation.pool) if seen.out >= 0 else "BP_OK, nothing") + usage
    if operation.kind == Kind.CAPACITY_USAGE:
        return ", ".join(map(str, seen.usage))
    return ("BP_OK" if operation.kind == Kind.RETURN_SOA else "") + usage


def to_json(trace: Trace) -> Iterator[dict[str, object]]:
    """Each step as plain data: the operation as given, what it was resolved to, and what came of it. In a long trace, what
    comes again and again is written once, and a record ``repeat`` says how many times more."""
    before = 0
    for body, times in parts_of(trace if len(trace) <= _WRITTEN_OUT_AT_MOST else in_parts(trace)):
        yield from map(_step_to_json, body)
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


def _step_to_json(step: Step) -> dict[str, object]:
    record = operation_to_json(step.operation)
    if step.observation is not NOT_RUN and step.observation.state == State.DONE:
        record["call"] = call_text(step.operation, step.observation)
        if step.observation.out != Out.NULL:
            record["out"] = step.observation.out
    record["result"] = result_text(step)
    return record
