"""Operations as plain data: what they say of themselves, and how they are written down."""

from __future__ import annotations

import json

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.operations import Flag, Kind, Pattern, Target, pools_used, to_json
from poolproof.spec.contracts import read_contract


def test_a_create_holds_both_capacities() -> None:
    assert op.create(3, 2**32 - 1).capacities == (3, 2**32 - 1)
    assert op.create(2**32 - 1, 0).capacities == (2**32 - 1, 0)
    assert op.create_default().flags & Flag.DEFAULT_CONFIG
    assert not op.create(0, 0).flags & Flag.DEFAULT_CONFIG


@pytest.mark.parametrize("target", Target)
def test_every_return_but_that_of_a_lent_buffer_is_misuse(target: Target) -> None:
    assert op.misuse(target).is_misuse == (target != Target.LENT)
    assert not op.give_back(5).is_misuse


def test_a_write_is_no_misuse_whatever_its_pattern() -> None:
    assert not any(op.write(1, pattern=pattern).is_misuse for pattern in Pattern)


def test_observing_the_usage_can_be_switched_on_and_off() -> None:
    given = op.create_default(2)
    observing = given.observing_usage()
    assert observing.flags == Flag.DEFAULT_CONFIG | Flag.OBSERVE_USAGE
    assert observing.observing_usage() == observing
    assert observing.without_usage() == given


def test_stepping_through_can_be_switched_on() -> None:
    assert op.get().observing_usage().stepped().flags == Flag.OBSERVE_USAGE | Flag.STEP


def test_pools_used_passes_over_the_null_pool() -> None:
    assert pools_used([op.destroy_null(), op.get(pool=3), op.clear(1), op.take(3)]) == {1, 3}
    assert pools_used([op.destroy_null()]) == frozenset()


@pytest.mark.parametrize(
    ("operation", "record"),
    [
        (op.create(2, 3, 1), {"operation": "create", "pool": 1, "config": {"soa_capacity": 2, "receipt_capacity": 3}}),
        (
            op.create_default().observing_usage(),
            {"operation": "create", "pool": 0, "config": None, "observe_usage": True},
        ),
        (op.get(9, 2), {"operation": "get", "pool": 2, "value": 9}),
        (op.give_back(4), {"operation": "return", "pool": 0, "target": "lent", "nth": 4, "extra": 0}),
        (
            op.misuse(Target.INTERIOR, 1, 63),
            {"operation": "return", "pool": 0, "target": "interior", "nth": 1, "extra": 63},
        ),
        (
            op.write_record(7, 1, Pattern.BYTES, 12),
            {"operation": "write_record", "pool": 0, "target": "bytes", "nth": 1, "value": 7, "extra": 12},
        ),
        (op.destroy_null(), {"operation": "destroy_null", "pool": 0}),
        (op.clear(7), {"operation": "clear", "pool": 7}),
    ],
)
def test_json_names_what_the_operation_uses_and_nothing_else(operation: op.Operation, record: dict[str, object]) -> None:
    assert to_json(operation) == record


def test_different_operations_are_written_differently() -> None:
    different = [
        *(op.Operation(kind) for kind in Kind),
        *(op.misuse(target) for target in Target if target != Target.LENT),
        *(op.write(0, pattern=pattern) for pattern in Pattern if pattern != Pattern.FILL),
        op.create(1, 2),
        op.create(2, 1),
        op.create_default(),
        op.get(3),
        op.get(3, 1),
        op.give_back(1),
        op.counters().observing_usage(),
        op.hold(),
    ]
    written = {json.dumps(to_json(each)) for each in different}
    assert len(written) == len(different)


@pytest.mark.parametrize(("smallest", "largest"), [(0, 8), (4, 24), (1, 4096), (0, 1)])
def test_a_size_is_a_step_from_the_smallest_to_the_largest_or_beyond(smallest: int, largest: int) -> None:
    text = (
        f'contract = 1\nname = "sized"\n[block]\nsize = 4096\ncount = 3\n[size]\nsmallest = {smallest}\nlargest = {largest}\n'
    )
    contract = read_contract(text, "here")
    steps = [op.size_of(op.get(step), contract) for step in range(op.PROPER_SIZES + 1)]
    assert (steps[0], steps[-1]) == (smallest, largest)
    assert steps == sorted(steps)
    assert op.size_of(op.get(9), contract) == largest + 1
    assert op.size_of(op.get(op.SIZE_MAX), contract) == op.SIZE_MAX
    assert op.size_of(op.get_exactly(largest + 100), contract) == largest + 100
