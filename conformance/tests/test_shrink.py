"""Minimising: failures whose shortest form is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.operations import Flag, Kind, Operation, Pattern, Target
from poolproof.conformance.verification.minimising.retarget import loans
from poolproof.conformance.verification.minimising.shrink import Fails, shrink

NOISE = [
    op.write(5, 2),
    op.take(),
    op.get(3),
    op.misuse(Target.NULL),
    op.give_back(3),
    op.reset(),
    op.counters(),
]


def minimal(operations: Sequence[Operation], fails: Fails) -> list[Operation]:
    return shrink(operations, fails, work=1_000_000, seconds=60)


def first(holds: Callable[[list[Operation]], bool]) -> Fails:
    """Fails at the first step up to which something holds."""

    def fails(operations: Sequence[Operation]) -> int | None:
        return next((place for place in range(len(operations)) if holds([*operations[: place + 1]])), None)

    return fails


def kinds(operations: Sequence[Operation]) -> list[Kind]:
    return [each.kind for each in operations]


def test_what_does_not_fail_is_left_alone() -> None:
    assert minimal(NOISE, lambda _operations: None) == NOISE


def test_one_needed_step_is_all_that_is_left() -> None:
    noisy = [op.create(16, 1024), *NOISE, op.clear(), *NOISE]
    assert minimal(noisy, first(lambda before: before[-1].kind == Kind.CLEAR)) == [op.clear()]


def test_nothing_is_kept_behind_the_failing_step() -> None:
    seen: list[int] = []

    def fails(operations: Sequence[Operation]) -> int | None:
        seen.append(len(operations))
        return 1 if len(operations) > 1 and operations[1].kind == Kind.CLEAR and operations[0].kind == Kind.CREATE else None

    assert minimal([op.create(1, 1), op.clear(), *NOISE * 50], fails) == [op.create(1, 1), op.clear()]
    assert seen[0] == 352
    assert max(seen[1:]) <= 2


def test_scattered_steps_that_belong_together_are_found_in_order() -> None:
    def holds(before: list[Operation]) -> bool:
        wanted = iter([Kind.CREATE, Kind.GET, Kind.CLEAR, Kind.GET])
        following: Kind | None = next(wanted)
        for kind in kinds(before):
            if kind == following:
                following = next(wanted, None)
        return following is None

    noisy = [*NOISE, op.create(1, 1), *NOISE, *NOISE, op.clear(), *NOISE, op.get(), *NOISE]
    assert kinds(minimal(noisy, first(holds))) == [Kind.CREATE, Kind.GET, Kind.CLEAR, Kind.GET]


def test_a_get_and_its_return_go_together() -> None:
    """Fails only when as many buffers were taken as given back, and then the pool is cleared."""

    def holds(before: list[Operation]) -> bool:
        balance = kinds(before).count(Kind.GET) - kinds(before).count(Kind.RETURN)
        return before[-1].kind == Kind.CLEAR and balance == 0

    noisy = [op.create(2, 2), *[op.get(), op.give_back()] * 9, op.clear()]
    assert minimal(noisy, first(holds)) == [op.clear()]


def test_a_smaller_pool_is_tried_first() -> None:
    """A drained pool: the smaller it is, the fewer steps."""

    def holds(before: list[Operation]) -> bool:
        capacity = before[0].capacities[0] if before[0].kind == Kind.CREATE else 10**9
        return kinds(before[1:]).count(Kind.GET) > capacity

    found = minimal([op.create(257, 300), *[op.get()] * 258], first(holds))
    assert found == [op.create(1, 1), op.get(), op.get()]


def test_the_default_config_becomes_a_config_where_it_may() -> None:
    fails = first(lambda before: before[-1].kind == Kind.CREATE)
    assert minimal([op.create_default()], fails) == [op.create(1, 1)]
    needs_default = first(lambda before: bool(before[-1].flags & Flag.DEFAULT_CONFIG))
    assert minimal([op.create_default()], needs_default) == [op.create_default()]


def test_a_capacity_that_matters_stays() -> None:
    fails = first(lambda before: before[-1].capacities[0] == 257)
    assert minimal([op.create(257, 300)], fails) == [op.create(257, 1)]


def test_a_fault_that_counts_receipts_keeps_them_alone() -> None:
    def counts(before: list[Operation]) -> bool:
        is_large = before[0].flags == Flag.DEFAULT_CONFIG or before[0].capacities[1] == 1024
        return before[0].kind == Kind.CREATE and before[-1].kind == Kind.CLEAR and is_large

    fails = first(counts)
    shortest = shrink([op.create_default(), op.clear()], fails, work=1000, seconds=60, default=(16, 1024))
    assert shortest == [op.create(1, 1024), op.clear()]


def test_of_many_returns_the_two_that_matter_are_left() -> None:
    """They are 65 apart: when those between them go, the second must be said otherwise."""
    newest_first = [op.create(70, 1), *[op.get()] * 65, *[op.give_back()] * 65]

    def hit(before: list[Operation]) -> bool:
        found = loans(before, (16, 1024))
        returned = [loan for loan, each in zip(found, before, strict=True) if each.kind == Kind.RETURN]
        return bool(returned) and before[0].kind == Kind.CREATE and returned[-1] == 1 and 65 in returned

    assert minimal(newest_first, first(hit)) == [
        op.create(66, 1),
        *[op.get()] * 65,
        op.give_back(),
        op.give_back(63),
    ]


def test_runs_that_belong_together_grow_shorter_together() -> None:
    """A receipt must be written, and be had again: both runs must go that far, and no farther."""
    sequence = [op.create(1, 90), *[op.take()] * 80, op.write_record(1, 30), op.reset()]
    sequence += [op.take()] * 60

    def reused(before: list[Operation]) -> bool:
        """From the 30th on, a receipt that was written comes back dirty."""
        written: set[int] = set()
        in_use = 0
        for each in before:
            if each.kind == Kind.WRITE_RECORD and in_use:
                written.add(in_use - 1 - each.nth % in_use)
            in_use = 0 if each.kind == Kind.RESET else in_use + (each.kind == Kind.TAKE)
        is_dirty = before[-1].kind == Kind.TAKE and in_use >= 30 and in_use - 1 in written
        return is_dirty and before[0].kind == Kind.CREATE and in_use <= before[0].capacities[1]

    assert minimal(sequence, first(reused)) == [
        op.create(1, 31),
        *[op.take()] * 30,
        op.write_record(1),
        op.reset(),
        *[op.take()] * 30,
    ]


def test_a_refusal_for_the_size_takes_no_full_pool() -> None:
    def refused(before: list[Operation]) -> bool:
        lent = sum(each.kind == Kind.GET and each.value <= 8 for each in before)
        last = before[-1]
        return last.kind == Kind.GET and before[0].kind == Kind.CREATE and (last.value > 8 or lent > before[0].capacities[0])

    assert minimal([op.create(3, 1), *[op.get()] * 4], first(refused)) == [op.create(1, 1), op.get(9)]


def test_memory_that_may_be_had_again_at_once_saves_a_detour() -> None:
    """A pool's place is had again by the sixth create, or by the first where what is destroyed is not kept apart."""

    def had_again(before: list[Operation]) -> bool:
        created = [at for at, each in enumerate(before) if each.kind == Kind.CREATE]
        ended = [each for each in before if each.kind == Kind.DESTROY]
        return (
            len(created) > 1
            and before[-1].kind == Kind.CREATE
            and (len(ended) > 5 or any(each.flags & Flag.REUSE for each in ended))
        )

    reused = op.destroy()._replace(flags=Flag.REUSE)
    assert minimal([op.create(1, 1), op.destroy()] * 7, first(had_again)) == [op.create(1, 1), reused, op.create(1, 1)]


