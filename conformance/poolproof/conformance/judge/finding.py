"""One thing that a trace shows a subject to have done wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """``requirements`` that are violated, the one to blame first; ``place`` is the step's in the trace."""

    requirements: tuple[str, ...]
    place: int
    expected: str
    observed: str
    ends_trace: bool = True
    """The pool and the model have parted: nothing that comes after can be judged."""
