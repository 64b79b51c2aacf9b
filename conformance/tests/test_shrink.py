"""Minimising: failures whose shortest form is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.operations import Flag, Kind, Operation, Pattern, Target
from poolproof.conformance.verification.retarget import loans
from poolproof.conformance.verification.shrink import Fails, shrink

NOISE = [
    op.write_soa(5, 2),
    op.get_receipt(),
    op.get_soa(3),
    op.misuse(Target.NULL),
    op.return_soa(3),
    op.reset_receipts(),
    op.capacity_usage(),
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
        wanted = iter([Kind.CREATE, Kind.GET_SOA, Kind.CLEAR, Kind.GET_SOA])
        following: Kind | None = next(wanted)
        for kind in kinds(before):
            if kind == following:
                following = next(wanted, None)
        return following is None

    noisy = [*NOISE, op.create(1, 1), *NOISE, *NOISE, op.clear(), *NOISE, op.get_soa(), *NOISE]
    assert kinds(minimal(noisy, first(holds))) == [Kind.CREATE, Kind.GET_SOA, Kind.CLEAR, Kind.GET_SOA]


def test_a_get_and_its_return_go_together() -> None:
    """Fails only when as many buffers were taken as given back, and then the pool is cleared."""

    def holds(before: list[Operation]) -> bool:
        balance = kinds(before).count(Kind.GET_SOA) - kinds(before).count(Kind.RETURN_SOA)
        return before[-1].kind == Kind.CLEAR and balance == 0

    noisy = [op.create(2, 2), *[op.get_soa(), op.return_soa()] * 9, op.clear()]
    assert minimal(noisy, first(holds)) == [op.clear()]


def test_a_smaller_pool_is_tried_first() -> None:
    """A drained pool: the smaller it is, the fewer steps."""

    def holds(before: list[Operation]) -> bool:
        capacity = before[0].capacities[0] if before[0].kind == Kind.CREATE else 10**9
        return kinds(before[1:]).count(Kind.GET_SOA) > capacity

    found = minimal([op.create(257, 300), *[op.get_soa()] * 258], first(holds))
    assert found == [op.create(1, 1), op.get_soa(), op.get_soa()]


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
    newest_first = [op.create(70, 1), *[op.get_soa()] * 65, *[op.return_soa()] * 65]

    def hit(before: list[Operation]) -> bool:
        found = loans(before, (16, 1024))
        returned = [loan for loan, each in zip(found, before, strict=True) if each.kind == Kind.RETURN_SOA]
        return bool(returned) and before[0].kind == Kind.CREATE and returned[-1] == 1 and 65 in returned

    assert minimal(newest_first, first(hit)) == [
        op.create(66, 1),
        *[op.get_soa()] * 65,
        op.return_soa(),
        op.return_soa(63),
    ]


def test_runs_that_belong_together_grow_shorter_together() -> None:
    """A receipt must be written, and be had again: both runs must go that far, and no farther."""
    sequence = [op.create(1, 90), *[op.get_receipt()] * 80, op.write_receipt(1, 30), op.reset_receipts()]
    sequence += [op.get_receipt()] * 60

    def reused(before: list[Operation]) -> bool:
        """From the 30th on, a receipt that was written comes back dirty."""
        written: set[int] = set()
        in_use = 0
        for each in before:
            if each.kind == Kind.WRITE_RECEIPT and in_use:
                written.add(in_use - 1 - each.nth % in_use)
            in_use = 0 if each.kind == Kind.RESET_RECEIPTS else in_use + (each.kind == Kind.GET_RECEIPT)
        is_dirty = before[-1].kind == Kind.GET_RECEIPT and in_use >= 30 and in_use - 1 in written
        return is_dirty and before[0].kind == Kind.CREATE and in_use <= before[0].capacities[1]

    assert minimal(sequence, first(reused)) == [
        op.create(1, 31),
        *[op.get_receipt()] * 30,
        op.write_receipt(1),
        op.reset_receipts(),
        *[op.get_receipt()] * 30,
    ]


def test_a_refusal_for_the_size_takes_no_full_pool() -> None:
    def refused(before: list[Operation]) -> bool:
        lent = sum(each.kind == Kind.GET_SOA and each.value <= 8 for each in before)
        last = before[-1]
        return (
            last.kind == Kind.GET_SOA and before[0].kind == Kind.CREATE and (last.value > 8 or lent > before[0].capacities[0])
        )

    assert minimal([op.create(3, 1), *[op.get_soa()] * 4], first(refused)) == [op.create(1, 1), op.get_soa(9)]


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
        lent = kinds(before).count(Kind.GET_SOA) - kinds(before).count(Kind.RETURN_SOA)
        return before[0].capacities[0] == 70 and lent == 70 and before[-1].kind == Kind.GET_SOA

    back_and_forth = [*[op.get_soa()] * 40, *[op.return_soa()] * 40]
    noisy = [op.create(70, 70), *back_and_forth, *[op.get_soa()] * 70]
    fails = first(lends_the_last)
    assert shrink(noisy, fails, work=3 * len(noisy), seconds=60) == [op.create(70, 70), *[op.get_soa()] * 70]


def test_operations_that_undo_each_other_go_together() -> None:
    """An odd number of refused returns shows; without one of them, nothing does."""

    def fails(operations: Sequence[Operation]) -> int | None:
        refused = sum(each.is_misuse for each in operations)
        return len(operations) - 1 if refused % 2 and operations[-1].kind == Kind.GET_SOA else None

    assert minimal([*[op.misuse(Target.NULL)] * 11, op.get_soa(8)], fails) == [op.misuse(Target.NULL), op.get_soa(8)]


@pytest.mark.parametrize(
    ("given", "matters", "expected"),
    [
        (op.get_soa(3), lambda each: each.kind == Kind.GET_SOA, op.get_soa(8)),
        (op.get_soa(2**40 + 5), lambda each: each.value > 8, op.get_soa(9)),
        (op.get_soa(2**40), lambda each: each.value > 8 and each.value % 256 <= 8, op.get_soa(256)),
        (op.get_soa(8).observing_usage(), lambda each: each.kind == Kind.GET_SOA, op.get_soa(8)),
        (op.return_soa(9), lambda each: each.kind == Kind.RETURN_SOA, op.return_soa(0)),
        (op.return_soa(9), lambda each: each.nth >= 2, op.return_soa(2)),
        (
            op.misuse(Target.INTERIOR, 5, 77),
            lambda each: each.target == Target.INTERIOR,
            op.misuse(Target.INTERIOR),
        ),
        (op.write_soa(77, 5, Pattern.COUNT_UP, 4), lambda each: each.kind == Kind.WRITE_SOA, op.write_soa(1)),
        (
            op.write_soa(77, 5, Pattern.COUNT_UP, 4),
            lambda each: each.target == Pattern.COUNT_UP,
            op.write_soa(77, 0, Pattern.COUNT_UP, 4),
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
        return sum(each.value for each in before if each.kind == Kind.GET_SOA) > 100

    fails = first(holds)
    found = minimal([*NOISE, *[op.get_soa(size % 9) for size in range(200)]], fails)
    assert fails(found) == len(found) - 1
    assert len(found) == 13  # of sizes up to 8: nothing larger is tried for one that is smaller


def test_no_config_stays_where_it_says_the_same() -> None:
    """Of a pool that has just as many buffers as it takes, and serves no other number."""

    def holds(before: list[Operation]) -> bool:
        serves = before[0].flags & Flag.DEFAULT_CONFIG or before[0].capacities == (5, 2)
        return bool(serves) and kinds(before).count(Kind.GET_SOA) == 5

    drained = [op.create_default(), *[op.get_soa()] * 5]
    assert shrink(drained, first(holds), work=10_000, seconds=10.0, default=(5, 2)) == drained
