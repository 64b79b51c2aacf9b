"""Verdicts on Python classes that come from measurements, and reasons for those that can't be had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from poolproof.spec import Profile

from ..judge import Finding
from ..runs.python_memory import OPERATIONS_A_ROUND, PythonMemory

COUNTED: Final = (
    "counted by hooks on CPython's allocators: what comes from its free lists, or what C code takes elsewhere, is not seen"
)
WHY_COUNTED: Final[Mapping[str, str]] = {
    "HOT-1": f"{COUNTED}; of capacity_usage, whose record is its caller's, only what stays counts",
    "HOT-2": f"{COUNTED}; the exception, and the frames and traceback of raising it, do not count",
}
"""What kind of count a verdict on a Python class rests on."""
WHY_UNCOUNTED: Final = "the allocators of this Python interpreter can't be hooked, or a tracer allocates in every call"


def growth_findings(memory: PythonMemory) -> Iterator[Finding]:
    """What operations leave behind when they are done again and again (HOT-1, HOT-2, and LIFE-2 of proper ones)."""
    for each in memory.growth:
        if each.leaks:
            rounds = ", ".join(map(str, each.blocks))
            observed = f"{each.what}: blocks in use grew by {rounds} in rounds of {OPERATIONS_A_ROUND}"
            also = () if each.is_misuse or each.requirement == "LIFE-2" else ("LIFE-2",)
            yield Finding((each.requirement, *also), 0, "nothing stays allocated", observed, ends_trace=False)


def footprint_finding(memory: PythonMemory, profile: Profile) -> Finding | None:
    """What a pool takes at least, when that is too much (MEM-1)."""
    if memory.footprint_bytes <= profile.memory_bytes:
        return None
    observed = f"at least {memory.footprint_bytes:,} bytes of Python objects, by Pympler"
    return Finding(("MEM-1",), 0, f"at most {profile.memory_bytes:,} bytes taken at create", observed, ends_trace=False)


def why_footprint_not_promised(memory: PythonMemory) -> str:
    """Why what is seen of a pool says nothing of what is not."""
    return (
        f"Pympler sees {memory.footprint_bytes:,} bytes of Python objects, and not the memory behind {', '.join(memory.unseen)}"
    )
