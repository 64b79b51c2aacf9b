"""A case as a C program: the same steps with named pointers, and at the end the check that fails."""

from __future__ import annotations

import re
from typing import Final

from poolproof.spec import Status
from poolproof.spec.vocabulary import BLOCK_BYTES, BLOCK_WORDS, HOLD_MILLISECONDS

from ..names import pool_name, status_name
from ..observations import BlockKind, DeathCause, Out, OutFlag, Trace
from ..operations import SIZE_MAX, Flag, ForeignAddress, Kind, Operation, Pattern, Target
from . import c_parts
from .case import Case, profile_of
from .concrete import Concrete, content_set_at, make_concrete
from .loops import INDEX, STEP, Statement, folded

_NAMED_AT_MOST: Final = 12
"""More blocks than this are in arrays, so that loops can go over them."""
_FOREIGN: Final = {
    ForeignAddress.OF_THE_WORKER: "foreign() + 1024",
    ForeignAddress.MISALIGNED: "foreign() + 1032",
    ForeignAddress.LOW: "(uintptr_t)(64)",
    ForeignAddress.TOP: "(uintptr_t)(UINT64_MAX - 63)",
    ForeignAddress.UNREADABLE: "foreign() - 4096",
    ForeignAddress.ONE: "(uintptr_t)(1)",
    ForeignAddress.NOT_CANONICAL: "(uintptr_t)(UINT64_C(1) << 63)",
    ForeignAddress.OF_THE_WORKER_TOO: "foreign() + 1216",
    ForeignAddress.UPPER_HALF_DIFFERS: "(uintptr_t)@buffer@ + (UINT64_C(1) << 32)",
    ForeignAddress.TAGGED_AT_TOP: "(uintptr_t)@buffer@ | (UINT64_C(1) << 63)",
    ForeignAddress.TAGGED_ABOVE_USER: "(uintptr_t)@buffer@ | (UINT64_C(1) << 48)",
    ForeignAddress.STACK: "on_the_stack()",
    ForeignAddress.HEAP: "aligned_alloc(64, 256)",
    ForeignAddress.BESIDE_HANDLE: "(uintptr_t)@pool@ + @value@",
    ForeignAddress.BESIDE_HEAP: "(uintptr_t)aligned_alloc(64, 256) + @value@",
    ForeignAddress.ANYWHERE: "(uintptr_t)@value@",
    ForeignAddress.LIBRARY_CODE: "mapped((uintptr_t)&bp_create, CODE, @value@)",
    ForeignAddress.LIBRARY_DATA: "mapped((uintptr_t)&bp_create, DATA, @value@)",
    ForeignAddress.C_LIBRARY: "mapped((uintptr_t)&aligned_alloc, CODE, @value@)",
    ForeignAddress.WORKER: "mapped((uintptr_t)&went_another_way, CODE | DATA, @value@)",
    ForeignAddress.KERNEL_PAGES: "of_the_kernel(@value@)",
    ForeignAddress.ABOVE_STACK: "(uintptr_t)on_the_stack() + @value@ % 4096",
}
"""As the worker's holder makes them. Where no buffer is known that one could be made from, it is ``foreign()``."""
_HOLD: Final = f"usleep({1000 * HOLD_MILLISECONDS});"
_TYPES: Final = {BlockKind.SOA: "bp_soa", BlockKind.RECEIPT: "bp_receipt"}
_STALE_HINT: Final = "run it under `valgrind`, or compile the library and it with `-fsanitize=address`."
_HINTS: Final = {
    "BOUND-1": _STALE_HINT,
    "HOT-1": "run it under `ltrace -e 'malloc+calloc+free'`, or in a debugger with a breakpoint on malloc.",
    "HOT-2": "run it under `ltrace -e 'malloc+calloc+free'`, or in a debugger with a breakpoint on malloc.",
    "HOT-3": "run it under `strace`.",
    "HOT-4": "run it under `perf trace -F all`.",
    "HOT-5": "run it under `perf stat -e instructions:u`, or step through it in a debugger.",
    "LIFE-2": "run it under `valgrind --tool=massif`: what it has in use grows from step to step.",
    "MEM-1": "run it under `ltrace -e 'malloc+calloc+aligned_alloc+mmap'`.",
}


