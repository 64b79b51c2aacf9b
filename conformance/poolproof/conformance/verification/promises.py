"""Which requirements a kind of subject can promise: the rest is `not_promised`, which is never a pass, and with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..judge import Abilities
from ..subjects import Subject
from ..subjects.resolve import REFERENCE_CLASS

NOT_PROMISED_OF_PYTHON: Final[Mapping[str, str]] = {
    "CREATE-4": "memory can't be made to run out for a Python class alone: its interpreter would go first",
    "BOUND-1": "a Python class has no addresses that it could overrun: the interpreter checks every index",
    "HOT-3": "a system call of the interpreter, for its lock or its memory, can't be told from one of the class",
    "HOT-4": "a page first touched by the interpreter, for any object, can't be told from one of the class",
    "HOT-5": "the instructions of an interpreter are not the class's own",
    "CACHE-1": "the simulated cache would see the interpreter's data, not the pool's",
    "TICK-1": "the clock measures shared libraries: a call of the interpreter alone takes more than the whole budget",
    "TICK-2": "the clock measures shared libraries, and this is a Python class",
}
"""Why, by requirement, for Python classes."""


_SLOW: Final = "the reference is slow and obviously right: it makes a new state with every operation"
NOT_PROMISED_OF_REFERENCE: Final[Mapping[str, str]] = {
    **NOT_PROMISED_OF_PYTHON,
    "HOT-1": _SLOW,
    "HOT-2": _SLOW,
    "MEM-1": "the reference is slow and obviously right: it keeps its buffers and receipts as Python objects, for who reads it",
}
"""Why, for the one class that is there to be read, and not to be fast."""


def why_uncounted(abilities: Abilities, *, steps: bool) -> dict[str, str]:
    """By requirement, what can't be counted of a library on this machine; ``steps``: instructions can."""
    lacking = (
        (not abilities.counts_allocations, "allocations", ("HOT-1", "HOT-2", "MEM-1")),
        (not abilities.counts_system_calls and not steps, "system calls", ("HOT-3",)),
        (not abilities.counts_page_faults, "page faults", ("HOT-4",)),
        (not steps, "instructions", ("HOT-5",)),
    )
    return {
        requirement: f"{what} can't be counted of this subject on this machine: `poolproof doctor` tells why"
        for lacks, what, requirements in lacking
        if lacks
        for requirement in requirements
    }


def why_not_promised(requirement: str, subject: Subject) -> str | None:
    """Why a requirement can't be promised of a subject; None where it can, and is judged."""
    if subject.is_library:
        return None
    reasons = NOT_PROMISED_OF_REFERENCE if subject.python == REFERENCE_CLASS else NOT_PROMISED_OF_PYTHON
    return reasons.get(requirement)