def test_returns_that_are_in_the_way_go_where_the_capacity_matters() -> None:
    """The fault is that of a pool of 70 buffers, of which no other number will do, when the last of them is lent."""

    def lends_the_last(before: list[Operation]) -> bool:
        lent = kinds(before).count(Kind.GET) - kinds(before).count(Kind.RETURN)
        return before[0].capacities[0] == 70 and lent == 70 and before[-1].kind == Kind.GET

    back_and_forth = [*[op.get()] * 40, *[op.give_back()] * 40]
    noisy = [op.create(70, 70), *back_and_forth, *[op.get()] * 70]
    fails = first(lends_the_last)
    assert shrink(noisy, fails, work=3 * len(noisy), seconds=60) == [op.create(70, 70), *[op.get()] * 70]


def test_operations_that_undo_each_other_go_together() -> None:
    """An odd number of refused returns shows; without one of them, nothing does."""

    def fails(operations: Sequence[Operation]) -> int | None:
        refused = sum(each.is_misuse for each in operations)
        return len(operations) - 1 if refused % 2 and operations[-1].kind == Kind.GET else None

    assert minimal([*[op.misuse(Target.NULL)] * 11, op.get(8)], fails) == [op.misuse(Target.NULL), op.get(8)]


@pytest.mark.parametrize(
    ("given", "matters", "expected"),
    [
        (op.get(3), lambda each: each.kind == Kind.GET, op.get(8)),
        (op.get(2**40 + 5), lambda each: each.value > 8, op.get(9)),
        (op.get(2**40), lambda each: each.value > 8 and each.value % 256 <= 8, op.get(256)),
        (op.get(8).observing_usage(), lambda each: each.kind == Kind.GET, op.get(8)),
        (op.give_back(9), lambda each: each.kind == Kind.RETURN, op.give_back(0)),
        (op.give_back(9), lambda each: each.nth >= 2, op.give_back(2)),
        (
            op.misuse(Target.INTERIOR, 5, 77),
            lambda each: each.target == Target.INTERIOR,
            op.misuse(Target.INTERIOR),
        ),
        (op.write(77, 5, Pattern.COUNT_UP, 4), lambda each: each.kind == Kind.WRITE, op.write(1)),
        (
            op.write(77, 5, Pattern.COUNT_UP, 4),
            lambda each: each.target == Pattern.COUNT_UP,
            op.write(77, 0, Pattern.COUNT_UP, 4),
        ),
    ],
)
def test_an_operation_is_made_as_simple_as_it_may_be(
    given: Operation, matters: Callable[[Operation], bool], expected: Operation
) -> None:
    assert minimal([given], first(lambda before: matters(before[-1]))) == [expected]


