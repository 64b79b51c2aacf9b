"""What a create in which memory ran out left taken (CREATE-4)."""

from __future__ import annotations

from dataclasses import dataclass

from ..operations import Operation


@dataclass(frozen=True, slots=True)
class Shortage:
    """What such a create, at this place of the trace, left taken: bytes, pages, file descriptors."""

    operation: Operation
    place: int
    left: tuple[int, ...]
