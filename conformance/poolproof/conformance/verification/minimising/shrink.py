"""Makes a failing sequence minimal, over relative operations.

Because "the buffer lent last" keeps its meaning when operations before it go, and because a smaller pool fails in fewer steps,
this finds the shortest sequence where minimising concrete addresses gets stuck.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from poolproof.reference.model import LANES

from ... import operations as op
from ...operations import SIZE_MAX, WRITES, Flag, Kind, Operation, Pattern, Placement, Target
from .retarget import Books, loans, most_lent, retargeted

Fails = Callable[[Sequence[Operation]], int | None]
"""The place of the step that fails in the same way, or None."""

_SORTS: tuple[Callable[[Operation], bool], ...] = (
    lambda each: each.pool != 0,
    lambda each: each.kind in WRITES,
    lambda each: each.kind in (Kind.TAKE, Kind.RESET),
    lambda each: each.kind in (Kind.GET, Kind.RETURN),
    lambda each: each.kind == Kind.COUNTERS,
    lambda each: each.kind == Kind.CLEAR,
    lambda each: each.is_misuse,
    lambda each: each.kind == Kind.GET and each.value > LANES,
)
_LONG = 60
_ROOM_AT_MOST = 65_600
"""Buffers and receipts in a pool: no holder counts further."""
_VERY_LONG = 1000
_PIECES = 64
_RETURNS_KEPT = 3
_FIRST_ALLOCATIONS = 6
_RETARGETED_FROM = 12
_RETARGETED_AT_MOST = 3000
"""Operations: what is shorter has few ways to go; to say anew what was meant takes the square of it."""
_DISTANCES: tuple[int, ...] = (
    *(64, 192, -64, -192, 128, -128, 256, -256),
    *(sign << power for power in (12, 16, 20, 32) for sign in (1, -1)),
)
"""Of a foreign address from what it lies beside: the first is the plainest."""
_CAPACITIES: tuple[tuple[int | None, int | None], ...] = (
    *((1, 1), (2, 1), (2, 2), (3, 1), (3, 3), (4, 4), (8, 8)),
    *((1, None), (2, None), (4, None), (None, 1)),
)
"""Of buffers and receipts, the smallest first; None: as it is, for a fault that depends on how many there are of the other."""


def shrink(
    operations: Sequence[Operation], fails: Fails, *, work: int, seconds: float, default: tuple[int, int] = (1, 1)
) -> list[Operation]:
    """The shortest sequence found that fails in the same way. It ends with the failing step.

    ``work``: how many operations may be tried in all, the same on every machine; ``seconds``: for a subject that hangs;
    ``default``: how many buffers and receipts a pool of the default config has."""
    return _Shrinker(fails, work, time.monotonic() + seconds, default).run(list(operations))


def is_minimal(operations: Sequence[Operation], fails: Fails) -> bool:
    """Whether the failure needs every single operation: only then may a verdict be read from what the sequence contains."""
    return all(fails([*operations[:at], *operations[at + 1 :]]) is None for at in range(len(operations)))


class _Shrinker:
    def __init__(self, fails: Fails, work: int, deadline: float, default: tuple[int, int]) -> None:
        self._fails = fails
        self._default = default
        self._work_left = work
        self._deadline = deadline
        self._best: list[Operation] = []
        self._in_vain: set[int] = set()
        """Hashes of what was tried and did not fail, and of what is the best already: in a sequence that repeats itself, many
        deletions leave the same."""
        self._one_of_each: dict[Operation, Operation] = {}
        """Equal operations as one object, which tells two long sequences apart by identities, in a fraction of the time."""

    def run(self, operations: list[Operation]) -> list[Operation]:
        if not self._accept(self._changed(operations, lambda each: each)):
            return operations
        self._try_without_kinds()
        self._try_in_a_roomy_pool()
        self._try_at_once()
        before = None
        while self._best != before and self._has_time():
            before = list(self._best)
            self._try_capacities()
            self._try_deletions()
            self._try_deletions_behind_which_the_rest_means_the_same()
            self._try_simpler()
        return self._best

    def _has_time(self) -> bool:
        return self._work_left > 0 and time.monotonic() < self._deadline

    def _accept(self, candidate: list[Operation]) -> bool:
        """Take the candidate, cut after its failing step, if it fails."""
        if not self._has_time() and self._best:
            return False
        if _identity(candidate) in self._in_vain:
            return False
        self._work_left -= len(candidate)
        place = self._fails(candidate)
        if place is not None:
            self._best = candidate[: place + 1]
        self._in_vain.add(_identity(candidate if place is None else self._best))
        return place is not None

    def _changed(self, operations: list[Operation], change: Callable[[Operation], Operation]) -> list[Operation]:
        distinct = dict(zip(map(id, operations), operations, strict=True))
        changed = {identity: change(each) for identity, each in distinct.items()}
        one_of_each = {identity: self._one_of_each.setdefault(each, each) for identity, each in changed.items()}
        return list(map(one_of_each.__getitem__, map(id, operations)))

    def _try_without_kinds(self) -> None:
        """All of one sort at once: what has no part in the failure goes in a few attempts, however long the sequence."""
        for is_of_sort in _SORTS:
            distinct = dict(zip(map(id, self._best), self._best, strict=True))
            dropped = {identity for identity, each in distinct.items() if is_of_sort(each)}
            if dropped:
                self._accept([each for each in self._best if id(each) not in dropped])
        self._accept(self._changed(self._best, Operation.without_usage))

    def _try_in_a_roomy_pool(self) -> None:
        """A fault that counts gets shows in half the steps where there is room for all of them: nothing need be returned. Or in
        the pool as it is, where the returns are but in the way."""
        if len(self._best) < _LONG:
            return
        room = min(sum(each.kind in (Kind.GET, Kind.TAKE) for each in self._best) + 1, _ROOM_AT_MOST)
        roomy = self._changed(self._best, partial(self._with_capacity, block_count=room, record_count=room))
        gives_back = [at for at, each in enumerate(roomy) if each.kind == Kind.RETURN and not each.is_misuse]
        for kept, pools in ((0, self._best), *((kept, roomy) for kept in range(_RETURNS_KEPT))):
            dropped = frozenset(gives_back[: len(gives_back) - kept])
            if self._accept([each for at, each in enumerate(pools) if at not in dropped]):
                return

    def _try_at_once(self) -> None:
        """Other ways to the same end: a refusal that takes no full pool, a place that is free again without a detour."""
        gets = [at for at, each in enumerate(self._best) if each.kind == Kind.GET]
        if gets:
            last = self._best[gets[-1]]
            creates = [each for each in self._best if each.kind == Kind.CREATE and each.pool == last.pool]
            refused = [*creates[-1:], last._replace(value=LANES + 1), *self._best[gets[-1] + 1 :]]
            if len(refused) < len(self._best):
                self._accept_again(refused)
        self._accept(self._changed(self._best, _reused))

    def _try_capacities(self) -> None:
        for block_count, record_count in _CAPACITIES:
            smaller = partial(self._with_capacity, block_count=block_count, record_count=record_count)
            candidate = self._changed(self._best, smaller)
            if candidate == self._best or self._accept(candidate):
                break
        lent, receipts = most_lent(self._best, self._default)
        for enough in ((lent + 1, SIZE_MAX), (SIZE_MAX, receipts + 1)):  # one to spare: to be exhausted is another matter
            self._accept(self._changed(self._best, partial(self._with_no_more, most=enough)))

    def _with_no_more(self, operation: Operation, most: tuple[int, int]) -> Operation:
        if operation.kind != Kind.CREATE:
            return operation
        given = self._default if operation.flags & Flag.DEFAULT_CONFIG else operation.capacities
        if given[0] <= most[0] and given[1] <= most[1]:
            return operation
        return self._with_capacity(operation, min(given[0], most[0]), min(given[1], most[1]))

    def _with_capacity(self, operation: Operation, block_count: int | None, record_count: int | None) -> Operation:
        if operation.kind != Kind.CREATE:
            return operation
        is_default = operation.flags & Flag.DEFAULT_CONFIG
        buffers, receipts = self._default if is_default else (operation.value & 0xFFFFFFFF, operation.value >> 32)
        buffers = buffers if block_count is None else block_count
        receipts = receipts if record_count is None else record_count
        return operation._replace(value=buffers | receipts << 32, flags=operation.flags & ~Flag.DEFAULT_CONFIG)

    def _try_deletions(self) -> None:
        width = len(self._best) // 2
        while width >= 1:
            length = len(self._best)
            start = 0
            while start < len(self._best) and self._has_time():
                if not self._accept(self._best[:start] + self._best[start + width :]):
                    start += width
            if len(self._best) == length > max(_VERY_LONG, _PIECES * width):
                self._try_rare_ones()
                return
            width //= 2
        self._try_pairs()

    def _try_deletions_behind_which_the_rest_means_the_same(self) -> None:
        width = len(self._best) // 2 if _RETARGETED_FROM <= len(self._best) <= _RETARGETED_AT_MOST else 0
        while width >= 1:
            length = len(self._best)
            meant, books = loans(self._best, self._default), Books(self._default)
            start = 0
            while start < len(self._best) - 1 and self._has_time():
                end = min(start + width, len(self._best) - 1)
                rest = retargeted(self._best, meant, range(end, len(self._best)), books.copy())
                if self._accept_again([*self._best[:start], *rest]):
                    meant = loans(self._best, self._default)
                    continue
                for place in range(start, end):
                    books.follow(self._best[place], place)
                start = end
            if len(self._best) == length > _PIECES * width:
                return
            width //= 2

    def _accept_again(self, candidate: list[Operation]) -> bool:
        return self._accept([self._one_of_each.setdefault(each, each) for each in candidate])

    def _try_rare_ones(self) -> None:
        """Where no piece can go, what there are many of is counted by the fault: only the others may still be superfluous."""
        many = {each for each, count in Counter(self._best).items() if count > len(self._best) // _PIECES}
        for place in reversed([at for at, each in enumerate(self._best) if each not in many]):
            if not self._has_time():
                return
            self._accept(self._best[:place] + self._best[place + 1 :])

    def _try_pairs(self) -> None:
        """A get and the return that belongs to it go together, or not at all; and so do two operations that undo each other."""
        for first in range(len(self._best)):
            for second in range(first + 1, min(first + 6, len(self._best))):
                if second >= len(self._best) or not self._has_time():
                    return
                rest = self._best[:first] + self._best[first + 1 : second] + self._best[second + 1 :]
                is_likely = self._best[first].kind != self._best[second].kind or len(self._best) < _LONG
                if is_likely and self._accept(rest):
                    break

    def _try_simpler(self) -> None:
        self._accept(self._changed(self._best, lambda each: next(_simpler(each), each)))
        forms = {each: [self._one_of_each.setdefault(form, form) for form in _simpler(each)] for each in set(self._best)}
        for place in range(len(self._best)):
            if place >= len(self._best) or not self._has_time():
                return
            for simpler in forms[self._best[place]]:
                if self._accept([*self._best[:place], simpler, *self._best[place + 1 :]]):
                    break
        pools = op.pools_used(self._best)
        if len(pools) == 1:
            self._accept(self._changed(self._best, lambda each: each._replace(pool=0)))


def _simpler_foreign(operation: Operation) -> Iterator[Operation]:
    """Nearer, and on the side of what it is beside where it is the nearer one."""
    if operation.extra:
        yield operation._replace(extra=0)
    for distance in _DISTANCES:
        if (distance & SIZE_MAX) == operation.value:
            return
        yield operation._replace(value=distance & SIZE_MAX)


def _reused(operation: Operation) -> Operation:
    return operation._replace(flags=operation.flags | Flag.REUSE) if operation.kind == Kind.DESTROY else operation


def _identity(operations: Sequence[Operation]) -> int:
    return hash(tuple(map(id, operations)))


def _simpler(operation: Operation) -> Iterator[Operation]:
    """Forms of one operation that are easier to read, the easiest first."""
    if operation.flags & Flag.OBSERVE_USAGE:
        yield operation.without_usage()
    if operation.flags & Flag.HOLD:
        yield operation._replace(flags=operation.flags & ~Flag.HOLD)
    if operation.flags & Flag.REUSE:
        yield operation._replace(flags=operation.flags & ~Flag.REUSE)
    if operation.placement != Placement.ANYWHERE:
        yield operation.placed(Placement.ANYWHERE)
        if operation.placement != Placement.SOILED:
            yield operation.placed(Placement.SOILED)
    if operation.runs_short:
        if operation.extra:
            yield operation._replace(extra=0)
        for nth in range(1, min(operation.nth, _FIRST_ALLOCATIONS)):
            yield operation._replace(nth=nth)
    if operation.flags & Flag.GONE:
        yield operation._replace(flags=operation.flags & ~Flag.GONE)
    if operation.kind == Kind.GET:
        for size in (8, 9, 16, 256, SIZE_MAX):
            if size == operation.value:
                return
            yield operation._replace(value=size)
    if operation.kind == Kind.RETURN:
        if operation.is_misuse and operation.target in (Target.REVOKED, Target.OTHER_POOL, Target.INTERIOR, Target.FOREIGN):
            yield operation._replace(nth=0, extra=0)
        if operation.target == Target.FOREIGN:
            yield from _simpler_foreign(operation)
            return
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
