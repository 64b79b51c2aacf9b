"""What is to be known of a requirement beyond its words, to make a verdict of what was seen."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from poolproof.spec.contracts import Contract

from ..verdicts import Verdict

if TYPE_CHECKING:
    from ..evidence import Evidence


class Need(enum.Enum):
    """What a library's worker has to count, so that anything can fail the requirement: in the words of its absence."""

    ALLOCATIONS = "allocations"
    SYSTEM_CALLS = "system calls"
    PAGE_FAULTS = "page faults"
    INSTRUCTIONS = "instructions"


class Excuse(NamedTuple):
    """Why there was nothing to judge, and the verdict for it."""

    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class Check:
    """A requirement as it is judged. Every field that is None says that there is nothing special about it there.

    Of a Python class: ``not_of_python``, why it can't be promised; ``not_of_reference``, why not of the one that is there to
    be read; ``counted_in_python``, what kind of count the verdict rests on. Of a library: ``need``; ``with_sanitizer``, why a
    build that keeps a shadow of the memory leaves it unknown, by the ``{name}`` of the sanitizer.
    """

    id: str
    not_of_python: str | None = None
    not_of_reference: str | None = None
    counted_in_python: str | None = None
    need: Need | None = None
    with_sanitizer: str | None = None
    never: Callable[[Contract], str | None] | None = None
    """Why no operation that a contract lets anybody ask for is one that it is about: then it is met."""
    may_not_come_about: bool = False
    """In pools of one block, of which no other lives, whose blocks have no inside, and the like."""
    excuse: Callable[[Evidence, Contract], Excuse | None] | None = None
    """Of a subject as it was seen to be made."""
    figure: Callable[[Evidence], str | None] | None = None
    """What was measured, of a subject that meets it."""


def by_id(*families: tuple[Check, ...]) -> Mapping[str, Check]:
    """Each once: a requirement that two families claim is a mistake of ours."""
    checks = [check for family in families for check in family]
    found = {check.id: check for check in checks}
    assert len(found) == len(checks), "a requirement stands in two families"
    return found
