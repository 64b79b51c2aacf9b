"""One thing that a machine can do, or not."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from poolproof.spec import Level, Spec


class State(enum.StrEnum):
    WORKS = "works"
    POOR = "poor"
    """It works, and not well enough to rely on."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Capability:
    """``found``: what was seen, or what went wrong. ``requirements``: of a shared library, which are unknown without it;
    ``cost``: in words, what is lost; ``remedy``: what would help."""

    name: str
    state: State
    found: str
    requirements: tuple[str, ...]
    cost: str
    remedy: str


def unknown_requirements(capabilities: tuple[Capability, ...], spec: Spec, level: Level) -> tuple[str, ...]:
    """The requirements up to a level that this machine can't judge, in the order of the specification."""
    lost = {each for capability in capabilities if capability.state is not State.WORKS for each in capability.requirements}
    return tuple(each.id for each in spec.at_level(level) if each.id in lost)
