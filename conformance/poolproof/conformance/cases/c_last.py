"""The last step of a C reproducer, with every check of the judge that it may fail."""

from __future__ import annotations

from poolproof.spec.contracts import Answer, How

from ..names import pool_name
from ..observations import LentKind, OutFlag
from ..operations import Flag, Kind
from .c_header import Header
from .c_names import kind_of, out, stem
from .c_steps import HOLD, Steps
from .c_surroundings import SHOWN_BY_A_PROGRAM
from .concrete import Concrete
from .due import Due
from .loops import Statement


class LastStep:
    """Writes it. ``steps`` has written those before it."""

    def __init__(self, step: Concrete, steps: Steps) -> None:
        self._step = step
        self._steps = steps
        self._header: Header = steps.header
        self._due = step.due or Due(succeeds=step.status == 0)

    def lines(self) -> list[str]:
        operation, seen = self._step.operation, self._step.seen.observation
        lines: list[str]
        match operation.kind:
            case _ if self._due.aborts:
                return self._aborting()
            case Kind.CREATE:
                lines = self._create()
            case Kind.GET | Kind.TAKE:
                lines = self._get()
            case Kind.RETURN:
                lines = _rendered(self._steps.give_back(self._step, self._answered("{}")))
            case Kind.WRITE | Kind.WRITE_RECORD:
                lines = _rendered(self._steps.write(self._step))
            case _:
                lines = self._header.plain(operation)
        lines += self._counted()
        if operation.flags & Flag.HOLD:
            lines.append(HOLD)
        lines += self._left_alone()
        if seen.surrounding in SHOWN_BY_A_PROGRAM:
            lines.append(f"must_leave_alone({self._step.number}, &around);")
        if seen.breach_of_storage:
            lines.append(f"must_keep_to_storage({self._step.number});")
        return lines

    # ---- answers ----

    def _answered(self, call: str) -> str:
        """The call, and the check of what it answers."""
        number, due = self._step.number, self._due
        if due.succeeds and not due.answers:
            return f"must_answer({number}, {call}, {self._header.status(0)});"
        if any(each.how is How.IGNORED for each in due.answers):
            return f"(void){call};"
        codes = [_code(each) for each in due.answers]
        if not all(codes):
            return f"must_refuse({number}, {call});"
        one, *others = map(self._header.status, dict.fromkeys(codes))
        if not others:
            return f"must_answer({number}, {call}, {one});"
        return f"must_answer_either({number}, {call}, {one}, {others[0]});"

    def _may_be_refused(self, call: str, variable: str, what: str) -> list[str]:
        """Where a pool may do it or not."""
        lines = [f"int answered = {call};", f"if (answered != {self._header.status(0)}) {{"]
        codes = [_code(each) for each in self._due.answers]
        if all(codes):
            lines.append(f"  must_answer({self._step.number}, answered, {self._header.status(codes[0])});")
        lines += [f"  must_be_null({self._step.number}, {variable});", f'  printf("{what}\\n");', "  return;", "}"]
        return lines

    def _create(self) -> list[str]:
        operation, number, due = self._step.operation, self._step.number, self._due
        pool = pool_name(operation.pool)
        call = self._steps.create(operation, pool)
        lines = [f"{pool} = ({self._header.pool_type} *)(void *)untouched;"]
        given = f"must_be_given({number}, {pool});"
        if not due.succeeds:
            return [*lines, self._answered(call), f"must_be_null({number}, {pool});"]
        if not due.answers:
            return [*lines, self._answered(call), given]
        asked = "capacity" if self._header.contract.binding == 1 else "count"
        return [*lines, *self._may_be_refused(call, pool, f"it refuses this {asked}, as it may"), given]

    def _aborting(self) -> list[str]:
        """What is promised to end the process is done in a child."""
        operation, number, seen = self._step.operation, self._step.number, self._step.seen.observation
        watch = []
        if seen.disturbed_kind:
            name = self._steps.names.plain(seen.disturbed_kind, seen.disturbed_pool, seen.disturbed_index)
            watch = [f"watch({name}, was, {self._header.bytes_of(seen.disturbed_kind, name)});"]
        if operation.kind == Kind.RETURN:
            call = _rendered(self._steps.give_back(self._step, "comes_back({});"))
        else:
            call = [f"comes_back({self._header.get(operation, out(kind_of(operation)))});"]
        also = [f"came_back_with({_code(each) or 0})" for each in self._due.answers if each.how is How.REFUSED]
        condition = f"if (!{' && !'.join(also)}) " if also else ""
        return [*watch, "if (begins_child()) {", *(f"  {line}" for line in call), "}", f"{condition}must_have_ended({number});"]

    # ---- what is handed out ----

    def _get(self) -> list[str]:
        kind, number, due = kind_of(self._step.operation), self._step.number, self._due
        variable = out(kind)
        call = self._header.get(self._step.operation, variable)
        lines = [f"{variable} = ({self._header.types[kind]} *)(void *)untouched;"]
        if not due.succeeds:
            return [*lines, self._answered(call), f"must_be_null({number}, {variable});"]
        if due.answers:
            lines += self._may_be_refused(call, variable, "it has no more, as it may")
        else:
            lines.append(self._answered(call))
        lines.append(f"must_be_given({number}, {variable});")
        return [*lines, *self._shape(kind), *self._the_right_one(kind), *self._contents(kind)]

    def _shape(self, kind: LentKind) -> list[str]:
        number, seen, variable, contract = self._step.number, self._step.seen.observation, out(kind), self._header.contract
        lines = []
        if seen.out_flags & OutFlag.MISALIGNED:
            align = contract.sequence.align if kind == LentKind.RECORD and contract.sequence else contract.block.align
            lines.append(f"must_be_aligned({number}, {variable}, {align});")
        if seen.out_flags & OutFlag.OVERLAPS:
            other = self._steps.names.plain(seen.overlaps_kind, seen.overlaps_pool, seen.overlaps_index)
            sizes = self._header.bytes_of(kind, variable), self._header.bytes_of(seen.overlaps_kind, other)
            lines.append(f"must_not_share({number}, {variable}, {sizes[0]}, {other}, {sizes[1]});")
        return lines

    def _the_right_one(self, kind: LentKind) -> list[str]:
        number, variable, step, due = self._step.number, out(kind), self._step, self._due
        pool, known = step.operation.pool, step.known_soa if kind == LentKind.BLOCK else step.known_receipts
        right = due.blocks
        if kind == LentKind.RECORD:
            if due.record is None:
                return []
            right = (due.record,) if due.record < known else ()
        elif step.due is None:
            return []
        named = [self._steps.names.plain(kind, pool, each) for each in right]
        may_be_new = due.fresh or (kind == LentKind.RECORD and not right)
        if not may_be_new:
            if len(named) == 1:
                return [f"must_be({number}, {variable}, {named[0]});"]
            return [f"must_be_one_of({number}, {variable}, (const void *const[]){{{', '.join(named)}}}, {len(named)});"]
        return [*self._none_of_the_others(kind, pool, known, right), *self._placed(kind, pool, named)]

    def _none_of_the_others(self, kind: LentKind, pool: int, known: int, right: tuple[int, ...]) -> list[str]:
        number, variable = self._step.number, out(kind)
        if self._steps.names.are_in_array(kind, pool):
            condition = "".join(f" && i != {each}" for each in right)
            check = f"must_not_be({number}, {variable}, {stem(kind, pool)}[1 + i]);"
            return loop(known, [f"if ({condition.removeprefix(' && ')}) {check}" if condition else check])
        others = [each for each in range(known) if each not in right]
        return [f"must_not_be({number}, {variable}, {self._steps.names.plain(kind, pool, each)});" for each in others]

    def _placed(self, kind: LentKind, pool: int, named: list[str]) -> list[str]:
        """Where a block must lie that was never lent before."""
        number, variable, due = self._step.number, out(kind), self._due
        if not self._step.seen.observation.is_new:
            return []
        guard = "".join(f"{variable} != {each} && " for each in named).removesuffix(" && ")
        guard = f"if ({guard}) " if guard else ""
        return [
            f"{guard}must_lie_{word}({number}, {variable}, {self._steps.names.plain(kind, pool, other)});"
            for word, other in (("above", due.above), ("below", due.below))
            if other is not None
        ]

    def _contents(self, kind: LentKind) -> list[str]:
        number, variable, contract, seen = self._step.number, out(kind), self._header.contract, self._step.seen.observation
        size = self._header.bytes_of(kind, variable)
        if kind == LentKind.BLOCK:
            fill = contract.contents.at_get
            if fill.byte is not None:
                return [f"must_hold({number}, {variable}, 0x{fill.byte:02X}, 0, {size});"]
            is_kept = fill.kept and seen.dirty_count and not seen.is_new
            return [f"must_be_as_before({number}, {variable}, was, {size});"] if is_kept else []
        at = contract.sequence.number_at if contract.sequence is not None else None
        if at is None or self._due.record is None:
            return []
        return [
            f"must_have_number({number}, {variable}, {at}, {self._due.record});",
            f"must_hold({number}, {variable}, 0, {at + 8}, {size});",
            *([f"must_hold({number}, {variable}, 0, 0, {at});"] if at else []),
        ]

    # ---- what else there is to see ----

    def _counted(self) -> list[str]:
        number, due, pool = self._step.number, self._due, pool_name(self._step.operation.pool)
        if due.usage is not None:
            return [f"must_use({number}, {pool}, {', '.join(map(str, due.usage))});"]
        exact = [f'must_count({number}, "{name}", pp_{name}({pool}), {value});' for name, value in due.counters.items()]
        least = [
            f'must_count_at_least({number}, "{name}", pp_{name}({pool}), {value});' for name, value in due.at_least.items()
        ]
        return exact + least

    def _left_alone(self) -> list[str]:
        """What is lent, what is free, and a variable of an earlier call."""
        number, seen, names = self._step.number, self._step.seen.observation, self._steps.names
        lines = []
        if seen.disturbed_kind:
            name = names.plain(seen.disturbed_kind, seen.disturbed_pool, seen.disturbed_index)
            size = self._header.bytes_of(seen.disturbed_kind, name)
            lines.append(f"must_still_hold({number}, {name}, was, {size});")
        if seen.changed_free_kind:
            name = names.plain(LentKind.BLOCK, seen.changed_free_pool, seen.changed_free_index)
            size, fill = self._header.bytes_of(LentKind.BLOCK, name), self._header.contract.contents.while_free
            if fill.byte is not None:
                lines.append(f"must_hold({number}, {name}, 0x{fill.byte:02X}, 0, {size});")
            else:
                lines.append(f"must_be_as_before({number}, {name}, was, {size});")
        variable = self._steps.variable_kept()
        if variable is not None:
            lines.append(f"must_keep({number}, {variable[0]}, {variable[1]});")
        return lines


def loop(rounds: int, body: list[str]) -> list[str]:
    return [f"for (int i = 0; i < {rounds}; ++i) {{", *(f"  {line}" for line in body), "}"]


def _code(answer: Answer) -> int:
    """0: any refusal."""
    return answer.code if isinstance(answer.code, int) else 0


def _rendered(statement: Statement) -> list[str]:
    return statement.with_numbers(str(statement.step), str(statement.index)).split("\n")
