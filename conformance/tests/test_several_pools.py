"""Sequences on several pools: they apply to a sound pool from end to end, and hold what they are for."""

from __future__ import annotations

from itertools import permutations

import pytest

from poolproof.conformance.generators import several_pools as pools
from poolproof.conformance.judge import Abilities, Judge
from poolproof.conformance.observations import State
from poolproof.conformance.operations import POOL_SLOTS, Kind, Operation, Target, create_default, destroy
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve

SEQUENCES: dict[str, list[Operation]] = {
    **{f"lives {at}": each for at, each in enumerate(pools.lives_in_every_order(create_default, used=False))},
    **{f"used {at}": each for at, each in enumerate(pools.lives_in_every_order(pools.of_another_size, used=True))},
    **{f"ends {at}": each for at, each in enumerate(pools.ends_in_every_order(pools.small, misused=False))},
    **{f"misused {at}": each for at, each in enumerate(pools.ends_in_every_order(pools.small, misused=True))},
    "each changed": pools.each_changed_alone(pools.small, misused=False),
    "each misused": pools.each_changed_alone(pools.small, misused=True),
    "in a row": [*pools.lives_in_a_row(pools.small, 9)],
    "apart": pools.lives_apart(pools.small, 253, 6),
    **{f"alive {at}": each for count in pools.MANY for at, each in enumerate(pools.many_alive(pools.small, count))},
    "drained": pools.many_drained(pools.small, 65),
    **{f"many end {at}": each for at, each in enumerate(pools.many_end(pools.small, 65))},
    "first and last": pools.first_and_last(pools.small, 260),
}
MAY_BE_PASSED_OVER = (Target.OTHER_POOL, Target.REVOKED)
"""Where no other pool is alive, and where clear revoked nothing."""


@pytest.fixture(scope="module")
def session() -> Session:
    return Session(resolve("native"))


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_sound_pool_is_put_through_all_of_it_and_not_blamed(name: str, session: Session) -> None:
    trace = session.run(SEQUENCES[name])
    judge = Judge(Abilities(counts_allocations=True))
    assert [finding for step in trace for finding in judge.observe(step)] == []
    passed_over = {step.operation for step in trace if step.observation.state != State.DONE}
    passed_over -= {destroy(3)}  # of whom create refuses as it is to
    assert {each for each in passed_over if each.kind != Kind.RETURN or each.target not in MAY_BE_PASSED_OVER} == set()


def test_what_is_said_to_be_without_misuse_is() -> None:
    """Of whatever comes after a misuse no core requirement is violated."""
    plain = [*pools.ends_in_every_order(pools.small, misused=False), pools.each_changed_alone(pools.small, misused=False)]
    plain += [*pools.many_alive(pools.small, 65), *pools.many_end(pools.small, 65), pools.many_drained(pools.small, 65)]
    assert not any(each.is_misuse for operations in plain for each in operations)


def orders_of_end(sequences: list[list[Operation]]) -> set[tuple[int, ...]]:
    """In which the pools of the first life end."""
    found = set()
    for operations in sequences:
        count = next(at for at, each in enumerate(operations) if each.kind != Kind.CREATE)
        found.add(tuple(each.pool for each in operations if each.kind == Kind.DESTROY)[:count])
    return found


def test_two_and_three_pools_end_in_every_order() -> None:
    everything = {*permutations(range(2)), *permutations(range(3))}
    assert orders_of_end([*pools.lives_in_every_order(create_default, used=False)]) == everything


def most_alive(operations: list[Operation]) -> int:
    alive: set[int] = set()
    most = 0
    for each in operations:
        if each.kind == Kind.CREATE:
            alive.add(each.pool)
        if each.kind == Kind.DESTROY:
            alive.discard(each.pool)
        most = max(most, len(alive))
    return most


@pytest.mark.parametrize("count", pools.MANY)
def test_so_many_are_alive_at_once(count: int) -> None:
    sequences = [*pools.many_alive(pools.small, count), *pools.many_end(pools.small, count)]
    assert {most_alive(each) for each in sequences} == {count}
    assert count <= POOL_SLOTS


@pytest.mark.parametrize("bits", [4, 8, 16])
def test_a_buffer_of_the_pool_whose_number_comes_round_is_shown(bits: int) -> None:
    """Among all the lives beside the first pool, one that is shown has the number of the first, one fewer, and one more."""
    shown = set()
    for unseen, seen in pools.LIVES_APART:
        creates = 0
        for each in pools.lives_apart(pools.small, unseen, seen):
            creates += each.kind == Kind.CREATE and each.pool == 1
            if each.kind == Kind.RETURN and each.target == Target.OTHER_POOL:
                shown.add(creates)
    assert {2**bits - 1, 2**bits, 2**bits + 1} <= shown
