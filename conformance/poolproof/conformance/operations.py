"""The one operation format: what every driver asks of a subject, whether it is a library or a Python class.

An operation is *relative*. It says "return the buffer that was lent last", not which address or which number: a sequence stays
meaningful when operations before it are left out (shrinking), when the capacity changes, and on another subject.
Who runs it resolves it: the worker in C for libraries, :mod:`poolproof.conformance.subjects.holder` for Python classes.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

SIZE_MAX: Final = 2**64 - 1
POOL_SLOTS: Final = 33
"""One more than tables of pools have places. Only the first 8 may be large."""
NEIGHBOUR_DISTANCES: Final = (192, 64, 192 << 8, 192 << 16, 192 << 32)
"""Bytes: ``extra`` of a return to a neighbour chooses. Next to a buffer, or so far from it that a buffer there would have the
number of the first, in 8, 16 or 32 bits."""
RAISED: Final = 1000
"""The status of an operation of a Python class that raised something which names no refusal."""


class Kind(enum.IntEnum):
    CREATE = 0
    DESTROY = 1
    DESTROY_NULL = 2
    GET_SOA = 3
    RETURN_SOA = 4
    GET_RECEIPT = 5
    RESET_RECEIPTS = 6
    CLEAR = 7
    CAPACITY_USAGE = 8
    WRITE_SOA = 9
    WRITE_RECEIPT = 10


class Target(enum.IntEnum):
    """Which address a ``RETURN_SOA`` gives back. ``nth`` counts from the most recent, modulo how many there are.

    ``UNLENT`` is a guess: ``extra`` lines of 64 bytes from a known buffer may lie one that was not lent since create. A pool
    knows whether one does, and the holder doesn't: it may answer with either refusal (OWN-1, OWN-2)."""

    LENT = 0
    RETURNED = 1
    REVOKED = 2
    NULL = 3
    FOREIGN = 4
    OTHER_POOL = 5
    RECEIPT = 6
    INTERIOR = 7
    NEIGHBOUR = 8
    HANDLE = 9
    UNLENT = 10


class Pattern(enum.IntEnum):
    """What a holder writes into what it was lent."""

    FILL = 0
    CANCEL_SUM = 1
    CANCEL_XOR = 2
    ONE_WORD = 3
    ADDRESSES = 4
    COUNT_UP = 5
    BYTES = 6
    HANDLE = 7


class Flag(enum.IntFlag):
    NONE = 0
    OBSERVE_USAGE = 1
    DEFAULT_CONFIG = 2
    STEP = 4
    """Go through it instruction by instruction, where the worker can (HOT-5)."""
    HOLD = 8
    """Let ``HOLD_MS`` pass before looking at what is lent: somebody else may be at work there (ISO-3)."""
    REUSE = 16
    """What this destroy gives back may be had again at once, as in any program; else it is kept apart for a while."""


HOLD_MS: Final = 20

DOUBLE_RETURNS: Final = frozenset({Target.RETURNED, Target.REVOKED, Target.UNLENT})
"""OWN-2 speaks of these, and OWN-1 of the other misuses."""
HOT_KINDS: Final = frozenset({Kind.GET_SOA, Kind.RETURN_SOA, Kind.GET_RECEIPT, Kind.RESET_RECEIPTS, Kind.CAPACITY_USAGE})
"""HOT-1 to HOT-4 speak of these."""
BOUNDED_KINDS: Final = frozenset({Kind.GET_SOA, Kind.RETURN_SOA, Kind.GET_RECEIPT})
"""HOT-5 speaks of these."""
WRITES: Final = frozenset({Kind.WRITE_SOA, Kind.WRITE_RECEIPT})


class Operation(NamedTuple):
    """``value``: the size, the written word, or both capacities of a create; ``extra``: an offset or a word's place."""

    kind: Kind
    pool: int = 0
    target: int = 0
    flags: int = 0
    nth: int = 0
    value: int = 0
    extra: int = 0

    @property
    def is_misuse(self) -> bool:
        """Whether a conforming pool must refuse it whatever its state (OWN-1, OWN-2)."""
        return self.kind == Kind.RETURN_SOA and self.target != Target.LENT

    @property
    def neighbour_distance(self) -> int:
        """Bytes from a known buffer to the address that is returned; below 0: before it."""
        distance = NEIGHBOUR_DISTANCES[self.extra % len(NEIGHBOUR_DISTANCES)]
        return distance if self.nth % 2 == 0 else -distance

    @property
    def capacities(self) -> tuple[int, int]:
        """Buffers and receipts that a create asks for."""
        return self.value & 0xFFFFFFFF, self.value >> 32

    def observing_usage(self) -> Operation:
        return self._replace(flags=self.flags | Flag.OBSERVE_USAGE)

    def stepped(self) -> Operation:
        return self._replace(flags=self.flags | Flag.STEP)

    def without_usage(self) -> Operation:
        return self._replace(flags=self.flags & ~Flag.OBSERVE_USAGE)


