"""A case as a pytest file for a Python class of blocks: the same steps, and at the end the check that fails."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from poolproof.spec.contracts import Answer, Contract, How
from poolproof.spec.vocabulary import HOLD_MILLISECONDS

from ..judge.wording import words_of
from ..names import pool_name
from ..observations import LentKind, OutFlag
from ..operations import Flag, Kind, Pattern, Target, distance_inside, size_of
from .c_names import kind_of, stem
from .concrete import Concrete, content_set_at, returned_at
from .due import Due
from .loops import INDEX, STEP, Statement
from .python_heads import HEAD_OF_BLOCKS

_HOLD: Final = f"time.sleep({HOLD_MILLISECONDS / 1000})"
_ANY: Final = '"any refusal"'


def lines_of(steps: list[Concrete], contract: Contract) -> tuple[list[Statement], list[str]]:
    """The steps that were right, and the last."""
    writer = _Writer(steps, contract)
    return writer.right_ones(), writer.last()


def head(contract: Contract) -> str:
    """What the file begins with."""
    record_bytes = contract.sequence.size if contract.sequence is not None else 0
    constants = f"{contract.block.size}, {record_bytes}, {words_of(contract).exceptions!r}"
    return HEAD_OF_BLOCKS.replace("@constants@", constants)


def stores_in(lines: Sequence[str]) -> list[str]:
    """The dictionaries of blocks that the lines speak of, by number."""
    return sorted(set(re.findall(r"\b((?:p\d+_)?[br])\[", "\n".join(lines))))


class _Writer:
    def __init__(self, steps: list[Concrete], contract: Contract) -> None:
        self._steps = steps
        self._contract = contract
        self._last = steps[-1]
        self._due = self._last.due or Due(succeeds=self._last.status == 0)

    def right_ones(self) -> list[Statement]:
        held = self._held()
        statements: list[Statement] = []
        for place, step in enumerate(self._steps[:-1]):
            before, behind = held.get((place, False)), held.get((place, True))
            statements += [Statement(before, step.number)] if before else []
            statements.append(self._step(step))
            operation, seen = step.operation, step.seen.observation
            if operation.flags & Flag.OBSERVE_USAGE and seen.counters_seen and operation.kind != Kind.COUNTERS:
                statements.append(Statement(self._counters(operation.pool), step.number))
            if operation.flags & Flag.HOLD:
                statements.append(Statement(_HOLD, step.number))
            statements += [Statement(behind, step.number)] if behind else []
        return statements

    def _held(self) -> dict[tuple[int, bool], str]:
        """Where what a block holds is kept for the last step to compare with: before a step, or behind it."""
        seen, fills, last = self._last.seen.observation, self._contract.contents, self._last
        if seen.disturbed_kind:
            at = content_set_at(self._steps, seen.disturbed_kind, seen.disturbed_pool, seen.disturbed_index)
            return {(at, True): f"was = {self._content(seen.disturbed_kind, seen.disturbed_pool, seen.disturbed_index)}"}
        if seen.changed_free_kind and fills.while_free.kept:
            pool, number = seen.changed_free_pool, seen.changed_free_index
        elif last.operation.kind == Kind.GET and fills.at_get.kept and seen.dirty_count and not seen.is_new:
            pool, number = last.operation.pool, seen.out
        else:
            return {}
        at = returned_at(self._steps, pool, number)
        return {(at, False): f"was = {self._content(LentKind.BLOCK, pool, number)}"}

    def _content(self, kind: int, pool: int, number: int) -> str:
        return f"content({stem(kind, pool)}[{number + 1}], {_SIZES[kind]})"

    # ---- calls ----

    def _call(self, step: Concrete) -> str:
        """The call and its arguments, as ``answer`` wants them."""
        operation, pool = step.operation, pool_name(step.operation.pool)
        match operation.kind:
            case Kind.CREATE:
                count = self._contract.block.count if operation.flags & Flag.DEFAULT_CONFIG else operation.capacities[0]
                return f"create, {count}"
            case Kind.GET if self._contract.size is not None:
                return f"{pool}.get_sized, {size_of(operation, self._contract)}"
            case Kind.RETURN:
                return f"{pool}.give_back, {self._returned(step)}"
            case Kind.COUNTERS:
                return f"lambda: {self._counters(operation.pool)}"
        return f"{pool}.{_METHODS[Kind(operation.kind)]}"

    def _counters(self, pool: int) -> str:
        counters = self._contract.counters
        names = [name for name in ("capacity", "used", "free", "peak") if getattr(counters, name) != "none"]
        return f"({', '.join(f'{pool_name(pool)}.{name}' for name in names)},)"

    def _returned(self, step: Concrete) -> str:
        operation, blocks = step.operation, stem(LentKind.BLOCK, step.target_pool)
        match Target(operation.target):
            case Target.NULL:
                return "None"
            case Target.FOREIGN if operation.nth % 2 and step.lent_last is not None:
                return f"bytearray(content({stem(LentKind.BLOCK, operation.pool)}[{step.lent_last + 1}]))"
            case Target.FOREIGN:
                return "bytearray([0xA5]) * BLOCK_BYTES"
            case Target.RECORD:
                return f"{stem(LentKind.RECORD, step.target_pool)}[{INDEX}]"
            case Target.INTERIOR:
                distance = distance_inside(operation, self._contract.block.size, 0)
                return f"block_bytes.inside({blocks}[{INDEX}], {distance}, BLOCK_BYTES)"
        return f"{blocks}[{INDEX}]"

    def _step(self, step: Concrete) -> Statement:
        operation, number = step.operation, step.number
        if operation.kind in (Kind.WRITE, Kind.WRITE_RECORD):
            return Statement(self._write(step), number, step.target + 1)
        status = '"success"' if step.status == 0 else self._refused(step.status)
        call = f"before({STEP}, {status}, {self._call(step)})"
        if operation.kind == Kind.CREATE and step.status == 0:
            return Statement(f"{pool_name(operation.pool)} = {call}", number)
        if step.block is not None:
            name = f"{stem(kind_of(operation), operation.pool)}[{INDEX}]"
            text = f"{name} = {call}" if step.is_new else f"{name} = same({STEP}, {call}, {name})"
            return Statement(text, number, step.block + 1)
        return Statement(call, number, step.target + 1)

    def _refused(self, status: int) -> str:
        name = words_of(self._contract).status(status)
        return repr(name) if name in words_of(self._contract).exceptions else _ANY

    def _write(self, step: Concrete) -> str:
        operation, kind = step.operation, kind_of(step.operation)
        size = self._bytes_of(kind)
        count, value = (size + 7) // 8, operation.value
        block, name = f"{stem(kind, operation.pool)}[{INDEX}]", _SIZES[kind]
        pair = (operation.extra % count, (operation.extra + 1) % count)
        blocks, known = stem(LentKind.BLOCK, operation.pool), max(step.known_soa, 1)
        address = f"where({blocks}[1 + ({operation.nth % known} + at) % {known}])" if step.known_soa else f"{value}"
        mask = 2**64 - 1
        written = {
            Pattern.FILL: f"words({name}, *[{value}] * {count})",
            Pattern.CANCEL_SUM: f"words({name}, *([{value}, {-value & mask}] * {count})[:{count}])",
            Pattern.CANCEL_XOR: f"words({name}, *[{value} if at in {pair} else 0 for at in range({count})])",
            Pattern.ONE_WORD: f"with_bytes({block}, {8 * pair[0]}, words({min(8, size - 8 * pair[0])}, {value}), {name})",
            Pattern.ADDRESSES: f"words({name}, *[{address} for at in range({count})])",
            Pattern.COUNT_UP: f"words({name}, *[({value} + at) % 2**64 for at in range({count})])",
            Pattern.HANDLE: f"words({name}, *[id({pool_name(operation.pool)})] * {count})",
            Pattern.BYTES: f"with_bytes({block}, {operation.extra % size}, bytes([{value & 0xFF}]), {name})",
        }[Pattern(operation.target)]
        return f"block_bytes.write({block}, {written})"

    def _bytes_of(self, kind: int) -> int:
        sequence = self._contract.sequence
        return self._contract.block.size if kind == LentKind.BLOCK or sequence is None else sequence.size

    # ---- the step that fails ----

    def last(self) -> list[str]:
        step, operation, due = self._last, self._last.operation, self._due
        index = str(step.target + 1)
        if operation.kind in (Kind.WRITE, Kind.WRITE_RECORD):
            lines = [self._write(step).replace(INDEX, index)]
        elif due.aborts:
            return self._aborting(index)
        else:
            pool = pool_name(operation.pool) if operation.kind == Kind.CREATE else "out"
            lines = [f"status, {pool} = answer({self._call(step).replace(INDEX, index)})", *self._answered()]
        if due.succeeds and operation.kind in (Kind.GET, Kind.TAKE):
            lines += ["assert out is not None, EXPECTED", *self._handed_out()]
        pool = pool_name(operation.pool)
        lines += [f"assert {pool}.{name} == {value}, EXPECTED" for name, value in due.counters.items()]
        lines += [f"assert {pool}.{name} >= {value}, EXPECTED" for name, value in due.at_least.items()]
        lines += [_HOLD] * bool(operation.flags & Flag.HOLD)
        return lines + self._left_alone()

    def _answered(self) -> list[str]:
        due = self._due
        if any(each.how is How.IGNORED for each in due.answers):
            return []
        said = 'f"{status}; expected {EXPECTED}"'
        names = [each.code for each in due.answers if isinstance(each.code, str)]
        right = ['"success"'] * due.succeeds + [repr(each) for each in names]
        if len(names) == len(due.answers):
            lines = [f"assert status in ({', '.join(right)},), {said}"]
        else:
            lines = [] if due.succeeds else [f'assert status != "success", {said}']
        return [*lines, 'if status != "success":', "    return"] if due.succeeds and due.answers else lines

    def _aborting(self, index: str) -> list[str]:
        call = self._call(self._last).replace(INDEX, index)
        also = [self._name(each) for each in self._due.answers if each.how is How.REFUSED]
        right = f" or said in ({', '.join(also)},)" if also else ""
        return [f"ended, said = ends({call})", f'assert ended{right}, f"{{said}}; expected {{EXPECTED}}"']

    @staticmethod
    def _name(answer: Answer) -> str:
        return repr(answer.code)

    def _handed_out(self) -> list[str]:
        step, due, contract = self._last, self._due, self._contract
        kind = kind_of(step.operation)
        store, size = stem(kind, step.operation.pool), _SIZES[kind]
        known = step.known_soa if kind == LentKind.BLOCK else step.known_receipts
        lines, seen = [], step.seen.observation
        align = contract.block.align if kind == LentKind.BLOCK or contract.sequence is None else contract.sequence.align
        if seen.out_flags & OutFlag.MISALIGNED:
            lines.append(f"assert where(out, {size}) % {align} == 0, EXPECTED")
        if seen.out_flags & OutFlag.OVERLAPS:
            other = f"{stem(seen.overlaps_kind, seen.overlaps_pool)}[{seen.overlaps_index + 1}]"
            other_size = _SIZES[seen.overlaps_kind]
            lines.append(f"assert apart(where(out, {size}), {size}, where({other}, {other_size}), {other_size}), EXPECTED")
        lines += self._the_right_one(kind, store, known)
        if kind == LentKind.BLOCK:
            fill = contract.contents.at_get
            if fill.byte is not None:
                lines.append(f"assert content(out) == bytes([{fill.byte}]) * BLOCK_BYTES, EXPECTED")
            elif fill.kept and seen.dirty_count and not seen.is_new:
                lines.append("assert content(out) == was, EXPECTED")
        elif contract.sequence is not None and contract.sequence.number_at is not None and due.record is not None:
            at = contract.sequence.number_at
            record = f"bytes({at}) + ({due.record}).to_bytes(8, 'little') + bytes({contract.sequence.size - at - 8})"
            lines.append(f"assert content(out, RECORD_BYTES) == {record}, EXPECTED")
        return lines

    def _the_right_one(self, kind: int, store: str, known: int) -> list[str]:
        due = self._due
        right, may_be_new = due.blocks, due.fresh
        if kind == LentKind.RECORD:
            if due.record is None:
                return []
            right = (due.record,) if due.record < known else ()
            may_be_new = not right
        elif self._last.due is None:
            return []
        others = [number + 1 for number in range(known) if number not in right]
        if not may_be_new:
            named = ", ".join(f"where({store}[{each + 1}], 1)" for each in right)
            return [f"assert where(out, 1) in ({named},), EXPECTED"]
        lines = [f"assert all(where(out, 1) != where({store}[number], 1) for number in {others}), EXPECTED"] if others else []
        if self._last.seen.observation.is_new and not right:
            lines += [
                f"assert where(out, 1) {sign} where({store}[{other + 1}], 1), EXPECTED"
                for sign, other in ((">", due.above), ("<", due.below))
                if other is not None
            ]
        return lines

    def _left_alone(self) -> list[str]:
        seen, lines = self._last.seen.observation, []
        if seen.disturbed_kind:
            block = self._content(seen.disturbed_kind, seen.disturbed_pool, seen.disturbed_index)
            lines.append(f"assert {block} == was, EXPECTED")
        if seen.changed_free_kind:
            block = self._content(LentKind.BLOCK, seen.changed_free_pool, seen.changed_free_index)
            byte = self._contract.contents.while_free.byte
            held = "was" if byte is None else f"bytes([{byte}]) * BLOCK_BYTES"
            lines.append(f"assert {block} == {held}, EXPECTED")
        return lines


_SIZES: Final[Mapping[int, str]] = {LentKind.BLOCK: "BLOCK_BYTES", LentKind.RECORD: "RECORD_BYTES"}
_METHODS: Final = {
    Kind.DESTROY: "close",
    Kind.GET: "get",
    Kind.TAKE: "take",
    Kind.RESET: "reset",
    Kind.CLEAR: "clear",
}
