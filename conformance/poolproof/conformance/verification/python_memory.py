"""What measurements of a Python class find."""

from __future__ import annotations

from collections.abc import Iterator

from poolproof.spec.contracts import Limits

from ..judge import Finding
from ..runs.python_memory import OPERATIONS_A_ROUND, PythonMemory


def growth_findings(memory: PythonMemory) -> Iterator[Finding]:
    """What operations leave behind when they are done again and again (HOT-1, HOT-2, and LIFE-2 of proper ones)."""
    for each in memory.growth:
        if each.leaks:
            rounds = ", ".join(map(str, each.blocks))
            observed = f"{each.what}: blocks in use grew by {rounds} in rounds of {OPERATIONS_A_ROUND}"
            also = () if each.is_misuse or each.requirement == "LIFE-2" else ("LIFE-2",)
            yield Finding((each.requirement, *also), 0, "nothing stays allocated", observed, ends_trace=False)


def footprint_finding(memory: PythonMemory, limits: Limits) -> Finding | None:
    """What a pool takes at least, when that is too much (MEM-1)."""
    if memory.footprint_bytes <= limits.memory_bytes:
        return None
    observed = f"at least {memory.footprint_bytes:,} bytes of Python objects, by Pympler"
    return Finding(("MEM-1",), 0, f"at most {limits.memory_bytes:,} bytes taken at create", observed, ends_trace=False)


def why_footprint_not_promised(memory: PythonMemory) -> str:
    """Why what is seen of a pool says nothing of what is not."""
    return (
        f"Pympler sees {memory.footprint_bytes:,} bytes of Python objects, and not the memory behind {', '.join(memory.unseen)}"
    )
