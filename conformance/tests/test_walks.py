"""Random walks: the same for the same seed, valid, and to the ends of the pool."""

from __future__ import annotations

import random
from collections import Counter

from poolproof.conformance import operations as op
from poolproof.conformance.generators.walks import Walk, WalkShape
from poolproof.conformance.judge import Abilities, Finding, Judge
from poolproof.conformance.operations import POOL_SLOTS, SIZE_MAX, Flag, Kind, Operation, Pattern, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve
from poolproof.spec import Level, load_spec

SHAPE = WalkShape((3, 4), 3, 4)


def walk(seed: int, shape: WalkShape = SHAPE) -> list[Operation]:
    return Walk(random.Random(seed), shape).operations()


def test_a_seed_gives_one_walk_and_another_seed_another() -> None:
    assert walk(1) == walk(1)
    assert len({tuple(walk(seed)) for seed in range(20)}) == 20


def test_every_operation_is_valid_and_every_pool_is_destroyed() -> None:
    for seed in range(60):
        operations = walk(seed)
        alive: set[int] = set()
        for each in operations:
            names = Pattern if each.kind in op.WRITES else Target
            assert 0 <= each.pool < POOL_SLOTS
            assert each.target in set(names)
            assert each.flags & ~sum(Flag) == 0
            assert 0 <= each.value <= SIZE_MAX
            assert each.kind != Kind.CREATE or each.capacities == (3, 4)
            alive = (
                alive | {each.pool} if each.kind == Kind.CREATE else alive - {each.pool if each.kind == Kind.DESTROY else -1}
            )
        assert alive == set()
        assert len(operations) >= SHAPE.length


def test_the_default_config_is_asked_for_as_such() -> None:
    created = [each for each in walk(1, WalkShape(None, 16, 1024)) if each.kind == Kind.CREATE]
    assert created
    assert all(each.flags & Flag.DEFAULT_CONFIG for each in created)


def test_walks_differ_in_what_they_leave_out() -> None:
    kinds = [frozenset(each.kind for each in walk(seed)) for seed in range(60)]
    assert len(set(kinds)) > 10
    assert frozenset.union(*kinds) >= set(Kind) - {Kind.DESTROY_NULL}
    assert not all(Kind.CLEAR in each for each in kinds)
    assert {Target(each.target) for seed in range(60) for each in walk(seed) if each.is_misuse} == set(Target) - {Target.LENT}


def test_walks_on_a_sound_pool_find_nothing_and_exercise_every_requirement() -> None:
    checked: Counter[str] = Counter()
    findings: list[Finding] = []
    with Session(resolve("native")) as session:
        for seed in range(60):
            judge = Judge(Abilities(counts_allocations=True, watches_bounds=True))
            shape = WalkShape(None, 16, 1024) if seed % 3 == 0 else SHAPE
            findings += [finding for step in session.run(walk(seed, shape)) for finding in judge.observe(step)]
            checked += judge.checked
    assert findings == []
    # Impossible configs and memory that runs out are for the scripts. A walk ends too seldom without a pool to see a leak, and
    # is too short to tell growth from a start.
    directed = {"CREATE-3", "CREATE-4", "LIFE-1", "LIFE-2"}
    assert {each.id for each in load_spec().at_level(Level.HARDENED)} - set(checked) <= directed
