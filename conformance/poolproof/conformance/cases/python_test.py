"""A case as a pytest file for a Python class: the same steps, and at the end the check that fails."""

from __future__ import annotations

import json
from typing import Final

from poolproof.spec import Status
from poolproof.spec.vocabulary import BLOCK_BYTES, BLOCK_WORDS, HOLD_MILLISECONDS

from ..names import operation_name, pool_name, status_name
from ..observations import LentKind, OutFlag, Trace
from ..operations import RAISED, Flag, Kind, Operation, Pattern, Target
from ..subjects import Subject
from . import python_test_of_blocks as blocks
from .books import NotConcreteError
from .case import Case
from .concrete import Concrete, content_set_at, make_concrete
from .due import Due
from .loops import INDEX, STEP, Statement, folded
from .python_heads import HEAD_OF_BUFFERS

_HOLD: Final = f"time.sleep({HOLD_MILLISECONDS / 1000})"
_BYTES, _WORDS = BLOCK_BYTES[LentKind.BLOCK], BLOCK_WORDS[LentKind.BLOCK]
_FOREIGN: Final = ("object()", "0", f"bytearray({_BYTES})", f"(0,) * {_WORDS}", '"buffer"', "-1")
"""What the worker for Python classes uses, in its order."""

_PLAIN: Final = """\
def test_@name@():
    steps()"""

_LEAK: Final = """\
def objects_in_use():
    gc.collect()
    return sys.getallocatedblocks()


def test_@name@():
    for _ in range(8):
        steps()
    rounds, before_them = 50, objects_in_use()
    for _ in range(rounds):
        steps()
    assert objects_in_use() < before_them + 16 * rounds, OBSERVED"""


def case_as_python(case: Case, trace: Trace, subject: Subject) -> str:
    """The file. ``trace`` shows the failure, its last step. Raises NotConcreteError."""
    if subject.python is None or (case.requirements[0].startswith(("HOT-", "MEM-"))):
        raise NotConcreteError("a pytest file is for Python classes, and for what a caller can see")
    steps = make_concrete(trace, case.contract)
    if case.contract.binding == 1:
        head, lines = HEAD_OF_BUFFERS, _lines(steps)
    else:
        head = blocks.head(case.contract)
        right_ones, last = blocks.lines_of(steps, case.contract)
        lines = [*folded(right_ones, _loop), "# The step that fails.", *last]
    body = [f"{store} = {{}}" for store in blocks.stores_in(lines)] + lines
    leak = "LIFE-1" in case.requirements and trace[-1].death is None and steps[-1].operation.kind == Kind.DESTROY
    test = (_LEAK if leak else _PLAIN).replace("@name@", case.requirements[0].lower().replace("-", "_"))
    parts = [
        _docstring(case, dies=trace[-1].death is not None),
        head,
        f"EXPECTED = {case.expected!r}\nOBSERVED = {case.observed!r}",
        _import_of(subject),
        "",
        "\n".join(["", "def steps():", *(f"    {line}" for line in body)]),
        "\n",
        test,
        "",
    ]
    return "\n".join(parts)


def _docstring(case: Case, *, dies: bool) -> str:
    text = (
        f"{', '.join(case.requirements)}: a counterexample found on {case.subject}.\n\n"
        f"Expected: {case.expected}\nObserved: {case.observed}\n\n"
        "The test passes when the fault is gone; RuntimeError says that the sequence went another way.\n"
    )
    if dies:
        text += "The fault kills or hangs the process, and pytest with it: run it under `timeout 10`.\n"
    return '"""' + text.replace("\\", "\\\\").replace('"""', "'''") + '"""\n'


def _import_of(subject: Subject) -> str:
    place, _, name = subject.given.rpartition(":")
    if place.endswith(".py"):
        return f"Pool = runpy.run_path({place!r})[{name!r}]"
    place, _, name = (subject.python or "").rpartition(":")
    return f"Pool = getattr(importlib.import_module({place!r}), {name!r})"


