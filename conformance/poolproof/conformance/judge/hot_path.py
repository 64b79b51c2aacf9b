"""What an operation of the hot path did besides its work."""

from __future__ import annotations

from typing import Final

from poolproof.spec import Status

from ..names import counted, system_call_name
from ..observations import Observation, Step
from ..operations import BOUNDED_KINDS, Kind
from .docket import Docket
from .finding import Finding

_ALLOCATORS: Final = frozenset(
    prefix + name
    for prefix in ("", "__libc_")
    for name in ("malloc", "calloc", "realloc", "reallocarray", "aligned_alloc", "posix_memalign", "memalign", "valloc")
)
"""Of the C library. ``free`` is not among them: what was never handed out may be given back, as NULL, and nothing was done."""

INSTRUCTIONS_COUNTED_AT_MOST: Final = 20_000
"""The worker counts no further: an operation of so many may have taken any number more."""


def judge_hot_path(docket: Docket, step: Step) -> list[Finding]:
    """What an operation of the hot path did besides its work (HOT-1 to HOT-5)."""
    seen, abilities, checked = step.observation, docket.abilities, docket.checked
    requirement = "HOT-1" if seen.status == Status.OK else "HOT-2"
    limit = docket.limits.instructions if seen.instructions and docket.is_of_own_size(step.operation.pool) else None
    bounded = step.operation.kind in BOUNDED_KINDS and limit is not None
    if limit is not None:
        docket.stepped.append(step)
    # The record that capacity_usage of a Python class returns stands for the one that a caller in C provides: its making is
    # not the pool's, only what stays of it.
    counts_of_python = abilities.counts_python_allocations and step.operation.kind != Kind.COUNTERS
    checked[requirement] += abilities.counts_allocations or counts_of_python
    checked["HOT-3"] += abilities.counts_system_calls or seen.instructions > 0
    # What an allocator touches on its way is the allocation's doing, which has a requirement of its own.
    touches = abilities.counts_page_faults and not (docket.placed or docket.has_forked or seen.allocations or seen.releases)
    checked["HOT-4"] += touches
    checked["HOT-5"] += bounded
    did_nothing_else = not (seen.allocations or seen.releases or seen.system_calls or seen.page_faults)
    if did_nothing_else and not (seen.instructions or seen.system_call_instructions):
        return []
    findings = []
    if abilities.counts_allocations and (seen.allocations or seen.releases):
        observed = _allocations(seen) + _at(step)
        findings.append(docket.finding(requirement, "no allocation and no release", observed, ends_trace=False))
    if counts_of_python and (seen.allocations or seen.releases):
        findings.append(docket.finding(requirement, "no allocation and no release", _of_python(seen), ends_trace=False))
    if abilities.counts_system_calls and seen.system_calls:
        observed = f"{system_call_name(seen.system_call_number)} was made{_at(step)}"
        findings.append(docket.finding("HOT-3", "no system call", observed, ends_trace=False))
    elif seen.system_call_instructions:
        observed = f"{counted(seen.system_call_instructions, 'instruction')} for calling the system"
        findings.append(docket.finding("HOT-3", "no system call", observed, ends_trace=False))
    if touches and seen.page_faults:
        observed = counted(seen.page_faults, "page")
        findings.append(docket.finding("HOT-4", "no page touched for the first time", observed, ends_trace=False))
    return [*findings, *judge_stepped(docket.place, step, limit)]


def judge_stepped(place: int, step: Step, limit: int | None) -> list[Finding]:
    """What only going through an operation of the hot path instruction by instruction shows: how many there were (HOT-5), and
    memory had from the C library past the functions that count it (HOT-1, HOT-2). ``limit``: None in a pool of another size
    than the profile's, which HOT-5 does not bound."""
    findings, seen = [], step.observation
    allocators = [] if seen.allocations else sorted(_ALLOCATORS.intersection(step.outside))
    if allocators:
        requirement = "HOT-1" if seen.status == Status.OK else "HOT-2"
        observed = f"{allocators[0]} of the C library was reached past the one that counts"
        findings.append(Finding((requirement,), place, "no allocation and no release", observed, ends_trace=False))
    if step.operation.kind in BOUNDED_KINDS and limit is not None and seen.instructions > limit:
        observed = instructions_name(seen.instructions)
        findings.append(Finding(("HOT-5",), place, f"at most {limit:,} instructions", observed, ends_trace=False))
    return findings


def instructions_name(count: int) -> str:
    """``412``; what the worker did not count to its end, ``more than 20,000``."""
    return f"{count:,}" if count < INSTRUCTIONS_COUNTED_AT_MOST else f"more than {INSTRUCTIONS_COUNTED_AT_MOST:,}"


def _allocations(seen: Observation) -> str:
    return f"{counted(seen.allocations, 'allocation')}{_size(seen)} and {counted(seen.releases, 'release')}"


def _size(seen: Observation) -> str:
    return f" ({counted(seen.allocated_bytes, 'byte')})" if seen.allocated_bytes else ""


def _at(step: Step) -> str:
    return f", at {step.site}" if step.site else ""


def _of_python(seen: Observation) -> str:
    beside = "" if seen.status == Status.OK else ", not counting what raising takes by itself"
    return f"{_allocations(seen)} by CPython's allocators{beside}"
