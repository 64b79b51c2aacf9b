"""Whether what stands in the mapping makes sense: a subject may have written there. Told once, here, and relied on elsewhere.

A record that a subject made up, and that makes sense, is taken at its word: it convicts its maker sooner or later.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from typing import Final

from poolproof.spec.vocabulary import (
    KINDS,
    LOG_CAPACITY,
    PATTERNS,
    POOL_SLOTS,
    TARGETS,
    WRITES,
    Flag,
    LentKind,
    ObservationFields,
    Out,
    SlowOperation,
    State,
)
from poolproof.spec.wire import OBSERVATION

from ..operations import Operation

_CAME_BACK: Final = frozenset({int(State.DONE), int(State.INAPPLICABLE)})
_LEAST_OUT: Final = int(min(Out))
_WORDS_AT_MOST: Final = 1 << 17
"""Of the largest block that a contract may have: 1 MiB."""
_NAMES_OF_BLOCKS: Final = ("overlaps", "disturbed", "changed_free")
_FLAGS: Final = int(~Flag(0))
_LARGEST_COUNT: Final = 1 << 44


def _columns() -> dict[str, tuple[str, int]]:
    """For each field of an observation: its type as memoryview wants it, and its place counted in its own size."""
    columns, offset = {}, 0
    names = iter(ObservationFields._fields)
    for times, code in re.findall(r"(\d*)([a-zA-Z])", OBSERVATION.format):
        size = struct.calcsize(f"<{code}")
        if code == "x":
            offset += int(times or 1)
            continue
        for _ in range(int(times or 1)):
            columns[next(names)] = (code, offset // size)
            offset += size
    return columns


_COLUMNS: Final = _columns()


def observations_make_sense(block: bytes | memoryview) -> bool:
    """Of observations of operations that came back."""
    whole = memoryview(block)

    def column(name: str) -> Iterable[int]:
        code, at = _COLUMNS[name]
        view = whole.cast("B").cast(code)  # type: ignore[call-overload]
        values: Iterable[int] = view[at :: OBSERVATION.size // view.itemsize]
        return values

    if not whole:
        return True
    return (
        set(column("state")) <= _CAME_BACK
        and min(column("out")) >= _LEAST_OUT
        and min(column("target")) >= -1
        and all(max(column(f"{each}_kind")) <= max(LentKind) for each in _NAMES_OF_BLOCKS)
        and all(max(column(f"{each}_pool")) < POOL_SLOTS for each in _NAMES_OF_BLOCKS)
        and all(max(column(f"{each}_word")) < _WORDS_AT_MOST for each in _NAMES_OF_BLOCKS)
        and max(column("dirty_at")) < _WORDS_AT_MOST
    )


def operations_make_sense(operations: Iterable[Operation]) -> bool:
    """Of a log: each one is an operation that the lane draws."""
    return all(map(_is_an_operation, frozenset(operations)))


def _is_an_operation(operation: Operation) -> bool:
    if operation.kind >= KINDS or operation.pool >= POOL_SLOTS or operation.flags & ~_FLAGS:
        return False
    if operation.kind in WRITES:
        return operation.target < PATTERNS
    return operation.target < TARGETS


def slow_ones_make_sense(slow: Sequence[SlowOperation]) -> bool:
    """Of what took long: it has a place in a log."""
    return all(each.place < LOG_CAPACITY for each in slow)


def counts_make_sense(*counts: int) -> bool:
    """No run goes on for long enough to count further."""
    return all(count <= _LARGEST_COUNT for count in counts)
