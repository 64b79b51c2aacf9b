"""HOT-1 to HOT-5: what an operation may not do. It is counted by probes around each one."""

from __future__ import annotations

from typing import Final

from .check import Check, Need

SLOW_REFERENCE: Final = "the reference is slow and obviously right: it makes a new state with every operation"
COUNTED: Final = (
    "counted by hooks on CPython's allocators: what comes from its free lists, or what C code takes elsewhere, is not seen"
)

CHECKS: Final = (
    Check(
        "HOT-1",
        not_of_reference=SLOW_REFERENCE,
        counted_in_python=f"{COUNTED}; of capacity_usage, whose record is its caller's, only what stays counts",
        need=Need.ALLOCATIONS,
    ),
    Check(
        "HOT-2",
        not_of_reference=SLOW_REFERENCE,
        counted_in_python=f"{COUNTED}; the exception, and the frames and traceback of raising it, do not count",
        need=Need.ALLOCATIONS,
        may_not_come_about=True,
    ),
    Check(
        "HOT-3",
        not_of_python="a system call of the interpreter, for its lock or its memory, can't be told from one of the class",
        need=Need.SYSTEM_CALLS,
    ),
    Check(
        "HOT-4",
        not_of_python="a page first touched by the interpreter, for any object, can't be told from one of the class",
        need=Need.PAGE_FAULTS,
        with_sanitizer="{name} touches pages of its own, the shadow of what the pool touches",
    ),
    Check(
        "HOT-5",
        not_of_python="the instructions of an interpreter are not the class's own",
        need=Need.INSTRUCTIONS,
        figure=lambda evidence: evidence.instructions.largest(),
    ),
)
