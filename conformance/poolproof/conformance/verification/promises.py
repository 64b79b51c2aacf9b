"""Which requirements a kind of subject can promise: the rest is `not_promised`, which is never a pass, and with its reason."""

from __future__ import annotations

from poolproof.spec.vocabulary import Probe

from ..judge import Abilities
from ..subjects import Subject
from ..subjects.resolve import REFERENCE_CLASS
from .checks import CHECKS, Need, check_of


def why_uncounted(abilities: Abilities, *, steps: bool) -> dict[str, str]:
    """By requirement, what can't be counted of a library on this machine; ``steps``: instructions can."""
    counted = {
        Need.ALLOCATIONS: abilities.counts_allocations,
        Need.SYSTEM_CALLS: abilities.counts_system_calls or steps,
        Need.PAGE_FAULTS: abilities.counts_page_faults,
        Need.INSTRUCTIONS: steps,
    }
    return {
        each.id: f"{each.need.value} can't be counted of this subject on this machine: `poolproof doctor` tells why"
        for each in CHECKS.values()
        if each.need is not None and not counted[each.need]
    }


def why_half_seen(probes: Probe) -> dict[str, str]:
    """By requirement, what that may fail it a library's worker can't see here: met by the rest is not met."""
    may_fail = {
        "ENV-1": (Probe.SURROUNDINGS, "what a call leaves changed around its caller can't be seen"),
        "MEM-1": (Probe.ADDRESS_SPACE, "what a create takes past malloc and mmap can't be counted"),
    }
    unseen = {each: what for each, (probe, what) in may_fail.items() if not probes & probe}
    return {each: f"{what} on this machine: `poolproof doctor` tells why" for each, what in unseen.items()}


def why_not_promised(requirement: str, subject: Subject) -> str | None:
    """Why a requirement can't be promised of a subject; None where it can, and is judged."""
    if subject.is_library:
        return None
    check = check_of(requirement)
    if subject.python == REFERENCE_CLASS and check.not_of_reference is not None:
        return check.not_of_reference
    return check.not_of_python
