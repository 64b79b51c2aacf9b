"""Whether threads that share a pool can be run in every interleaving here, and how fast."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from poolproof.spec.contracts import read_contract

from ..interleaving import End, Job, judge_job, why_not_believed
from ..subjects import resolve
from .capability import Capability, State

_REQUIREMENTS: Final = ("SHARE-1", "SHARE-2", "SHARE-3", "SHARE-4", "ISR-1")
_SECONDS: Final = 5.0
_CONTRACT: Final = 'contract = 1\nname = "shared-here"\nbased_on = "knhk"\n[sharing]\nbetween = "threads"\n'
_ASKED: Final = Job(("uuuu", "uuuu"), 2)
"""What the C pool, which is one owner's, answers rightly to two as well."""
_REMEDY: Final = "an x86-64 processor, Linux 5.11 or newer, and no debugger or emulator around poolproof"


def interleavings() -> Capability:
    """Two threads ask the C pool how many of its blocks are used, in every interleaving."""
    if (why := why_not_believed()) is not None:
        return Capability("interleavings", State.MISSING, why, _REQUIREMENTS, "", _REMEDY)
    subject = replace(resolve("native"), contract=read_contract(_CONTRACT, "here"))
    outcome = judge_job(subject, _ASKED, _SECONDS)
    if outcome.end is End.WHOLE and outcome.found is None:
        each_us = outcome.seconds / max(outcome.transitions, 1) * 1e6
        state = State.WORKS
        told = (
            f"{outcome.states:,} states of two threads in {outcome.seconds:.2f} s, {each_us:.0f} µs for each step between them"
        )
    else:
        state, told = State.MISSING, outcome.why or f"the engine ended with {outcome.end.value}"
    return Capability("interleavings", state, told, _REQUIREMENTS, "", _REMEDY)
