"""The one operation format: what every driver asks of a subject, whether it is a library or a Python class.

An operation is *relative*. It says "return the buffer that was lent last", not which address or which number: a sequence stays
meaningful when operations before it are left out (shrinking), when the capacity changes, and on another subject.
Who runs it resolves it: the worker in C for libraries, :mod:`poolproof.conformance.subjects.holder` for Python classes.
Its words are those of the vocabulary (``spec/data/vocabulary.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from poolproof.spec.contracts import Contract
from poolproof.spec.vocabulary import BLOCK_BYTES, LentKind, OperationFields
from poolproof.spec.vocabulary import BOUNDED_KINDS as BOUNDED_KINDS
from poolproof.spec.vocabulary import DOUBLE_RETURNS as DOUBLE_RETURNS
from poolproof.spec.vocabulary import HOT_KINDS as HOT_KINDS
from poolproof.spec.vocabulary import POOL_SLOTS as POOL_SLOTS
from poolproof.spec.vocabulary import WRITES as WRITES
from poolproof.spec.vocabulary import Flag as Flag
from poolproof.spec.vocabulary import ForeignAddress as ForeignAddress
from poolproof.spec.vocabulary import Kind as Kind
from poolproof.spec.vocabulary import Pattern as Pattern
from poolproof.spec.vocabulary import Placement as Placement
from poolproof.spec.vocabulary import Target as Target

SIZE_MAX: Final = 2**64 - 1
_BUFFER_BYTES: Final = BLOCK_BYTES[LentKind.BLOCK]
NEIGHBOUR_DISTANCES: Final = (_BUFFER_BYTES, 64, *(_BUFFER_BYTES << bits for bits in (8, 16, 32)))
"""Bytes: ``extra`` of a return to a neighbour chooses. Next to a buffer, or so far from it that a buffer there would have the
number of the first, in 8, 16 or 32 bits."""
RAISED: Final = 1000
"""The status of an operation of a Python class that raised something which names no refusal."""


class Operation(OperationFields):
    """``value``: the size, the written word, or both capacities of a create; ``extra``: an offset or a word's place."""

    __slots__ = ()

    @property
    def is_misuse(self) -> bool:
        """A return of anything but a lent buffer: a conforming pool refuses it whatever its state (OWN-1, OWN-2)."""
        return self.kind == Kind.RETURN and self.target != Target.LENT

    @property
    def runs_short(self) -> bool:
        """Whether it is a create in which an allocation is to fail (CREATE-4): the ``nth``, and all later ones where ``extra``
        is not 0."""
        return self.kind == Kind.CREATE and self.nth != 0

    @property
    def neighbour_distance(self) -> int:
        """Bytes from a known buffer to the address that is returned; below 0: before it."""
        distance = NEIGHBOUR_DISTANCES[self.extra % len(NEIGHBOUR_DISTANCES)]
        return distance if self.nth % 2 == 0 else -distance

    @property
    def distance_inside(self) -> int:
        """The same from the beginning of what a pool of bufferpool.h lends."""
        return distance_inside(self, _BUFFER_BYTES, BLOCK_BYTES[LentKind.RECORD])

    @property
    def guessed_distance(self) -> int:
        """The same of a guess at what was not lent since create."""
        return 64 * self.extra * (1 if self.nth % 2 == 0 else -1)

    @property
    def foreign_address(self) -> ForeignAddress:
        """Of a return of a foreign address: which."""
        return ForeignAddress(self.nth % len(ForeignAddress))

    @property
    def capacities(self) -> tuple[int, int]:
        """Buffers and receipts that a create asks for."""
        return self.value & 0xFFFFFFFF, self.value >> 32

    @property
    def placement(self) -> Placement:
        """Of what a create takes."""
        return Placement(self.target) if self.kind == Kind.CREATE else Placement.ANYWHERE

    @property
    def is_of_proper_size(self) -> bool:
        """Of a get: whether the size that it asks for is one that is served."""
        return self.value <= PROPER_SIZES and not self.flags & Flag.EXACT

    def placed(self, placement: Placement) -> Operation:
        """The same create, of a pool whose blocks lie so."""
        return self._replace(target=placement)

    def observing_usage(self) -> Operation:
        return self._replace(flags=self.flags | Flag.OBSERVE_USAGE)

    def stepped(self) -> Operation:
        return self._replace(flags=self.flags | Flag.STEP)

    def without_usage(self) -> Operation:
        return self._replace(flags=self.flags & ~Flag.OBSERVE_USAGE)


PROPER_SIZES: Final = 8
"""A get asks for a size from 0 to this, of all that are served, from the smallest to the largest; or for so many more than the
largest. With ``Flag.EXACT`` it is a number of bytes."""


def size_of(operation: Operation, contract: Contract) -> int:
    """The size that a get asks a pool of this contract for."""
    size = contract.size
    return operation.value if size is None else size_between(operation, size.smallest, size.largest)


def size_between(operation: Operation, smallest: int, largest: int) -> int:
    """The same, of a pool that serves the sizes between these two."""
    value = operation.value
    if operation.flags & Flag.EXACT or value >= SIZE_MAX // 2:
        return value
    if value <= PROPER_SIZES:
        return smallest + (largest - smallest) * value // PROPER_SIZES
    return largest + value - PROPER_SIZES