def case_as_c(case: Case, trace: Trace) -> str:
    """The program. ``trace`` shows the failure, its last step. Raises NotConcreteError."""
    steps = make_concrete(trace, profile_of(case))
    writer = _Writer(steps, _is_about_config(case, steps[-1]))
    lines = [f"  {line}" if line else "" for line in writer.lines()]
    main = _main(case, steps[-1])
    body = "\n".join(["static void steps(void) {", *lines, "}"])
    helpers = c_parts.helpers_used(body)
    declarations = writer.declarations("\n".join([body, *helpers]))
    parts = [
        _heading(case, steps[-1]),
        _includes(),
        _texts(case),
        *declarations,
        "",
        "\n\n".join(helpers),
        "",
        body,
        "",
        main,
        "",
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts))


def _main(case: Case, last: Concrete) -> str:
    death = last.seen.death
    if death is not None and _dies(last):
        special = {DeathCause.EXIT: c_parts.MAIN_EXIT, DeathCause.CLOSED_DESCRIPTORS: c_parts.MAIN_DESCRIPTORS}
        return special.get(death.cause, c_parts.MAIN_PLAIN)
    hint = _hint(case, last)
    if hint is not None:
        return c_parts.MAIN_NOT_SHOWN.replace("@hint@", hint)
    return c_parts.MAIN_LEAK if _is_leak(case, last) else c_parts.MAIN_PLAIN


def _is_about_config(case: Case, last: Concrete) -> bool:
    """Whether it may take a config that is the caller's alone, and only while create runs, to show the failure."""
    return not {"CREATE-2", "USAGE-1"}.isdisjoint(case.requirements) or last.operation.kind == Kind.CREATE


def _hint(case: Case, last: Concrete) -> str | None:
    """What shows the failure where a program can't see it by itself."""
    return _STALE_HINT if last.seen.observation.stale_block_bytes else _HINTS.get(case.requirements[0])


def _dies(last: Concrete) -> bool:
    """Whether any process ends there. What lies next to a block is mostly something that can be read."""
    death = last.seen.death
    return death is not None and death.cause != DeathCause.OUT_OF_BOUNDS


def _is_leak(case: Case, last: Concrete) -> bool:
    if last.operation.runs_short:
        seen = last.seen.observation
        return (seen.status, seen.out) == (Status.NO_MEMORY, Out.NULL)
    return "LIFE-1" in case.requirements and last.operation.kind in (Kind.DESTROY, Kind.DESTROY_NULL)


def _heading(case: Case, last: Concrete) -> str:
    dies = "The process itself dies of it: killed by a signal is shown too.\n" if _dies(last) else ""
    hangs = "A step that never comes back is ended by SIGALRM after 5 seconds.\n" if dies else ""
    statuses = "1 the failure shows, 0 the fault is gone, 2 the sequence went another way"
    if not _dies(last) and _hint(case, last) is not None:
        statuses = "always 2, for a program can't see this failure by itself"
    text = (
        f"{', '.join(case.requirements)}: a counterexample found on {case.subject}.\n\n"
        f"Expected: {case.expected}\nObserved: {case.observed}\n\n"
        "cc -I FOLDER_OF_BUFFERPOOL_H THIS.c ./libmypool.so -o case && ./case\n"
        f"Exit status: {statuses}.\n{dies}{hangs}"
    )
    lines = text.replace("*/", "* /").replace("/*", "/ *").rstrip().split("\n")
    return "\n".join(["/* " + lines[0], *(f" * {line}".rstrip() for line in lines[1:]), " */"])


def _includes() -> str:
    names = ("fcntl", "stdint", "stdio", "stdlib", "string", "sys/mman", "sys/wait", "unistd")
    return "\n".join(["#define _GNU_SOURCE", *(f"#include <{name}.h>" for name in names), "", '#include "bufferpool.h"', ""])


def _texts(case: Case) -> str:
    return f"#define EXPECTED {_c_string(case.expected)}\n#define OBSERVED {_c_string(case.observed)}\n"


def _c_string(text: str) -> str:
    """A string literal. Octal escapes end after three digits, whatever follows; a ? might begin a trigraph."""
    plain = "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}" for byte in text.encode())
    return f'"{plain}"'


def _number(value: int) -> str:
    if value == SIZE_MAX:
        return "UINT64_MAX"
    return str(value) if value < 2**31 else f"UINT64_C({value:#x})"


