"""What the user says of a pool, because nobody can find it out, or because they know better."""

from __future__ import annotations

from dataclasses import dataclass

from poolproof.spec import Level


@dataclass(frozen=True, slots=True)
class Wishes:
    """None: to be found out. ``level``: up to which promises are looked for and put to the test."""

    size: int | None = None
    align: int | None = None
    count: int | None = None
    binding: int | None = None
    storage: str | None = None
    storage_align: int | None = None
    level: Level = Level.HOT
    seed: int = 0


class CantBeKnownError(Exception):
    """Something that has to be said. One line: what, and the option to say it with."""