def test_a_single_pool_is_the_first() -> None:
    fails = first(lambda before: before[-1].kind == Kind.CLEAR and before[0].kind == Kind.CREATE and len(before) > 1)
    assert minimal([op.create(1, 1, 2), op.clear(2)], fails) == [op.create(1, 1), op.clear()]


def test_no_time_means_no_attempt() -> None:
    noisy = [*NOISE, op.clear(), *NOISE]
    fails = first(lambda before: before[-1].kind == Kind.CLEAR)
    assert shrink(noisy, fails, work=1_000_000, seconds=0) == [*NOISE, op.clear()]


def test_the_result_always_fails_in_the_same_way() -> None:
    def holds(before: list[Operation]) -> bool:
        return sum(each.value for each in before if each.kind == Kind.GET) > 100

    fails = first(holds)
    found = minimal([*NOISE, *[op.get(size % 9) for size in range(200)]], fails)
    assert fails(found) == len(found) - 1
    assert len(found) == 13  # of sizes up to 8: nothing larger is tried for one that is smaller


def test_no_config_stays_where_it_says_the_same() -> None:
    """Of a pool that has just as many buffers as it takes, and serves no other number."""

    def holds(before: list[Operation]) -> bool:
        serves = before[0].flags & Flag.DEFAULT_CONFIG or before[0].capacities == (5, 2)
        return bool(serves) and kinds(before).count(Kind.GET) == 5

    drained = [op.create_default(), *[op.get()] * 5]
    assert shrink(drained, first(holds), work=10_000, seconds=10.0, default=(5, 2)) == drained
