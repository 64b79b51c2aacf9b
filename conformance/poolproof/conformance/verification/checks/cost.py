"""MEM-1, CACHE-1, TICK-1 and TICK-2: measurements, each held against a figure of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .check import Check, Need

if TYPE_CHECKING:
    from ..evidence import Evidence


def _taken(evidence: Evidence) -> str | None:
    return f"{evidence.held_bytes:,} bytes, of the heap and of mappings" if evidence.held_bytes else None


CHECKS: Final = (
    Check(
        "MEM-1",
        not_of_reference="the reference is slow and obviously right: it keeps its buffers and receipts as Python objects, "
        "for who reads it",
        need=Need.ALLOCATIONS,
        with_sanitizer="{name} takes memory of its own with every block",
        figure=_taken,
    ),
    Check(
        "CACHE-1",
        not_of_python="the simulated cache would see the interpreter's data, not the pool's",
        with_sanitizer="valgrind can't run a build with {name}",
    ),
    Check(
        "TICK-1",
        not_of_python="the clock measures shared libraries: a call of the interpreter alone takes more than the whole budget",
    ),
    Check("TICK-2", not_of_python="the clock measures shared libraries, and this is a Python class"),
)
