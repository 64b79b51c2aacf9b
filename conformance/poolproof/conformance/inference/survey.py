"""What the parts of an inference share: the pool, the draft, and how far a probe may go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .draft import Draft
from .probing import Outcome, Prober
from .shape import Shape
from .speakers import Asked, Code

_MOST: int = 256
"""Blocks that a probe works with."""


@dataclass(slots=True)
class Survey:
    """``on_progress``: told what is looked at."""

    prober: Prober
    draft: Draft
    shape: Shape
    on_progress: Callable[[str], None] = lambda _what: None

    @property
    def asked(self) -> Asked:
        return self.shape.asked

    @property
    def most(self) -> int:
        """How many blocks a probe lends at once: they are there for certain."""
        return min(self.shape.lent, self.asked.count, _MOST)

    @property
    def can_be_exhausted(self) -> bool:
        """Whether all its blocks are few enough for a probe, and one more is refused, and nothing worse."""
        return self.shape.code is not None and self.most == self.shape.capacity

    def probe(self, name: str, **more: Any) -> Outcome:
        return self.prober.probe(name, self.asked, **more)


def refusal(codes: list[Code]) -> str:
    """The answer that all of these refusals are."""
    kinds = set(codes)
    return f"refused:{codes[0]}" if len(kinds) == 1 and is_code(codes[0]) else "refused"


def is_code(code: Code) -> bool:
    """Whether a contract can name it."""
    return isinstance(code, int) or code.isidentifier()


def shown(codes: list[Code]) -> str:
    """Codes for a comment."""
    return ", ".join(sorted({str(each) for each in codes}))