class _Writer:
    """Writes the steps. Names are those of the reports: p1, b1, r1, and p2_b1 for the first buffer of the second pool."""

    def __init__(self, steps: list[Concrete], is_about_config: bool) -> None:
        self._steps = steps
        self._is_about_config = is_about_config
        self._most: dict[tuple[int, int], int] = {}
        for step in steps:
            for kind, known in ((BlockKind.SOA, step.known_soa), (BlockKind.RECEIPT, step.known_receipts)):
                self._note(kind, step.operation.pool, known)
            if step.block is not None:
                kind = BlockKind.SOA if step.operation.kind == Kind.GET_SOA else BlockKind.RECEIPT
                self._note(kind, step.operation.pool, step.block + 1)

    def _note(self, kind: BlockKind, pool: int, known: int) -> None:
        self._most[kind, pool] = max(self._most.get((kind, pool), 0), known)

    def declarations(self, body: str) -> list[str]:
        """A variable for each name that the text speaks of."""
        found = [f"static bp_pool *{name};" for name in _words(body, r"p\d+")]
        found += ["static bp_pool *pool_out;"] if "pool_out" in body else []
        for (kind, pool), most in sorted(self._most.items()):
            if not most:
                continue
            stem = _stem(kind, pool)
            if most > _NAMED_AT_MOST:
                found += [f"static {_TYPES[BlockKind(kind)]} *{stem}[{most + 1}]; /* from 1, as reports count */"]
            else:
                found += [f"static {_TYPES[BlockKind(kind)]} *{name};" for name in _words(body, rf"{stem}\d+")]
        found += [f"static {_TYPES[kind]} *{_out(kind)};" for kind in _TYPES if _out(kind) in body]
        found += ["static bp_usage usage;"] if "&usage)" in body else []
        found += ["static unsigned char was[sizeof(bp_soa)];"] if ", was" in body else []
        found += ["static unsigned char untouched[64]; /* where an out parameter points until it is written */"] * (
            "untouched" in body
        )
        return [line for line in found if line]

    def lines(self) -> list[str]:
        disturbed = self._steps[-1].seen.observation
        snapshot = None
        if disturbed.disturbed_kind:
            snapshot = content_set_at(
                self._steps, disturbed.disturbed_kind, disturbed.disturbed_pool, disturbed.disturbed_index
            )
        statements: list[Statement] = []
        for place, step in enumerate(self._steps[:-1]):
            statements += self._step(step)
            if place == snapshot:
                name = self._plain(disturbed.disturbed_kind, disturbed.disturbed_pool, disturbed.disturbed_index)
                statements.append(Statement(f"memcpy(was, {name}, sizeof *{name});", step.number))
        last = self._steps[-1]
        death = (
            [f"alarm(5); /* here the process {_comment(last.seen.death.detail.removeprefix('it '))} */"]
            if last.seen.death
            else []
        )
        return [*folded(statements, _loop), "/* The step that fails. */", *death, *self._last(last)]

    # ---- names ----

    def _name(self, kind: int, pool: int) -> str:
        """A block's name, INDEX in the place of its number."""
        return _stem(kind, pool) + (f"[{INDEX}]" if self._most[kind, pool] > _NAMED_AT_MOST else INDEX)

    def _plain(self, kind: int, pool: int, number: int) -> str:
        return self._name(kind, pool).replace(INDEX, str(number + 1))

    def _statement(self, step: Concrete, text: str, kind: int, pool: int, number: int) -> Statement:
        """A statement about a block: its number may count in a loop only where it is the index of an array."""
        if self._most[kind, pool] > _NAMED_AT_MOST:
            return Statement(text, step.number, number + 1)
        return Statement(text.replace(INDEX, str(number + 1)), step.number)

    # ---- the steps that were right ----

    def _step(self, step: Concrete) -> list[Statement]:
        operation, pool = step.operation, pool_name(step.operation.pool)
        found: list[Statement]
        match operation.kind:
            case Kind.GET_SOA | Kind.GET_RECEIPT:
                found = [self._get(step)]
            case Kind.CREATE:
                out = pool if step.status == Status.OK else "pool_out"
                found = [Statement(_answers(self._create_call(operation, out), step.status), step.number)]
            case Kind.RETURN_SOA:
                found = [self._return(step, "answers")]
            case Kind.WRITE_SOA | Kind.WRITE_RECEIPT:
                found = [self._write(step)]
            case _:
                found = [Statement(_void_call(operation), step.number)]
        if (
            operation.flags & Flag.OBSERVE_USAGE
            and step.seen.observation.usage_observed
            and operation.kind != Kind.CAPACITY_USAGE
        ):
            found.append(Statement(f"bp_capacity_usage({pool}, &usage);", step.number))
        if operation.flags & Flag.HOLD:
            found.append(Statement(_HOLD, step.number))
        return found

    def _create_call(self, operation: Operation, out: str) -> str:
        call = self._plain_create_call(operation, out)
        lasts = int(operation.extra != 0)
        return f"(run_short({operation.nth}, {lasts}), run_whole({call}))" if operation.runs_short else call

    def _plain_create_call(self, operation: Operation, out: str) -> str:
        soa_capacity, receipt_capacity = operation.capacities
        if operation.flags & Flag.DEFAULT_CONFIG:
            return f"bp_create(NULL, &{out})"
        if self._is_about_config and not operation.runs_short:
            return f"create({soa_capacity}u, {receipt_capacity}u, &{out})"
        return f"bp_create(&(bp_config){{{soa_capacity}u, {receipt_capacity}u}}, &{out})"

    def _get(self, step: Concrete) -> Statement:
        kind, pool = _kind_of(step.operation), step.operation.pool
        if step.block is None:
            return Statement(_answers(_get_call(step.operation, _out(kind)), step.status), step.number)
        name = self._name(kind, pool)
        if step.is_new:
            return self._statement(step, _answers(_get_call(step.operation, name), step.status), kind, pool, step.block)
        call = _answers(_get_call(step.operation, _out(kind)), step.status)
        return self._statement(step, f"{call}\nsame({STEP}, {_out(kind)}, {name});", kind, pool, step.block)

    def _return(self, step: Concrete, check: str) -> Statement:
        operation, pool = step.operation, pool_name(step.operation.pool)
        kind = BlockKind.RECEIPT if _is_of_receipt(operation) else BlockKind.SOA
        if step.target < 0:
            address = self._no_block(operation, step.known_soa)
            return Statement(_check(check, f"bp_return_soa({pool}, {address})", step.status), step.number)
        address = _beside(operation, self._name(kind, step.target_pool))
        text = _check(check, f"bp_return_soa({pool}, {address})", step.status)
        return self._statement(step, text, kind, step.target_pool, step.target)

    def _no_block(self, operation: Operation, known: int) -> str:
        if operation.target == Target.NULL:
            return "NULL"
        if operation.target == Target.HANDLE:
            return f"(bp_soa *)(void *){pool_name(operation.pool)}"
        address = _FOREIGN[ForeignAddress(operation.nth % len(ForeignAddress))]
        if "@buffer@" in address:
            buffer = self._plain(BlockKind.SOA, operation.pool, 0) if known else ""
            address = address.replace("@buffer@", buffer) if buffer else "foreign()"
        address = address.replace("@pool@", pool_name(operation.pool)).replace("@value@", _number(operation.value))
        return f"(bp_soa *)(void *)({address})"

    def _write(self, step: Concrete) -> Statement:
        operation, value = step.operation, _number(step.operation.value)
        kind, pool = (BlockKind.SOA if operation.kind == Kind.WRITE_SOA else BlockKind.RECEIPT), operation.pool
        name, words = self._name(kind, pool), BLOCK_WORDS[kind]
        each = f"for (size_t word = 0; word < {words}; ++word) put({name}, word, {{}});"
        first, second = operation.extra % words, (operation.extra + 1) % words
        text = {
            Pattern.FILL: each.format(value),
            Pattern.CANCEL_SUM: each.format(f"word % 2 == 0 ? {value} : 0 - UINT64_C({operation.value})"),
            Pattern.CANCEL_XOR: each.format(f"word == {first} || word == {second} ? {value} : 0"),
            Pattern.ONE_WORD: f"put({name}, {first}, {value});",
            Pattern.ADDRESSES: each.format(self._addresses(step)),
            Pattern.COUNT_UP: each.format(f"{value} + word"),
            Pattern.HANDLE: each.format(f"(uintptr_t){pool_name(pool)}"),
            Pattern.BYTES: f"((unsigned char *){name})[{operation.extra % BLOCK_BYTES[kind]}] = {operation.value & 0xFF};",
        }[Pattern(operation.target)]
        return self._statement(step, text, kind, pool, step.target)

    def _addresses(self, step: Concrete) -> str:
        """The address of one of the pool's buffers, another for each word."""
        pool, known = step.operation.pool, step.known_soa
        if not known:
            return _number(step.operation.value)
        place = f"({step.operation.nth % known} + word) % {known}"
        if self._most[BlockKind.SOA, pool] > _NAMED_AT_MOST:
            return f"(uintptr_t){_stem(BlockKind.SOA, pool)}[1 + {place}]"
        names = ", ".join(self._plain(BlockKind.SOA, pool, number) for number in range(known))
        return f"(uintptr_t)((bp_soa *[]){{{names}}})[{place}]"

    # ---- the step that fails ----

    def _last(self, step: Concrete) -> list[str]:
        operation, seen = step.operation, step.seen.observation
        lines: list[str]
        match operation.kind:
            case Kind.CREATE:
                lines = _last_create(step, self._create_call(operation, pool_name(operation.pool)))
            case Kind.GET_SOA | Kind.GET_RECEIPT:
                lines = self._last_get(step)
            case Kind.RETURN_SOA if operation.target == Target.UNLENT:
                lines = _rendered(self._return(step, "must_refuse"))
            case Kind.RETURN_SOA:
                lines = _rendered(self._return(step, "must_answer"))
            case Kind.WRITE_SOA | Kind.WRITE_RECEIPT:
                lines = _rendered(self._write(step))
            case _:
                lines = [_void_call(operation)]
        if step.usage is not None:
            numbers = ", ".join(map(str, step.usage))
            lines.append(f"must_use({step.number}, {pool_name(operation.pool)}, {numbers});")
        if operation.flags & Flag.HOLD:
            lines.append(_HOLD)
        if seen.disturbed_kind:
            name = self._plain(seen.disturbed_kind, seen.disturbed_pool, seen.disturbed_index)
            lines.append(f"must_still_hold({step.number}, {name}, was, sizeof *{name});")
        return lines

    def _last_get(self, step: Concrete) -> list[str]:
        kind, number, seen = _kind_of(step.operation), step.number, step.seen.observation
        out = _out(kind)
        call = _check("must_answer", _get_call(step.operation, out), step.status).replace(STEP, str(number))
        lines = [f"{out} = ({_TYPES[kind]} *)(void *)untouched;", call]
        if step.block is None:
            return [*lines, f"must_be_null({number}, {out});"]
        lines.append(f"must_be_given({number}, {out});")
        if seen.out_flags & OutFlag.MISALIGNED:
            lines.append(f"must_be_aligned({number}, {out});")
        if seen.out_flags & OutFlag.OVERLAPS:
            other = self._plain(seen.overlaps_kind, seen.overlaps_pool, seen.overlaps_index)
            lines.append(f"must_not_share({number}, {out}, sizeof *{out}, {other}, sizeof *{other});")
        if kind == BlockKind.RECEIPT:
            lines.append(f"must_have_id({number}, {out}, {step.block});")
        lines += self._must_be_the_one(step)
        first_word = 1 if kind == BlockKind.RECEIPT else 0
        return [*lines, f"must_be_blank({number}, {out}, {first_word}, {BLOCK_WORDS[kind]});"]

    def _must_be_the_one(self, step: Concrete) -> list[str]:
        kind, pool = _kind_of(step.operation), step.operation.pool
        out, known = _out(kind), step.known_soa if _kind_of(step.operation) == BlockKind.SOA else step.known_receipts
        if not step.is_new and step.block is not None:
            return [f"must_be({step.number}, {out}, {self._plain(kind, pool, step.block)});"]
        if self._most[kind, pool] > _NAMED_AT_MOST:
            return _loop(known, [f"must_not_be({step.number}, {out}, {_stem(kind, pool)}[1 + i]);"])
        return [f"must_not_be({step.number}, {out}, {self._plain(kind, pool, number)});" for number in range(known)]


