"""Probes of the hot path: asked of a worker, which has tried them out on itself, or tried out here."""

from __future__ import annotations

import mmap
import os
import platform
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import poolproof.native
from poolproof.benchmarks.cachegrind import CacheUnmeasuredError, simulate
from poolproof.spec.vocabulary import Counting, Probe

from ..subjects import Worker, resolve
from ..subjects.constants import MACHINES
from ..subjects.resolve import hot_loop_path
from .capability import Capability, State

_PAGES: Final = 64


def worker_probes() -> Iterator[Capability]:
    """Those that the worker in C says it has."""
    with Worker(resolve("native")) as worker:
        probes, counting = worker.available_probes, worker.counts_allocations
        traced, tracer_error = worker.traced_probes, worker.tracer_error
    yield _probe(
        "allocation counting",
        counting is Counting.ALL,
        "the worker counts what a library asks of malloc",
        ("HOT-1", "HOT-2", "MEM-1"),
        "reinstall poolproof: its worker was built without",
    )
    way = "by a tracer (ptrace)" if Probe.SYSTEM_CALLS in traced else "by Syscall User Dispatch"
    yield _traced(
        "system calls",
        Probe.SYSTEM_CALLS in probes,
        f"the worker catches them {way}",
        ("HOT-3",),
        tracer_error,
        "Linux 5.11 or newer on x86-64, or a kernel that lets it trace (ptrace); no emulator of a processor or a kernel",
    )
    yield _page_faults(has_probe=Probe.PAGE_FAULTS in probes)
    way = "by a tracer (ptrace)" if Probe.INSTRUCTIONS in traced else "by the trap flag"
    yield _traced(
        "instructions",
        Probe.INSTRUCTIONS in probes,
        f"the worker steps through operations {way}",
        ("HOT-5",),
        tracer_error,
        "an x86-64 processor, or aarch64 and a kernel that lets it trace (ptrace); no debugger or emulator around poolproof",
    )
    yield _memory(has_probe=Probe.ADDRESS_SPACE in probes)
    yield _probe(
        "a call's surroundings",
        Probe.SURROUNDINGS in probes,
        "the worker sees a mode of files and a register change, and puts them back",
        ("ENV-1",),
        "no sandbox or emulator around poolproof",
    )


def _memory(*, has_probe: bool) -> Capability:
    """MEM-1 takes the address space of the worker from there."""
    file = Path("/proc/self/statm")
    state, found = State.MISSING, f"{file} does not grow by what the worker maps, or counts an emulator's memory, too"
    remedy = "a kernel that counts it: no emulator of a processor"
    if has_probe:
        state, found = State.WORKS, f"{file} grows by the pages that the worker maps"
    else:
        try:
            file.read_bytes()
        except OSError as error:
            found, remedy = f"{file}: {error.strerror}", "mount /proc in this container"
    return Capability("memory figures", state, found, ("MEM-1",), "", remedy)


def constants() -> Capability:
    """Of riscv64 and others there is no dictionary of operands; of big-endian machines none at all."""
    name, machine = "numbers in code", platform.machine()
    cost = "a number that a pool takes for a sign of its own is found by luck alone"
    if machine in MACHINES:
        return Capability(name, State.WORKS, f"those that instructions of {machine} hold are read", (), cost, "none is needed")
    kept = "only what is stored as data is" if sys.byteorder == "little" else "nor is data of a big-endian machine"
    found = f"no dictionary: those that instructions of {machine} hold are not read, {kept}"
    return Capability(name, State.POOR, found, (), cost, f"judge a build for {' or '.join(MACHINES)}, too")


def cache_simulator() -> Capability:
    """One round of the real hot loop, in the real simulator."""
    name, remedy = "cache simulator", "apt-get install valgrind"
    try:
        references, _ = simulate([str(hot_loop_path()), str(poolproof.native.library_path()), "1", "0"])
    except CacheUnmeasuredError as error:
        return Capability(name, State.MISSING, str(error), ("CACHE-1",), "", remedy)
    return Capability(name, State.WORKS, f"cachegrind counted {references:,} references", ("CACHE-1",), "", remedy)


def python_allocators() -> Capability:
    """The worker for Python classes tries its hooks on calls of which it is known what they allocate."""
    with Worker(resolve("reference")) as worker:
        works = worker.counts_allocations is Counting.OF_PYTHON
    found = (
        "hooked, and known calls come out right" if works else "known calls come out wrong, or the allocators can't be hooked"
    )
    cost = "HOT-1 and HOT-2 of a Python class are unknown; pytest's assert_no_hot_allocation skips"
    remedy = "run it in CPython, without a tracer, a debugger or coverage"
    return Capability("Python's allocators", State.WORKS if works else State.MISSING, found, (), cost, remedy)


def _page_faults(*, has_probe: bool) -> Capability:
    """The kernel's count is asked for in any case; in some sandboxes it stands still."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    with mmap.mmap(-1, _PAGES * mmap.PAGESIZE) as pages:
        for page in range(_PAGES):
            pages[page * mmap.PAGESIZE] = 1
    counted = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before
    found = f"{counted} page faults counted at the first touch of {_PAGES} pages"
    if counted > 0 and not has_probe:
        found += ", but those of an emulator, too, or fewer than were taken"
    state = State.WORKS if has_probe and counted > 0 else State.MISSING
    remedy = "a kernel that counts them: no sandbox that emulates one, and no emulator of a processor"
    return Capability("page faults", state, found, ("HOT-4",), "", remedy)


def _traced(name: str, works: bool, what: str, requirements: tuple[str, ...], error: int, remedy: str) -> Capability:
    """What the worker does itself, or a tracer does where it can't; ``error``: an errno, why there is no tracer either."""
    found = what if works else "the worker can't do so itself, and a known answer of its tracer came out wrong"
    if error and not works:
        found = f"the worker can't do so itself, and there is no tracer (ptrace): {os.strerror(error)}"
    return Capability(name, State.WORKS if works else State.MISSING, found, requirements, "", remedy)


def _probe(name: str, works: bool, what: str, requirements: tuple[str, ...], remedy: str) -> Capability:
    found = what if works else f"not to be had here; where it is, {what}"
    return Capability(name, State.WORKS if works else State.MISSING, found, requirements, "", remedy)
