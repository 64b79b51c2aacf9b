"""What a verification says of itself while it runs. It writes nothing: whoever shows, saves or counts something subscribes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ..judge import Finding
from .verdicts import Counterexample, Run


@dataclass(frozen=True, slots=True)
class Began:
    """A stage began, or got on. ``share``: how much of the plan is done, 0 to 1."""

    what: str
    share: float


@dataclass(frozen=True, slots=True)
class Busy:
    """What is being done in the midst of a stage, where it takes long."""

    what: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something went wrong: it is being made short now, and shown to fresh processes."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What went wrong goes wrong in fresh processes too."""

    example: Counterexample


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure. ``observed``: in words, with its unit."""

    requirement: str
    observed: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The verification is over, whatever ended it."""

    run: Run


Event: TypeAlias = Began | Busy | Found | Confirmed | Measured | Ended
OnEvent: TypeAlias = Callable[[Event], None]


def unheard(_event: Event) -> None:
    """For whoever wants the run alone."""


def in_words(event: Event) -> str | None:
    """What is going on, for a line of progress; None for what tells nothing of that."""
    match event:
        case Began(what) | Busy(what):
            return what
        case Found(finding):
            return f"minimising a violation of {finding.requirements[0]}"
        case Confirmed(example):
            return f"{', '.join(example.finding.requirements)} violated: {example.finding.observed}"
        case Measured(requirement, observed):
            return f"{requirement}: {observed}"
        case _:
            return None