def _last_create(step: Concrete, call: str) -> list[str]:
    operation, number, pool = step.operation, step.number, pool_name(step.operation.pool)
    lines = [f"{pool} = (bp_pool *)(void *)untouched;"]
    if step.status != Status.OK:
        return [*lines, f"must_answer({number}, {call}, {status_name(step.status)});", f"must_be_null({number}, {pool});"]
    if operation.flags & Flag.DEFAULT_CONFIG:
        return [*lines, f"must_answer({number}, {call}, BP_OK);", f"must_be_given({number}, {pool});"]
    return [  # a pool may serve one capacity only
        *lines,
        f"int answered = {call};",
        "if (answered != BP_OK) {",
        f"  must_answer({number}, answered, BP_INVALID_CONFIG);",
        f"  must_be_null({number}, {pool});",
        '  printf("it refuses this capacity, as it may\\n");',
        "  return;",
        "}",
        f"must_be_given({number}, {pool});",
    ]


def _rendered(statement: Statement) -> list[str]:
    return statement.with_numbers(str(statement.step), str(statement.index)).split("\n")


def _loop(rounds: int, body: list[str]) -> list[str]:
    return [f"for (int i = 0; i < {rounds}; ++i) {{", *(f"  {line}" for line in body), "}"]


def _words(text: str, pattern: str) -> list[str]:
    """The distinct words of this form, in the order of their numbers."""
    found = set(re.findall(rf"\b{pattern}\b", text))
    return sorted(found, key=lambda word: (len(word), word))


