"""Scripts: valid, the same each time, and together an exercise of every requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.generators.script import Script
from poolproof.conformance.generators.scripts import scripts
from poolproof.conformance.generators.scripts_of_lives import creation_scripts, late_scripts
from poolproof.conformance.generators.shapes import closing, every_misuse, return_oldest_first, unlent
from poolproof.conformance.generators.values import ACCEPTED_SIZES, REFUSED_SIZES, WORDS
from poolproof.conformance.judge import Abilities, Finding, Judge
from poolproof.conformance.operations import POOL_SLOTS, SIZE_MAX, Flag, Kind, Operation, Pattern, Target
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve
from poolproof.spec import Level, load_spec

SIZES = [(None, 16, 1024), ((1, 1), 1, 1), ((2, 3), 2, 3), ((4, 8), 4, 8), ((64, 64), 64, 64)]

OF_SEVERAL_POOLS = {Target.GONE}
"""A buffer of a pool that has ended: the sequences of several pools (generators/several_pools.py) return it."""


def all_scripts() -> list[Script]:
    return [*creation_scripts(), *late_scripts(), *(script for size in SIZES for script in scripts(*size))]


def left_alive(operations: Iterable[Operation]) -> set[int]:
    """Pools that a sequence creates and does not destroy, were every create to succeed that may."""
    alive: set[int] = set()
    for each in operations:
        possible = each.flags & Flag.DEFAULT_CONFIG or 0 not in each.capacities
        if each.kind == Kind.CREATE and possible:
            alive.add(each.pool)
        elif each.kind == Kind.DESTROY:
            alive.discard(each.pool)
    return alive


def is_valid(operation: Operation) -> bool:
    names = Pattern if operation.kind in op.WRITES else Target
    return (
        operation.kind in set(Kind)
        and 0 <= operation.pool < POOL_SLOTS
        and operation.target in set(names)
        and operation.flags & ~sum(Flag) == 0
        and 0 <= operation.nth < 2**32
        and 0 <= operation.value <= SIZE_MAX
        and 0 <= operation.extra <= SIZE_MAX
    )


def test_scripts_are_the_same_each_time() -> None:
    assert all_scripts() == all_scripts()


def test_every_operation_is_valid_and_every_pool_is_destroyed() -> None:
    for script in all_scripts():
        assert all(map(is_valid, script.operations)), script.name
        assert left_alive(script.operations) == set(), script.name


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_script_comes_with_the_usage_observed_and_without(size: tuple[tuple[int, int] | None, int, int]) -> None:
    found = [script for script in scripts(*size) if not script.is_judged_at_any_size]
    assert set(Counter(script.name for script in found).values()) == {2}
    assert [script.is_variant for script in found] == [False, True] * (len(found) // 2)
    for watched, blind in zip(found[::2], found[1::2], strict=True):
        same = len(watched.operations) - sum(each.kind == Kind.DESTROY for each in watched.operations[-1:])
        assert [each.without_usage() for each in watched.operations[:same]] == [
            each.without_usage() for each in blind.operations[:same]
        ]
        assert all(each.flags & Flag.OBSERVE_USAGE for each in watched.operations if each.kind != Kind.DESTROY)
        observed = [each.kind for each in blind.operations if each.flags & Flag.OBSERVE_USAGE]
        assert observed == [Kind.CREATE]


def test_together_they_use_every_operation_target_and_pattern() -> None:
    operations = [each for script in all_scripts() for each in script.operations]
    assert {each.kind for each in operations} >= set(Kind) - {Kind.COUNTERS}
    assert {Target(each.target) for each in operations if each.kind == Kind.RETURN} == set(Target) - OF_SEVERAL_POOLS
    assert {Pattern(each.target) for each in operations if each.kind == Kind.WRITE} == set(Pattern) - {Pattern.BYTES}
    assert {each.value for each in operations if each.kind == Kind.GET} >= {*ACCEPTED_SIZES, *REFUSED_SIZES}


def test_closing_destroys_what_is_alive_and_nothing_else() -> None:
    given = [op.create(1, 1, 2), op.create_default(), op.destroy(2), op.create(1, 1, 1), op.destroy_null()]
    assert closing(given) == [*given, op.destroy(0), op.destroy(1)]
    assert closing(closing(given)) == closing(given)
    assert closing([op.get()]) == [op.get()]


def test_the_oldest_of_those_that_are_left_goes_first() -> None:
    assert [each.nth for each in return_oldest_first(3)] == [2, 1, 0]


def test_every_misuse_is_one_of_each_address() -> None:
    assert all(each.is_misuse for each in every_misuse())
    assert {each.target for each in [*every_misuse(), *unlent()]} == set(Target) - {Target.LENT} - OF_SEVERAL_POOLS


def test_sizes_are_on_the_right_side_of_the_guard() -> None:
    assert list(ACCEPTED_SIZES) == list(range(9))
    assert len(set(REFUSED_SIZES)) == len(REFUSED_SIZES)
    assert all(8 < size <= SIZE_MAX for size in REFUSED_SIZES)
    assert {2**bits for bits in range(4, 64)} | {9, SIZE_MAX} <= set(REFUSED_SIZES)
    assert all(0 <= word <= SIZE_MAX for word in WORDS)


def test_a_sound_pool_meets_them_all_and_every_requirement_is_exercised() -> None:
    checked: Counter[str] = Counter()
    findings: list[Finding] = []
    with Session(resolve("native")) as session:
        chosen = [*creation_scripts(), *scripts((4, 8), 4, 8), *scripts(None, 16, 1024)]
        for script in chosen:
            judge = Judge(Abilities(counts_allocations=True, watches_bounds=True))
            findings += [finding for step in session.run(script.operations) for finding in judge.observe(step)]
            checked += judge.checked
    assert findings == []
    # For CREATE-4, memory is made to run out: no operation does that.
    assert {each.id for each in load_spec().at_level(Level.HARDENED)} - set(checked) == {"CREATE-4"}
