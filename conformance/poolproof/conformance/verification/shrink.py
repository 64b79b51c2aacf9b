"""Makes a failing sequence minimal, over relative operations.

Because "the buffer lent last" keeps its meaning when operations before it go, and because a smaller pool fails in fewer steps,
this finds the shortest sequence where minimising concrete addresses gets stuck.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from poolproof.reference.model import LANES

from .. import operations as op
from ..operations import SIZE_MAX, WRITES, Flag, Kind, Operation, Pattern, Target

Fails = Callable[[Sequence[Operation]], int | None]
"""The place of the step that fails in the same way, or None."""

_SORTS: tuple[Callable[[Operation], bool], ...] = (
    lambda each: each.pool != 0,
    lambda each: each.kind in WRITES,
    lambda each: each.kind in (Kind.GET_RECEIPT, Kind.RESET_RECEIPTS),
    lambda each: each.kind == Kind.CAPACITY_USAGE,
    lambda each: each.kind == Kind.CLEAR,
    lambda each: each.is_misuse,
    lambda each: each.kind == Kind.GET_SOA and each.value > LANES,
)
_CAPACITIES = ((1, 1), (2, 1), (2, 2), (3, 1), (3, 3), (4, 4), (8, 8))


def shrink(operations: Sequence[Operation], fails: Fails, *, seconds: float) -> list[Operation]:
    """The shortest sequence found that fails in the same way, within the time. It ends with the failing step."""
    return _Shrinker(fails, time.monotonic() + seconds).run(list(operations))


def is_minimal(operations: Sequence[Operation], fails: Fails) -> bool:
    """Whether the failure needs every single operation: only then may a verdict be read from what the sequence contains."""
    return all(fails([*operations[:at], *operations[at + 1 :]]) is None for at in range(len(operations)))


class _Shrinker:
    def __init__(self, fails: Fails, deadline: float) -> None:
        self._fails = fails
        self._deadline = deadline
        self._best: list[Operation] = []

    def run(self, operations: list[Operation]) -> list[Operation]:
        if not self._accept(operations):
            return operations
        self._try_without_kinds()
        before = None
        while self._best != before and self._has_time():
            before = list(self._best)
            self._try_capacities()
            self._try_deletions()
            self._try_simpler()
        return self._best

    def _has_time(self) -> bool:
        return time.monotonic() < self._deadline

    def _accept(self, candidate: list[Operation]) -> bool:
        """Take the candidate, cut after its failing step, if it fails."""
        if not self._has_time() and self._best:
            return False
        place = self._fails(candidate)
        if place is None:
            return False
        self._best = candidate[: place + 1]
        return True

    def _try_without_kinds(self) -> None:
        """All of one sort at once: what has no part in the failure goes in a few attempts, however long the sequence."""
        for is_of_sort in _SORTS:
            rest = [each for each in self._best if not is_of_sort(each)]
            if len(rest) < len(self._best):
                self._accept(rest)
        self._accept([each.without_usage() for each in self._best])

    def _try_capacities(self) -> None:
        for soa_capacity, receipt_capacity in _CAPACITIES:
            candidate = [_with_capacity(each, soa_capacity, receipt_capacity) for each in self._best]
            if candidate == self._best:
                return
            if self._accept(candidate):
                return

    def _try_deletions(self) -> None:
        width = len(self._best) // 2
        while width >= 1:
            start = 0
            while start < len(self._best) and self._has_time():
                if not self._accept(self._best[:start] + self._best[start + width :]):
                    start += width
            width //= 2
        self._try_pairs()

    def _try_pairs(self) -> None:
        """A get and the return that belongs to it go together, or not at all."""
        for first in range(len(self._best)):
            for second in range(first + 1, min(first + 6, len(self._best))):
                if second >= len(self._best) or not self._has_time():
                    return
                rest = self._best[:first] + self._best[first + 1 : second] + self._best[second + 1 :]
                if self._best[first].kind != self._best[second].kind and self._accept(rest):
                    break

    def _try_simpler(self) -> None:
        self._accept([next(_simpler(each), each) for each in self._best])
        for place in range(len(self._best)):
            if place >= len(self._best) or not self._has_time():
                return
            for simpler in _simpler(self._best[place]):
                if self._accept([*self._best[:place], simpler, *self._best[place + 1 :]]):
                    break
        pools = op.pools_used(self._best)
        if len(pools) == 1:
            self._accept([each._replace(pool=0) for each in self._best])


def _with_capacity(operation: Operation, soa_capacity: int, receipt_capacity: int) -> Operation:
    if operation.kind != Kind.CREATE:
        return operation
    return operation._replace(value=soa_capacity | receipt_capacity << 32, flags=operation.flags & ~Flag.DEFAULT_CONFIG)


def _simpler(operation: Operation) -> Iterator[Operation]:
    """Forms of one operation that are easier to read, the easiest first."""
    if operation.flags & Flag.OBSERVE_USAGE:
        yield operation.without_usage()
    if operation.kind == Kind.GET_SOA:
        for size in (8, 9, 16, 256, SIZE_MAX):
            if size == operation.value:
                return
            yield operation._replace(value=size)
    if operation.kind == Kind.RETURN_SOA:
        if operation.is_misuse and operation.target in (Target.REVOKED, Target.OTHER_POOL, Target.INTERIOR, Target.FOREIGN):
            yield operation._replace(nth=0, extra=0)
        for index in range(min(operation.nth, 4)):
            yield operation._replace(nth=index)
        if operation.extra:
            yield operation._replace(extra=0)
    if operation.kind in WRITES:
        plain = operation._replace(target=Pattern.FILL, nth=0, value=1, extra=0)
        if plain != operation:
            yield plain
        if operation.nth:
            yield operation._replace(nth=0)