_KEPT: Final = 1 << 13
"""Returns are asked for by the hundred thousand, of a few thousand places: to find one takes a quarter of making it."""


def create(soa_capacity: int, receipt_capacity: int, pool: int = 0) -> Operation:
    return Operation(Kind.CREATE, pool, value=soa_capacity | receipt_capacity << 32)


def create_default(pool: int = 0) -> Operation:
    return Operation(Kind.CREATE, pool, flags=Flag.DEFAULT_CONFIG)


def destroy(pool: int = 0, *, reuse: bool = False) -> Operation:
    return Operation(Kind.DESTROY, pool, flags=Flag.REUSE if reuse else Flag.NONE)


def destroy_null() -> Operation:
    return Operation(Kind.DESTROY_NULL)


def get_soa(size: int = 8, pool: int = 0) -> Operation:
    return Operation(Kind.GET_SOA, pool, value=size)


@lru_cache(maxsize=_KEPT)
def return_soa(index: int = 0, pool: int = 0) -> Operation:
    return Operation(Kind.RETURN_SOA, pool, nth=index)


@lru_cache(maxsize=_KEPT)
def misuse(target: Target, index: int = 0, extra: int = 0, pool: int = 0) -> Operation:
    return Operation(Kind.RETURN_SOA, pool, target=target, nth=index, extra=extra)


def get_receipt(pool: int = 0) -> Operation:
    return Operation(Kind.GET_RECEIPT, pool)


def reset_receipts(pool: int = 0) -> Operation:
    return Operation(Kind.RESET_RECEIPTS, pool)


def clear(pool: int = 0) -> Operation:
    return Operation(Kind.CLEAR, pool)


def capacity_usage(pool: int = 0) -> Operation:
    return Operation(Kind.CAPACITY_USAGE, pool)


def hold(pool: int = 0) -> Operation:
    """A look at the usage, and at what is lent a little later."""
    return Operation(Kind.CAPACITY_USAGE, pool, flags=Flag.HOLD)


def write_soa(value: int, index: int = 0, pattern: Pattern = Pattern.FILL, extra: int = 0, pool: int = 0) -> Operation:
    return Operation(Kind.WRITE_SOA, pool, target=pattern, nth=index, value=value, extra=extra)


def write_receipt(value: int, index: int = 0, pattern: Pattern = Pattern.FILL, extra: int = 0, pool: int = 0) -> Operation:
    return Operation(Kind.WRITE_RECEIPT, pool, target=pattern, nth=index, value=value, extra=extra)


_FIELDS_OF_KIND: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.GET_SOA: ("value",),
    Kind.RETURN_SOA: ("target", "nth", "extra"),
    Kind.WRITE_SOA: ("target", "nth", "value", "extra"),
    Kind.WRITE_RECEIPT: ("target", "nth", "value", "extra"),
}


def to_json(operation: Operation) -> dict[str, object]:
    """One operation as plain data: names for numbers, and only the fields that its kind uses."""
    record: dict[str, object] = {"operation": Kind(operation.kind).name.lower(), "pool": operation.pool}
    if operation.kind == Kind.CREATE:
        soa_capacity, receipt_capacity = operation.capacities
        default = bool(operation.flags & Flag.DEFAULT_CONFIG)
        record["config"] = None if default else {"soa_capacity": soa_capacity, "receipt_capacity": receipt_capacity}
    for field in _FIELDS_OF_KIND.get(Kind(operation.kind), ()):
        record[field] = _named(operation, field)
    if operation.flags & Flag.OBSERVE_USAGE:
        record["observe_usage"] = True
    if operation.flags & Flag.HOLD:
        record["hold"] = True
    if operation.flags & Flag.REUSE:
        record["reuse"] = True
    return record


def _named(operation: Operation, field: str) -> object:
    if field != "target":
        return getattr(operation, field)
    return (Target if operation.kind == Kind.RETURN_SOA else Pattern)(operation.target).name.lower()


def pools_used(operations: Iterable[Operation]) -> frozenset[int]:
    """The pools that the operations speak of."""
    return frozenset(operation.pool for operation in operations if operation.kind != Kind.DESTROY_NULL)
