"""The records that ``capacity_usage`` of a Python class returned lately: their caller's own, which do not change (ISO-5)."""

from __future__ import annotations

import operator
from collections import deque
from typing import Any, Final, NamedTuple

_FIELDS: Final = ("soa_in_use", "soa_total", "receipts_in_use", "receipts_total")
_FIELDS_OF: Final = operator.attrgetter(*_FIELDS)
_KEPT: Final = 4
_NOT_THERE: Final = 0xDEADBEEF


class RecordChange(NamedTuple):
    """``place``: of the call that returned it; ``number``: which of its fields."""

    place: int
    number: int
    before: int
    after: int


class _Kept(NamedTuple):
    pool: int
    place: int
    record: Any
    found: tuple[Any, ...]
    """What was found in its fields, as it was found."""


class UsageRecords:
    """Those of the last calls."""

    def __init__(self) -> None:
        self._kept: deque[_Kept] = deque(maxlen=_KEPT)

    def keep(self, pool: int, place: int, record: Any) -> tuple[int, int, int, int]:
        """What the record says now."""
        found = _found(record)
        self._kept.append(_Kept(pool, place, record, found))
        return _values(found)

    def change(self) -> RecordChange | None:
        """What changed first since the last time."""
        for at, each in enumerate(self._kept):
            now = _found(each.record)
            if now != each.found:
                self._kept[at] = each._replace(found=now)
                number = next(number for number in range(len(_FIELDS)) if now[number] != each.found[number])
                return RecordChange(each.place, number, _values(each.found)[number], _values(now)[number])
        return None

    def forget(self, pool: int | None = None) -> None:
        """Those of a pool that ended: a record may hold on to it, which is not the class's doing. None: all of them."""
        kept = [] if pool is None else [each for each in self._kept if each.pool != pool]
        self._kept = deque(kept, maxlen=_KEPT)


def _found(record: Any) -> tuple[Any, ...]:
    try:
        found: tuple[Any, ...] = _FIELDS_OF(record)
    except Exception:  # a record may be of any kind, and compute its fields
        return (None,) * len(_FIELDS)
    return found


def _values(found: tuple[Any, ...]) -> tuple[int, int, int, int]:
    """Modulo 2**32: a field of the binding has no more."""
    first, second, third, fourth = (_number(each) for each in found)
    return first, second, third, fourth


def _number(value: Any) -> int:
    try:
        return int(value) % 2**32
    except (TypeError, ValueError):
        return _NOT_THERE
