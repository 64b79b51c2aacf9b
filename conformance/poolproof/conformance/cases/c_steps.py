"""The steps of a C reproducer: those that were right, and a check that each goes as it went."""

from __future__ import annotations

from typing import Final

from poolproof.spec.vocabulary import HOLD_MILLISECONDS, CallerVariable

from ..names import pool_name
from ..observations import LentKind
from ..operations import Flag, Kind, Operation, Pattern
from .c_addresses import address_beside, address_of_return, is_of_record
from .c_header import Header, c_number
from .c_names import Names, kept, kind_of, out, stem
from .concrete import Concrete, content_set_at, returned_at
from .loops import STEP, Statement

HOLD: Final = f"usleep({1000 * HOLD_MILLISECONDS});"


class Steps:
    """Writes them."""

    def __init__(self, steps: list[Concrete], header: Header) -> None:
        self._steps = steps
        self.header = header
        self.names = Names(steps, header)

    def right_ones(self) -> list[Statement]:
        """All but the last."""
        held = self._held()
        statements: list[Statement] = []
        for place, step in enumerate(self._steps[:-1]):
            before, behind = held.get((place, False)), held.get((place, True))
            statements += [Statement(before, step.number)] if before else []
            statements += self._step(step)
            statements += [Statement(behind, step.number)] if behind else []
        return statements

    def _held(self) -> dict[tuple[int, bool], str]:
        """Where what a block holds is kept for the last step to compare with: before a step, or behind it."""
        seen, last = self._steps[-1].seen.observation, self._steps[-1]
        if seen.disturbed_kind:
            place = content_set_at(self._steps, seen.disturbed_kind, seen.disturbed_pool, seen.disturbed_index)
            return {(place, True): self._copied(seen.disturbed_kind, seen.disturbed_pool, seen.disturbed_index)}
        fills = self.header.contract.contents
        if seen.changed_free_kind and fills.while_free.kept:
            place = returned_at(self._steps, seen.changed_free_pool, seen.changed_free_index)
            return {(place, False): self._copied(LentKind.BLOCK, seen.changed_free_pool, seen.changed_free_index)}
        if last.operation.kind == Kind.GET and fills.at_get.kept and seen.dirty_count and not seen.is_new:
            place = returned_at(self._steps, last.operation.pool, seen.out)
            return {(place, False): self._copied(LentKind.BLOCK, last.operation.pool, seen.out)}
        return {}

    def _copied(self, kind: int, pool: int, number: int) -> str:
        name = self.names.plain(kind, pool, number)
        return f"memcpy(was, {name}, {self.header.bytes_of(kind, name)});"

    def _step(self, step: Concrete) -> list[Statement]:
        operation, pool = step.operation, pool_name(step.operation.pool)
        found: list[Statement]
        match operation.kind:
            case Kind.GET | Kind.TAKE:
                found = [self._get(step)]
            case Kind.CREATE:
                variable = pool if step.status == 0 else "pool_out"
                found = [Statement(self._answers(self.create(operation, variable), step.status), step.number)]
            case Kind.RETURN:
                found = [self.give_back(step, f"answers({STEP}, {{}}, {self.header.status(step.status)});")]
            case Kind.WRITE | Kind.WRITE_RECORD:
                found = [self.write(step)]
            case _:
                found = [Statement(text, step.number) for text in self.header.plain(operation)]
        seen = step.seen.observation
        is_seen = seen.usage_observed or seen.counters_seen
        if operation.flags & Flag.OBSERVE_USAGE and is_seen and operation.kind != Kind.COUNTERS:
            found += [Statement(text, step.number) for text in self.header.look(operation.pool)]
        if operation.flags & Flag.HOLD:
            found.append(Statement(HOLD, step.number))
        return found

    def _answers(self, call: str, status: int) -> str:
        return f"answers({STEP}, {call}, {self.header.status(status)});"

    def create(self, operation: Operation, variable: str) -> str:
        call = self.header.create(operation, variable)
        lasts = int(operation.extra != 0)
        return f"(run_short({operation.nth}, {lasts}), run_whole({call}))" if operation.runs_short else call

    def _get(self, step: Concrete) -> Statement:
        kind, pool = kind_of(step.operation), step.operation.pool
        if step.block is None:
            return Statement(self._answers(self.header.get(step.operation, out(kind)), step.status), step.number)
        name = self.names.name(kind, pool)
        if self._is_of_kept_variable(step):
            call = self._answers(self.header.get(step.operation, kept(kind)), step.status)
            return self.names.statement(step, f"{call}\n{name} = {kept(kind)};", kind, pool, step.block)
        if step.is_new:
            text = self._answers(self.header.get(step.operation, name), step.status)
            return self.names.statement(step, text, kind, pool, step.block)
        call = self._answers(self.header.get(step.operation, out(kind)), step.status)
        return self.names.statement(step, f"{call}\nsame({STEP}, {out(kind)}, {name});", kind, pool, step.block)

    def _is_of_kept_variable(self, step: Concrete) -> bool:
        """Whether it is the call whose variable the pool touches in the last step (ISO-5)."""
        seen = self._steps[-1].seen.observation
        return seen.variable == CallerVariable.OUT and seen.variable_place == step.number - 1

    def variable_kept(self) -> tuple[str, str] | None:
        """That variable, and what was left in it."""
        step = next((each for each in self._steps[:-1] if self._is_of_kept_variable(each) and each.block is not None), None)
        if step is None:
            return None
        kind = kind_of(step.operation)
        return kept(kind), self.names.plain(kind, step.operation.pool, step.block or 0)

    def give_back(self, step: Concrete, text: str) -> Statement:
        """``text``: what is made of the answer; {} stands for the call."""
        operation = step.operation
        kind = LentKind.RECORD if is_of_record(operation) else LentKind.BLOCK
        if step.target < 0:
            address = address_of_return(step, self.names, self.header)
            return Statement(text.format(self.header.returned(operation.pool, address)), step.number)
        address = address_beside(operation, self.names.name(kind, step.target_pool), self.header)
        call = text.format(self.header.returned(operation.pool, address))
        return self.names.statement(step, call, kind, step.target_pool, step.target)

    def write(self, step: Concrete) -> Statement:
        operation, value = step.operation, c_number(step.operation.value)
        kind, pool = kind_of(operation), operation.pool
        name, words, size = self.names.name(kind, pool), self.header.word_count(kind), self.header.byte_count(kind)
        put = self._put(name, size)
        each = f"for (size_t word = 0; word < {words}; ++word) {put.format('word', '{}')};"
        first, second = operation.extra % words, (operation.extra + 1) % words
        text = {
            Pattern.FILL: each.format(value),
            Pattern.CANCEL_SUM: each.format(f"word % 2 == 0 ? {value} : 0 - UINT64_C({operation.value})"),
            Pattern.CANCEL_XOR: each.format(f"word == {first} || word == {second} ? {value} : 0"),
            Pattern.ONE_WORD: f"{put.format(first, value)};",
            Pattern.ADDRESSES: each.format(self._addresses(step)),
            Pattern.COUNT_UP: each.format(f"{value} + word"),
            Pattern.HANDLE: each.format(f"(uintptr_t){pool_name(pool)}"),
            Pattern.BYTES: f"((unsigned char *){name})[{operation.extra % size}] = {operation.value & 0xFF};",
        }[Pattern(operation.target)]
        return self.names.statement(step, text, kind, pool, step.target)

    @staticmethod
    def _put(name: str, size: int) -> str:
        """A word into a block; the last may be a part of one."""
        return f"put({name}, {{}}, {{}})" if size % 8 == 0 else f"put_part({name}, {size}, {{}}, {{}})"

    def _addresses(self, step: Concrete) -> str:
        """The address of one of the pool's blocks, another for each word."""
        pool, known = step.operation.pool, step.known_soa
        if not known:
            return c_number(step.operation.value)
        place = f"({step.operation.nth % known} + word) % {known}"
        if self.names.are_in_array(LentKind.BLOCK, pool):
            return f"(uintptr_t){stem(LentKind.BLOCK, pool)}[1 + {place}]"
        names = ", ".join(self.names.plain(LentKind.BLOCK, pool, number) for number in range(known))
        return f"(uintptr_t)(({self.header.types[LentKind.BLOCK]} *[]){{{names}}})[{place}]"
