"""Tables of 256 columns: every row and column of a table of 65,536 is an integer that CPython keeps ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

_COLUMNS: Final = 256

T = TypeVar("T")


def table_of(count: int, make: Callable[[int], T]) -> list[list[T]]:
    """Return ``make(0)`` to ``make(count - 1)`` as rows of 256; the last row may be shorter."""
    return [[make(index) for index in range(start, min(start + _COLUMNS, count))] for start in range(0, count, _COLUMNS)]


def add_to_table(rows: list[list[T]], item: T) -> None:
    """Put one more at the end."""
    if not rows or len(rows[-1]) == _COLUMNS:
        rows.append([])
    rows[-1].append(item)
