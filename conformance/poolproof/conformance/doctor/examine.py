"""Everything that is tried out, in the order in which it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from .capability import Capability
from .clock import clock, counters, isolation, time_stamps
from .probes import cache_simulator, constants, python_allocators, worker_probes
from .threads import interleavings
from .tools import c_compiler, clang, cpp_compiler, emulator, rust_compiler

_CHECKS: Final[tuple[tuple[str, Callable[[], Iterator[Capability]]], ...]] = (
    ("the compilers", lambda: (each() for each in (c_compiler, cpp_compiler, rust_compiler))),
    ("the probes of the worker", worker_probes),
    ("what is read of code", lambda: iter([constants()])),
    ("threads in every interleaving", lambda: iter([interleavings()])),
    ("the simulated cache", lambda: iter([cache_simulator()])),
    ("the hooks on Python's allocators", lambda: iter([python_allocators()])),
    ("the clock", lambda: iter([clock(), time_stamps(), isolation(), counters()])),
    ("what development needs", lambda: iter([clang(), emulator()])),
)


def examine_machine(on_check: Callable[[str], None] = lambda _what: None) -> tuple[Capability, ...]:
    """Try everything out. ``on_check`` is told what is about to be tried."""
    found: list[Capability] = []
    for what, check in _CHECKS:
        on_check(what)
        found += check()
    return tuple(found)