def _lines(steps: list[Concrete]) -> list[str]:
    seen = steps[-1].seen.observation
    snapshot = None
    if seen.disturbed_kind:
        snapshot = content_set_at(steps, seen.disturbed_kind, seen.disturbed_pool, seen.disturbed_index)
    statements: list[Statement] = []
    for place, step in enumerate(steps[:-1]):
        statements.append(_step(step))
        if step.operation.flags & Flag.OBSERVE_USAGE and step.seen.observation.usage_observed:
            statements.append(Statement(f"usage_of({pool_name(step.operation.pool)})", step.number))
        if step.operation.flags & Flag.HOLD:
            statements.append(Statement(_HOLD, step.number))
        if place == snapshot:
            statements.append(Statement(f"was = {_contents_disturbed(steps[-1])}", step.number))
    return [*folded(statements, _loop), "# The step that fails.", *_last(steps[-1])]


def _loop(rounds: int, body: list[str]) -> list[str]:
    return [f"for i in range({rounds}):", *(f"    {line}" for line in body)]


def _contents_disturbed(last: Concrete) -> str:
    seen = last.seen.observation
    reader = "read_soa" if seen.disturbed_kind == LentKind.BLOCK else "read_receipt"
    return f"{reader}({_store(seen.disturbed_kind, seen.disturbed_pool)}[{seen.disturbed_index + 1}])"


def _store(kind: int, pool: int) -> str:
    return ("" if pool == 0 else f"{pool_name(pool)}_") + ("b" if kind == LentKind.BLOCK else "r")


def _status(status: int) -> str:
    return json.dumps("an exception" if status == RAISED else status_name(status))


def _call(step: Concrete) -> str:
    """The call and its arguments, as ``answer`` wants them."""
    operation, pool = step.operation, pool_name(step.operation.pool)
    match operation.kind:
        case Kind.CREATE if operation.flags & Flag.DEFAULT_CONFIG:
            return "Pool"
        case Kind.CREATE:
            return "Pool, soa_capacity={}, receipt_capacity={}".format(*operation.capacities)
        case Kind.GET:
            return f"{pool}.get_soa, {operation.value}"
        case Kind.RETURN:
            return f"{pool}.return_soa, {_returned(step)}"
    return f"{pool}.{operation_name(operation.kind)}"


def _returned(step: Concrete) -> str:
    operation = step.operation
    block = f"{_store(LentKind.BLOCK, step.target_pool)}[{INDEX}]"
    match Target(operation.target):
        case Target.NULL:
            return "None"
        case Target.FOREIGN:
            return _FOREIGN[operation.nth % len(_FOREIGN)]
        case Target.HANDLE:
            return pool_name(operation.pool)
        case Target.RECORD:
            return f"{_store(LentKind.RECORD, step.target_pool)}[{INDEX}]"
        case Target.INTERIOR:
            return f"{block}.p"
    return block


def _step(step: Concrete) -> Statement:
    operation, number = step.operation, step.number
    if operation.kind in (Kind.WRITE, Kind.WRITE_RECORD):
        return Statement(_write(step), number, step.target + 1)
    call = f"before({STEP}, {_status(step.status)}, {_call(step)})"
    if operation.kind == Kind.CREATE and step.status == Status.OK:
        return Statement(f"{pool_name(operation.pool)} = {call}", number)
    if step.block is not None:
        name = f"{_store(_kind_of(operation), operation.pool)}[{INDEX}]"
        text = f"{name} = {call}" if step.is_new else f"{name} = same({STEP}, {call}, {name})"
        return Statement(text, number, step.block + 1)
    return Statement(call, number, step.target + 1)


def _kind_of(operation: Operation) -> LentKind:
    return LentKind.BLOCK if operation.kind in (Kind.GET, Kind.WRITE) else LentKind.RECORD


