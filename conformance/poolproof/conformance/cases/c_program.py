"""A case as a C program: the same steps with named pointers, and at the end the check that fails."""

from __future__ import annotations

import re
from typing import Final

from poolproof.spec.vocabulary import CallerVariable

from ..observations import DeathCause, Out, Trace
from ..operations import Kind
from . import c_mains
from .c_checks import CHECKS
from .c_header import Header, header_of
from .c_last import LastStep, loop
from .c_of_blockpool import LOOKS_AT_NOTHING, LOOKS_AT_WATCHED, OF_BLOCKPOOL
from .c_of_bufferpool import OF_BUFFERPOOL
from .c_steps import Steps
from .c_surroundings import SHOWN_BY_A_PROGRAM, SURROUNDINGS
from .c_text import c_comment, c_string
from .case import Case
from .concrete import Concrete, make_concrete
from .loops import folded

_HELPERS: Final = {**CHECKS, **OF_BUFFERPOOL, **OF_BLOCKPOOL, **SURROUNDINGS}
_STALE_HINT: Final = "run it under `valgrind`, or compile the library and it with `-fsanitize=address`."
_HINTS: Final = {
    "BOUND-1": _STALE_HINT,
    "ENV-1": "run it in a debugger, and look at what it says before and after the last step.",
    "HOT-1": "run it under `ltrace -e 'malloc+calloc+free'`, or in a debugger with a breakpoint on malloc.",
    "HOT-2": "run it under `ltrace -e 'malloc+calloc+free'`, or in a debugger with a breakpoint on malloc.",
    "HOT-3": "run it under `strace`.",
    "HOT-4": "run it under `perf trace -F all`.",
    "HOT-5": "run it under `perf stat -e instructions:u`, or step through it in a debugger.",
    "ISO-5": "run it in a debugger, with a watchpoint on what was handed over with the call that it speaks of.",
    "LIFE-2": "run it under `valgrind --tool=massif`: what it has in use grows from step to step.",
    "MEM-1": "run it under `ltrace -e 'malloc+calloc+aligned_alloc+mmap'`.",
}


def case_as_c(case: Case, trace: Trace) -> str:
    """The program. ``trace`` shows the failure, its last step. Raises NotConcreteError."""
    concrete = make_concrete(trace, case.contract)
    last = concrete[-1]
    header = header_of(case.contract, is_about_config=_is_about_config(case, last))
    steps = Steps(concrete, header)
    body = "\n".join(["static void steps(void) {", *(f"  {line}" if line else "" for line in _lines(steps, last)), "}"])
    helpers = _helpers_used(body)
    parts = [
        _heading(case, last, header),
        _includes(header),
        _texts(case),
        *header.definitions(),
        *steps.names.declarations("\n".join([body, *helpers])),
        "",
        "\n\n".join(helpers),
        "",
        body,
        "",
        _main(case, last),
        "",
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts))


def _lines(steps: Steps, last: Concrete) -> list[str]:
    seen, death = last.seen.observation, last.seen.death
    before = ["look_around(&around);"] if seen.surrounding in SHOWN_BY_A_PROGRAM else []
    ended = f"alarm(5); /* here the process {_comment(death.detail.removeprefix('it '))} */" if death else ""
    return [
        *before,
        *folded(steps.right_ones(), loop),
        "/* The step that fails. */",
        *([ended] if ended else []),
        *LastStep(last, steps).lines(),
    ]


def _helpers_used(body: str) -> list[str]:
    """The functions that the text calls, and those that they call, in an order that compiles."""
    used: list[str] = []
    for name, text in reversed(_HELPERS.items()):
        if re.search(rf"\b{name}\(", "\n".join([body, *used])):
            look = LOOKS_AT_WATCHED if re.search(r"\bwatch\(", body) else LOOKS_AT_NOTHING
            used.insert(0, text.replace("@look@", look))
    return used