def _stem(kind: int, pool: int) -> str:
    return ("" if pool == 0 else f"{pool_name(pool)}_") + ("b" if kind == BlockKind.SOA else "r")


def _out(kind: int) -> str:
    """Where a get writes when the name of what it must hand out is taken."""
    return "soa_out" if kind == BlockKind.SOA else "receipt_out"


def _kind_of(operation: Operation) -> BlockKind:
    return BlockKind.SOA if operation.kind == Kind.GET_SOA else BlockKind.RECEIPT


def _check(check: str, call: str, status: int) -> str:
    if check == "must_refuse":
        return f"{check}({STEP}, {call});"
    return f"{check}({STEP}, {call}, {status_name(status) if status in tuple(Status) else status});"


def _answers(call: str, status: int) -> str:
    return _check("answers", call, status)


def _get_call(operation: Operation, out: str) -> str:
    pool = pool_name(operation.pool)
    if operation.kind == Kind.GET_RECEIPT:
        return f"bp_get_receipt({pool}, &{out})"
    return f"bp_get_soa({pool}, {_number(operation.value)}, &{out})"


def _void_call(operation: Operation) -> str:
    pool = pool_name(operation.pool)
    return {
        Kind.DESTROY: f"bp_destroy({pool});",
        Kind.DESTROY_NULL: "bp_destroy(NULL);",
        Kind.RESET_RECEIPTS: f"bp_reset_receipts({pool});",
        Kind.CLEAR: f"bp_clear({pool});",
        Kind.CAPACITY_USAGE: f"bp_capacity_usage({pool}, &usage);",
    }[Kind(operation.kind)]


def _beside(operation: Operation, name: str) -> str:
    """The address that is returned, from the block that it is made of."""
    offset = 0
    if operation.kind == Kind.RETURN_SOA and operation.target == Target.RECEIPT:
        return f"(bp_soa *)((uintptr_t){name} + {operation.distance_inside})"
    if operation.target == Target.INTERIOR:
        offset = operation.distance_inside
    elif operation.target == Target.FOREIGN:
        return f"(bp_soa *)((uintptr_t){name} + {_number(operation.value)})"
    elif operation.target == Target.NEIGHBOUR:
        offset = operation.neighbour_distance
    elif operation.target == Target.UNLENT:
        offset = operation.guessed_distance
    if offset == 0:
        return name
    return f"(bp_soa *)((uintptr_t){name} {'+' if offset > 0 else '-'} {_number(abs(offset))})"


def _is_of_receipt(operation: Operation) -> bool:
    is_foreign = operation.target == Target.FOREIGN
    return operation.target == Target.RECEIPT or (is_foreign and operation.foreign_address == ForeignAddress.BESIDE_RECEIPT)


def _comment(text: str) -> str:
    return text.replace("*/", "* /").replace("/*", "/ *").replace("\n", " ")