def _write(step: Concrete) -> str:
    operation, kind = step.operation, _kind_of(step.operation)
    value, extra, words = operation.value, operation.extra, BLOCK_WORDS[kind]
    what = "soa" if kind == LentKind.BLOCK else "receipt"
    block = f"{_store(kind, operation.pool)}[{INDEX}]"
    buffers, known = _store(LentKind.BLOCK, operation.pool), step.known_soa
    pair = (extra % words, (extra + 1) % words)
    addresses = f"[where({buffers}[1 + ({operation.nth % max(known, 1)} + place) % {known}]) for place in range({words})]"
    written = {
        Pattern.FILL: f"[{value}] * {words}",
        Pattern.CANCEL_SUM: f"[{value}, {-value & (2**64 - 1)}] * {words // 2}",
        Pattern.CANCEL_XOR: f"changed([0] * {words}, {pair}, {value})",
        Pattern.ONE_WORD: f"changed(read_{what}({block}), [{extra % words}], {value})",
        Pattern.ADDRESSES: addresses if known else f"[{value}] * {words}",
        Pattern.COUNT_UP: f"[({value} + place) % 2**64 for place in range({words})]",
        Pattern.HANDLE: f"[id({pool_name(operation.pool)})] * {words}",
        Pattern.BYTES: f"with_byte(read_{what}({block}), {extra % BLOCK_BYTES[kind]}, {value & 0xFF})",
    }[Pattern(operation.target)]
    return f"write_{what}({block}, {written})"


def _last(step: Concrete) -> list[str]:
    operation, seen = step.operation, step.seen.observation
    due, index = step.due or Due(succeeds=step.status == 0), str(step.target + 1)
    if operation.kind in (Kind.WRITE, Kind.WRITE_RECORD):
        lines = [_write(step).replace(INDEX, index)]
    else:
        status = "(status, out)" if operation.kind in (Kind.GET, Kind.TAKE) else "(status, _)"
        pool = pool_name(operation.pool)
        variables = f"status, {pool}" if operation.kind == Kind.CREATE else status.strip("()")
        lines = [f"{variables} = answer({_call(step).replace(INDEX, index)})"]
        allowed = ", ".join(map(_status, _right_ones(due)))
        if allowed:
            lines.append(f'assert status in ({allowed},), f"{{status}}; expected {{EXPECTED}}"')
        else:
            lines.append('assert status != "BP_OK", f"{status}; expected {EXPECTED}"')
    if due.succeeds and operation.kind in (Kind.GET, Kind.TAKE):
        lines += _handed_out(step, due)
    if due.usage is not None:
        lines.append(f"assert usage_of({pool_name(operation.pool)}) == {due.usage}, EXPECTED")
    if operation.flags & Flag.HOLD:
        lines.append(_HOLD)
    if seen.disturbed_kind:
        lines.append(f"assert {_contents_disturbed(step)} == was, EXPECTED")
    return lines


def _right_ones(due: Due) -> list[int]:
    """The statuses that are right; none: any refusal is."""
    codes = [each.code for each in due.answers if isinstance(each.code, int)]
    if len(codes) < len(due.answers):
        return []
    return [int(Status.OK)] * due.succeeds + codes


def _handed_out(step: Concrete, due: Due) -> list[str]:
    operation, seen, kind = step.operation, step.seen.observation, _kind_of(step.operation)
    store = _store(kind, operation.pool)
    known = step.known_soa if kind == LentKind.BLOCK else step.known_receipts
    lines = ["assert out is not None, EXPECTED"]
    if seen.out_flags & OutFlag.MISALIGNED:
        lines.append("assert where(out) % 64 == 0, EXPECTED")
    right = due.blocks
    if kind == LentKind.RECORD and due.record is not None:
        lines.append(f"assert out.id == {due.record}, EXPECTED")
        right = (due.record,) if due.record < known else ()
    if right:
        lines.append(f"assert where(out) in ({', '.join(f'where({store}[{each + 1}])' for each in right)},), EXPECTED")
    elif known:
        lines.append(f"assert all(where(out) != where({store}[number]) for number in range(1, {known + 1})), EXPECTED")
    first_word = "[1:]" if kind == LentKind.RECORD else ""
    return [*lines, f"assert not any({'read_receipt' if first_word else 'read_soa'}(out){first_word}), EXPECTED"]