def _main(case: Case, last: Concrete) -> str:
    death = last.seen.death
    if death is not None and _dies(last):
        special = {DeathCause.EXIT: c_mains.MAIN_EXIT, DeathCause.CLOSED_DESCRIPTORS: c_mains.MAIN_DESCRIPTORS}
        return special.get(death.cause, c_mains.MAIN_PLAIN)
    hint = _hint(case, last)
    if hint is not None:
        return c_mains.MAIN_NOT_SHOWN.replace("@hint@", hint)
    return c_mains.MAIN_LEAK if _is_leak(case, last) else c_mains.MAIN_PLAIN


def _is_about_config(case: Case, last: Concrete) -> bool:
    """Whether it may take a config that is the caller's alone, and only while create runs, to show the failure."""
    return not {"CREATE-2", "USAGE-1"}.isdisjoint(case.requirements) or last.operation.kind == Kind.CREATE


def _hint(case: Case, last: Concrete) -> str | None:
    """What shows the failure where a program can't see it by itself."""
    seen, requirement = last.seen.observation, case.requirements[0]
    if seen.stale_block_bytes:
        return _STALE_HINT
    can_see = (
        (requirement == "ENV-1" and seen.surrounding in SHOWN_BY_A_PROGRAM)
        or (requirement == "ISO-5" and seen.variable == CallerVariable.OUT and seen.variable_number != 0)
        or (requirement == "BOUND-1" and seen.breach_of_storage)
    )
    return None if can_see else _HINTS.get(requirement)


def _dies(last: Concrete) -> bool:
    """Whether any process ends there. What lies next to a block is mostly something that can be read."""
    death = last.seen.death
    return death is not None and death.cause != DeathCause.OUT_OF_BOUNDS


def _is_leak(case: Case, last: Concrete) -> bool:
    seen, due = last.seen.observation, last.due
    if last.operation.runs_short:
        as_it_should = due is not None and any(seen.status == each.code or not each.code for each in due.answers)
        return bool(seen.status) and as_it_should and seen.out == Out.NULL
    return "LIFE-1" in case.requirements and last.operation.kind in (Kind.DESTROY, Kind.DESTROY_NULL)


def _heading(case: Case, last: Concrete, header: Header) -> str:
    dies = "The process itself dies of it: killed by a signal is shown too.\n" if _dies(last) else ""
    hangs = "A step that never comes back is ended by SIGALRM after 5 seconds.\n" if dies else ""
    statuses = "1 the failure shows, 0 the fault is gone, 2 the sequence went another way"
    if not _dies(last) and _hint(case, last) is not None:
        statuses = "always 2, for a program can't see this failure by itself"
    by = "" if case.contract.binding == 1 else f" by the contract {case.contract.name}"
    text = (
        f"{', '.join(case.requirements)}: a counterexample found on {case.subject}{by}.\n\n"
        f"Expected: {case.expected}\nObserved: {case.observed}\n\n"
        f"cc -I FOLDER_OF_{header.name.removesuffix('.h').upper()}_H THIS.c ./libmypool.so -o case && ./case\n"
        f"Exit status: {statuses}.\n{dies}{hangs}"
    )
    lines = c_comment(text).rstrip().split("\n")
    return "\n".join(["/* " + lines[0], *(f" * {line}".rstrip() for line in lines[1:]), " */"])


def _includes(header: Header) -> str:
    names = ("fcntl", "stdint", "stdio", "stdlib", "string", "sys/mman", "sys/wait", "unistd")
    return "\n".join(["#define _GNU_SOURCE", *(f"#include <{name}.h>" for name in names), "", f'#include "{header.name}"', ""])


def _texts(case: Case) -> str:
    return f"#define EXPECTED {c_string(case.expected)}\n#define OBSERVED {c_string(case.observed)}\n"


def _comment(text: str) -> str:
    return c_comment(text).replace("\n", " ")
