"""What the shipped data says: the ids, the levels, the parameters, and the ways to look them up."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from poolproof.spec import Level, SpecError, Status, UnknownRequirement, load_spec
from poolproof.spec.contracts import Limits, counts_of, default_contract, limits_of

# fmt: off
CORE_IDS = [
    "CREATE-1", "CREATE-2", "CREATE-3", "CREATE-4", "ORDER-1", "ORDER-2", "ORDER-3", "ZERO-1", "GUARD-1", "GUARD-2", "GUARD-3",
    "CAP-1", "CAP-2", "CAP-3", "RECEIPT-1", "RECEIPT-2", "RECEIPT-3", "CLEAR-1", "USAGE-1",
    "ISO-1", "ISO-2", "ISO-3", "ISO-4", "ISO-5", "BOUND-1", "LIFE-1", "LIFE-2", "REFUSE-1", "SAFE-1",
]
# fmt: on

IDS = {
    Level.CORE: CORE_IDS,
    Level.HARDENED: ["OWN-1", "OWN-2", "SAFE-2", "ENV-1"],
    Level.HOT: ["HOT-1", "HOT-2", "HOT-3", "HOT-4", "HOT-5", "MEM-1", "CACHE-1"],
    Level.TICKS: ["TICK-1", "TICK-2"],
}


def test_requirements_are_those_of_version_1_in_their_order() -> None:
    found = [(requirement.level, requirement.id) for requirement in load_spec().requirements]
    assert found == [(level, id) for level, ids in IDS.items() for id in ids]


def test_a_level_includes_those_before_it() -> None:
    included: list[str] = []
    for level, ids in IDS.items():
        included += ids
        assert [requirement.id for requirement in load_spec().at_level(level)] == included


def test_every_source_names_a_section_or_owns_up() -> None:
    for requirement in load_spec().requirements:
        assert requirement.source.startswith(("decision record, ", "ours: ")), requirement.id


def test_operations_are_named_after_their_symbols_and_hot_as_told() -> None:
    operations = load_spec().operations
    assert [operation.symbol for operation in operations] == [f"bp_{operation.name}" for operation in operations]
    hot = {operation.name for operation in operations if operation.hot}
    assert hot == {"get_soa", "return_soa", "get_receipt", "reset_receipts", "capacity_usage"}
    assert [operation.name for operation in operations if operation.optional] == ["name"]


def test_refusals_of_each_operation() -> None:
    refusals = {operation.name: set(operation.refuses_with) for operation in load_spec().operations if operation.refuses_with}
    assert refusals == {
        "create": {Status.INVALID_CONFIG, Status.NO_MEMORY},
        "get_soa": {Status.INVALID_SIZE, Status.EXHAUSTED},
        "return_soa": {Status.NOT_OWNED, Status.NOT_IN_USE},
        "get_receipt": {Status.RECEIPTS_EXHAUSTED},
    }


def test_there_are_nine_deviations() -> None:
    assert [deviation.number for deviation in load_spec().deviations] == list(range(1, 10))


def test_the_limits_of_the_default_contract() -> None:
    assert counts_of(default_contract()) == (16, 1024)
    assert limits_of(default_contract()) == Limits(
        memory_bytes=147_456, instructions=2000, cache_hits=0.95, tick_target=7, tick_baseline=8
    )


def test_what_is_not_promised_has_no_limit() -> None:
    limits = limits_of(replace(default_contract(), hot=None, cost=None))
    assert limits.memory_bytes > 2**30
    assert limits.instructions > 2**30
    assert (limits.cache_hits, limits.tick_target, limits.tick_baseline) == (0, 0, 0)


def test_a_requirement_is_found_by_its_id() -> None:
    assert load_spec().requirement("ZERO-1").level is Level.CORE


@pytest.mark.parametrize(("asked", "near"), [("ORDER1", "ORDER-1"), ("zero-1", "ZERO-1"), ("HOT-9", "HOT-"), ("", "-1")])
def test_an_unknown_requirement_names_the_nearest(asked: str, near: str) -> None:
    with pytest.raises(UnknownRequirement) as refusal:
        load_spec().requirement(asked)
    assert isinstance(refusal.value, SpecError)
    assert repr(asked) in str(refusal.value)
    assert near in refusal.value.remedy


def test_an_error_survives_the_way_between_processes() -> None:
    error = SpecError("file.toml", "key", "a problem", "a remedy")
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error) == "file.toml: key: a problem; a remedy"


def test_the_specification_is_read_once() -> None:
    assert load_spec() is load_spec()