def distance_inside(operation: Operation, block_bytes: int, record_bytes: int) -> int:
    """Bytes from the beginning of a record or a block to the address in it that is returned: of a block never 0."""
    if operation.target == Target.RECORD:
        return operation.extra % max(record_bytes, 1)
    return 1 + operation.extra % max(block_bytes - 1, 1)


_KEPT: Final = 1 << 13
"""Returns are asked for by the hundred thousand, of a few thousand places: to find one takes a quarter of making it."""


def create(block_count: int, record_count: int, pool: int = 0) -> Operation:
    return Operation(Kind.CREATE, pool, value=block_count | record_count << 32)


def create_default(pool: int = 0) -> Operation:
    return Operation(Kind.CREATE, pool, flags=Flag.DEFAULT_CONFIG)


def short_of_memory(creating: Operation, nth: int, *, lasting: bool = False) -> Operation:
    """The create, of which the nth allocation fails, and all later ones where that is ``lasting`` (CREATE-4)."""
    return creating._replace(nth=nth, extra=int(lasting))


def destroy(pool: int = 0, *, reuse: bool = False) -> Operation:
    return Operation(Kind.DESTROY, pool, flags=Flag.REUSE if reuse else Flag.NONE)


def destroy_null() -> Operation:
    return Operation(Kind.DESTROY_NULL)


def get(size: int = 8, pool: int = 0) -> Operation:
    return Operation(Kind.GET, pool, value=size)


def get_exactly(size: int, pool: int = 0) -> Operation:
    """A get that asks for so many bytes."""
    return Operation(Kind.GET, pool, flags=Flag.EXACT, value=size)


@lru_cache(maxsize=_KEPT)
def give_back(index: int = 0, pool: int = 0) -> Operation:
    return Operation(Kind.RETURN, pool, nth=index)


@lru_cache(maxsize=_KEPT)
def misuse(target: Target, index: int = 0, extra: int = 0, pool: int = 0) -> Operation:
    return Operation(Kind.RETURN, pool, target=target, nth=index, extra=extra)


def foreign(which: ForeignAddress, value: int = 0, extra: int = 0, pool: int = 0) -> Operation:
    """A return of an address that is no pool's. ``value``: where, in bytes, below 0 too; ``extra``: beside which."""
    return Operation(Kind.RETURN, pool, target=Target.FOREIGN, nth=which, extra=extra, value=value & SIZE_MAX)


def take(pool: int = 0) -> Operation:
    return Operation(Kind.TAKE, pool)


def reset(pool: int = 0) -> Operation:
    return Operation(Kind.RESET, pool)


def clear(pool: int = 0) -> Operation:
    return Operation(Kind.CLEAR, pool)


def counters(pool: int = 0) -> Operation:
    return Operation(Kind.COUNTERS, pool)


def hold(pool: int = 0) -> Operation:
    """A look at the usage, and at what is lent a little later."""
    return Operation(Kind.COUNTERS, pool, flags=Flag.HOLD)


def write(value: int, index: int = 0, pattern: Pattern = Pattern.FILL, extra: int = 0, pool: int = 0) -> Operation:
    return Operation(Kind.WRITE, pool, target=pattern, nth=index, value=value, extra=extra)


def write_record(value: int, index: int = 0, pattern: Pattern = Pattern.FILL, extra: int = 0, pool: int = 0) -> Operation:
    return Operation(Kind.WRITE_RECORD, pool, target=pattern, nth=index, value=value, extra=extra)


_FIELDS_OF_KIND: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.GET: ("value",),
    Kind.RETURN: ("target", "nth", "extra"),
    Kind.WRITE: ("target", "nth", "value", "extra"),
    Kind.WRITE_RECORD: ("target", "nth", "value", "extra"),
}


def to_json(operation: Operation) -> dict[str, object]:
    """One operation as plain data: names for numbers, and only the fields that its kind uses."""
    record: dict[str, object] = {"operation": Kind(operation.kind).name.lower(), "pool": operation.pool}
    if operation.kind == Kind.CREATE:
        block_count, record_count = operation.capacities
        default = bool(operation.flags & Flag.DEFAULT_CONFIG)
        record["config"] = None if default else {"soa_capacity": block_count, "receipt_capacity": record_count}
        if operation.target:
            record["placed"] = operation.placement.name.lower()
        if operation.nth:
            record["failing_allocation"] = operation.nth
            record["and_later"] = bool(operation.extra)
    for field in _FIELDS_OF_KIND.get(Kind(operation.kind), ()):
        record[field] = _named(operation, field)
    if operation.kind == Kind.RETURN and operation.value:
        record["value"] = operation.value
    if operation.flags & Flag.EXACT:
        record["exact"] = True
    if operation.flags & Flag.OBSERVE_USAGE:
        record["observe_usage"] = True
    if operation.flags & Flag.HOLD:
        record["hold"] = True
    if operation.flags & Flag.REUSE:
        record["reuse"] = True
    if operation.flags & Flag.GONE:
        record["gone"] = True
    return record


def _named(operation: Operation, field: str) -> object:
    if field != "target":
        return getattr(operation, field)
    return (Target if operation.kind == Kind.RETURN else Pattern)(operation.target).name.lower()


def pools_used(operations: Iterable[Operation]) -> frozenset[int]:
    """The pools that the operations speak of."""
    return frozenset(operation.pool for operation in operations if operation.kind != Kind.DESTROY_NULL)
