"""Uniform sequences that may show what a long one did: one life over and over (LIFE-1), one operation over and over (LIFE-2).

What a reader is told is then what each round leaves behind, and nothing of what else the long one had in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ... import operations as op
from ...judge import LIVES_TO_TELL, Finding, is_stale_write
from ...operations import Flag, Kind, Operation
from .shrink import shrink
from .trials import SHRINK_WORK, Trials

_IN_A_ROW = (260, 2_600)
_DRAINED = 20
_DISTINCT_AT_MOST = 60
_LIVES_AT_MOST = 40


def told_uniformly(trials: Trials, operations: Sequence[Operation], finding: Finding) -> list[Operation] | None:
    """The sequence as one in which the same comes again and again, and which fails in the same way; None: there is none."""
    if "LIFE-2" in finding.requirements:
        here, fresh = (trials.same_failure(finding, fresh=each) for each in (False, True))
        found = (each for each in _in_a_row(operations) if here(each) is not None and fresh(each) is not None)
        return next(found, None)
    is_leak = finding.requirements[0] == "LIFE-1" and not is_stale_write(finding)
    return _told_in_lives(trials, operations, finding) if is_leak else None


def _told_in_lives(trials: Trials, operations: Sequence[Operation], finding: Finding) -> list[Operation] | None:
    """One life, as short as it can be made, as often as it takes to tell. Best that of a pool that does nothing but live; or,
    where it is a refusal that leaks, that of one that is refused beside it."""
    here, fresh = (trials.same_failure(finding, fresh=each) for each in (False, True))
    creates = dict.fromkeys(each._replace(pool=0) for each in operations if each.kind == Kind.CREATE)
    plain = [[create, op.destroy()] for create in creates]
    beside = [[op.create(1, 1), create._replace(pool=1), op.destroy()] for create in creates]
    others = [*_lives(operations)][:_LIVES_AT_MOST]
    for times in (LIVES_TO_TELL, 2 * LIVES_TO_TELL):

        def fails(life: Sequence[Operation], times: int = times) -> int | None:
            return None if here([*life] * times) is None else len(life) - 1

        for life in (*plain, *beside, *others):
            if fails(life) is None or fresh(life * times) is None:
                continue
            work, seconds = SHRINK_WORK // times, trials.seconds
            shortest = shrink(life, fails, work=work, seconds=seconds, default=trials.default)
            return (life if fresh(shortest * times) is None else shortest) * times
    return None


def _lives(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """The lives that a sequence is made of, each once: the last ones first, as it is they that gave the leak away. Pools that
    overlap are one life."""
    found: dict[tuple[Operation, ...], None] = {}
    life: list[Operation] = []
    alive: set[int] = set()
    for each in operations:
        life.append(each)
        if each.kind == Kind.CREATE:
            alive.add(each.pool)
        elif each.kind == Kind.DESTROY:
            alive.discard(each.pool)
        if not alive and each.kind in (Kind.DESTROY, Kind.DESTROY_NULL):
            found.setdefault(tuple(life))
            life = []
    for each_life in reversed(found):
        yield [*each_life]


def _in_a_row(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """One operation, or two that undo each other, again and again on a pool that did little before: of those that the sequence
    has in it."""
    creates = [each for each in operations if each.kind == Kind.CREATE]
    if not creates:
        return
    openings = [op.create(1, 1), creates[-1]._replace(pool=0)]
    for times in _IN_A_ROW:
        for opening in openings:
            for prefix, body in _rounds(operations):
                yield [opening, *prefix, *body * (times // len(body))]


def _rounds(operations: Sequence[Operation]) -> Iterator[tuple[list[Operation], list[Operation]]]:
    lent, receipt = [op.get()], [op.take()]
    alone = [each for each in _distinct(operations) if each.kind not in (Kind.GET, Kind.TAKE)]
    for each in alone:
        yield [], [each]
    yield [], [*lent, op.give_back()]
    yield [], [*receipt, op.reset()]
    yield [], [op.get(9)]
    for each in alone:
        for prefix in ([*lent, op.give_back()], lent, [*lent, op.clear()], receipt):
            yield prefix, [each]
        yield [], [each, op.counters()]
        yield [], [*lent, each]
    yield lent * _DRAINED, lent
    yield receipt * _DRAINED, receipt


def _distinct(operations: Sequence[Operation]) -> list[Operation]:
    """Operations that may be done again and again, without their looks at the usage."""
    plain = (each._replace(pool=0, flags=each.flags & ~(Flag.OBSERVE_USAGE | Flag.STEP)) for each in operations)
    found = dict.fromkeys(each for each in plain if each.kind not in (Kind.CREATE, Kind.DESTROY, Kind.DESTROY_NULL))
    return sorted(found, key=lambda each: (each.nth, each.extra))[:_DISTINCT_AT_MOST]
