"""The mapping between harness and worker: the C header and the Python side say the same."""

from __future__ import annotations

import enum
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cffi
import pytest

from poolproof.conformance import observations, operations
from poolproof.conformance.observations import Observation
from poolproof.conformance.operations import Operation
from poolproof.conformance.subjects import protocol
from poolproof.conformance.subjects.protocol import Shared

HEADER = Path(__file__).resolve().parents[1] / "worker" / "protocol.h"


@pytest.fixture(scope="module")
def c() -> Any:
    text = HEADER.read_text(encoding="utf-8")
    ffi = cffi.FFI()
    ffi.cdef("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return ffi


@pytest.fixture(scope="module")
def constants(c: Any) -> dict[str, int]:
    """Every enumeration constant of the header, of the nameless enumerations too."""
    names = re.findall(r"\b([A-Z][A-Z_]+) = ", HEADER.read_text(encoding="utf-8"))
    library = c.dlopen(None)
    return {name: getattr(library, name) for name in names}


@pytest.mark.parametrize(
    ("enumeration", "prefix", "python"),
    [
        ("operation_kind", "OPERATION_", operations.Kind),
        ("return_target", "TARGET_", operations.Target),
        ("write_pattern", "PATTERN_", operations.Pattern),
        ("operation_flag", "FLAG_", operations.Flag),
        ("observation_state", "STATE_", observations.State),
        ("block_kind", "BLOCK_", observations.BlockKind),
        ("worker_phase", "PHASE_", protocol.Phase),
        ("worker_command", "COMMAND_", protocol.Command),
        ("worker_exit", "EXIT_", protocol.Exit),
    ],
)
def test_an_enumeration_is_the_same_on_both_sides(c: Any, enumeration: str, prefix: str, python: type[enum.IntEnum]) -> None:
    in_c = {name.removeprefix(prefix): value for value, name in c.typeof(f"enum {enumeration}").elements.items()}
    assert in_c == {name: member.value for name, member in python.__members__.items() if name != "NONE" or prefix == "BLOCK_"}


def test_the_special_out_values_and_flags_are_the_same(constants: dict[str, int]) -> None:
    in_c = {name.removeprefix("OUT_"): value for name, value in constants.items() if name.startswith("OUT_")}
    in_python = {
        name: member.value for each in (observations.Out, observations.OutFlag) for name, member in each.__members__.items()
    }
    assert in_c == in_python


def test_the_limits_are_the_same(constants: dict[str, int]) -> None:
    assert constants["PROTOCOL_VERSION"] == protocol.VERSION
    assert constants["BATCH_CAPACITY"] == protocol.BATCH_CAPACITY
    assert constants["POOL_SLOTS"] == operations.POOL_SLOTS
    assert constants["HOLD_MILLISECONDS"] == operations.HOLD_MS
    for name in (
        "TEXT_BYTES",
        "NAME_BYTES",
        "SITES",
        "FUNCTIONS",
        "CONFIGURATIONS",
        "DICTIONARY_CAPACITY",
        "LOG_CAPACITY",
        "LANE_POOLS",
        "SLOW_CAPACITY",
        "OCCUPANCIES",
        "KINDS",
        "OUTCOMES",
    ):
        assert constants[name] == getattr(protocol, name)
    assert constants["KINDS"] == len(operations.Kind)


def test_the_records_lie_at_the_same_places(c: Any) -> None:
    assert c.sizeof("struct operation") == protocol.OPERATION.size
    assert c.sizeof("struct observation") == protocol.OBSERVATION.size
    assert c.offsetof("struct shared", "operations") == protocol.OPERATIONS_AT
    assert c.offsetof("struct shared", "observations") == protocol.OBSERVATIONS_AT
    assert c.sizeof("struct shared") == protocol.SHARED_BYTES


@pytest.fixture
def both(c: Any) -> tuple[Any, Shared]:
    """One mapping, as the worker sees it and as the harness does."""
    memory = mmap.mmap(-1, protocol.SHARED_BYTES)
    shared = c.cast("struct shared *", c.from_buffer(memory))
    return shared, Shared(memory)


def test_the_harness_reads_each_field_of_the_head_where_the_worker_writes_it(c: Any, both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    fields = [name for name, _ in c.typeof("struct shared").fields]
    numbers = fields[: fields.index("name")]
    for value, name in enumerate(numbers, start=100):
        setattr(in_c, name, value)
    assert {name: in_python.get(name) for name in numbers} == {name: value for value, name in enumerate(numbers, start=100)}
    in_c.name, in_c.text = b"a pool", b"a text"
    assert (in_python.name, in_python.text) == ("a pool", "a text")


def test_names_that_the_worker_numbers_arrive(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_c.sites[0], in_c.sites[protocol.SITES - 1] = b"bp_get_soa+0x3f", b"the last"
    in_c.functions[0], in_c.functions[protocol.FUNCTIONS - 1] = b"malloc", b"free"
    assert in_python.site(1) == "bp_get_soa+0x3f"
    assert in_python.site(protocol.SITES) == "the last"
    assert [in_python.site(number) for number in (0, protocol.SITES + 1, 2**32 - 1)] == ["", "", ""]
    assert in_python.functions(1 | 1 << (protocol.FUNCTIONS - 1)) == ("malloc", "free")
    assert in_python.functions(0) == ()


def test_the_worker_reads_what_the_harness_writes(c: Any, both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_python.put("begun", 7)
    in_python.put_name("pool é")
    in_python.put_text("x" * 1000)
    assert in_c.begun == 7
    assert c.string(in_c.name).decode() == "pool é"
    assert c.string(in_c.text) == b"x" * (protocol.TEXT_BYTES - 1)


NAMES_OF_FIELDS = {
    "kind": "kind",
    "pool": "pool",
    "target": "target",
    "flags": "flags",
    "index": "nth",
    "value": "value",
    "extra": "extra",
}


def test_an_operation_arrives_field_by_field(c: Any, both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    operation = Operation(operations.Kind.RETURN_SOA, 2, 3, 4, 2**32 - 5, 2**64 - 6, 2**64 - 7)
    in_python.put_operations([operations.get_soa(), operation])
    assert in_c.count == 2
    fields = [name for name, _ in c.typeof("struct operation").fields]
    assert {NAMES_OF_FIELDS[name]: getattr(in_c.operations[1], name) for name in fields} == operation._asdict()
    assert in_python.operation(1) == operation


def test_a_batch_that_is_too_long_is_refused(both: tuple[Any, Shared]) -> None:
    with pytest.raises(ValueError, match="4096"):
        both[1].put_operations([operations.get_soa()] * 4097)


def fill(c: Any, record: Any, name: str, next_value: Iterator[int]) -> dict[str, int]:
    """Write a different number to each number in a C record; say which went where."""
    kind = c.typeof(record).kind if isinstance(record, cffi.FFI.CData) else None
    if kind == "struct":
        written: dict[str, int] = {}
        for field, _ in c.typeof(record).fields:
            written |= fill_field(c, record, field, f"{name}_{field}" if name else field, next_value)
        return written
    return {f"{name}_{place}": record[place] for place in range(len(record))}


def fill_field(c: Any, record: Any, field: str, name: str, next_value: Iterator[int]) -> dict[str, int]:
    kind = dict(c.typeof(record).fields)[field].type.kind
    if kind == "primitive":
        setattr(record, field, next(next_value))
        return {name: getattr(record, field)}
    inner = getattr(record, field)
    if kind == "array":
        for place in range(len(inner)):
            inner[place] = next(next_value)
    return fill(c, inner, name, next_value)


USAGE_NAMES = {"usage_0": "soa_in_use", "usage_1": "soa_total", "usage_2": "receipts_in_use", "usage_3": "receipts_total"}


def test_an_observation_arrives_field_by_field(c: Any, both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    written = fill(c, in_c.observations[1], "", iter(range(1, 100)))
    seen = in_python.observations(2)[1]
    assert {USAGE_NAMES.get(name, name): value for name, value in written.items()} == seen._asdict()


def test_the_harness_writes_an_observation_as_it_reads_it(both: tuple[Any, Shared]) -> None:
    in_python = both[1]
    observation = Observation._make(range(1, len(Observation._fields) + 1))
    in_python.put_observation(3, observation)
    assert in_python.observations(4)[3] == observation


def test_the_lane_is_told_what_to_do(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_python.put_lane_order(2**64 - 1, 12, [(1, 2, False), (16, 1024, True)], [2**64 - 2, 7])
    assert (in_c.lane_seed, in_c.lane_operations, in_c.configuration_count, in_c.dictionary_count) == (2**64 - 1, 12, 2, 2)
    told = [in_c.configurations[place] for place in range(2)]
    assert [(each.soa_capacity, each.receipt_capacity, each.is_default) for each in told] == [(1, 2, 0), (16, 1024, 1)]
    assert list(in_c.dictionary[0:3]) == [2**64 - 2, 7, 0]


def test_an_order_larger_than_the_mapping_is_cut(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_python.put_lane_order(0, 0, [(1, 1, False)] * 1000, [5] * (protocol.DICTIONARY_CAPACITY + 9))
    assert (in_c.configuration_count, in_c.dictionary_count) == (protocol.CONFIGURATIONS, protocol.DICTIONARY_CAPACITY)
    assert in_c.lane_done == 0


def test_what_the_lane_says_arrives(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_c.lane_done, in_c.lane_walks, in_c.lane_differs, in_c.log_count = 11, 12, 1, 2
    in_c.reached[0][0][1], in_c.reached[4][10][7] = 21, 22
    in_c.log[1] = {"kind": operations.Kind.GET_SOA, "pool": 1, "value": 9}
    done, walks, differs, log_count, reached = in_python.lane_answer()
    assert (done, walks, differs, log_count) == (11, 12, True, 2)
    assert (reached[1], reached[-1], sum(reached)) == (21, 22, 43)
    assert in_python.log(2)[1] == operations.get_soa(9, 1)


def test_a_log_that_claims_too_much_is_cut(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_c.log_count = 2**32 - 1
    assert in_python.lane_answer()[3] == protocol.LOG_CAPACITY


def test_a_log_is_written_as_it_is_read(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_python.put_log([operations.create_default(), operations.misuse(operations.Target.RECEIPT, 1, 64)])
    assert in_c.log_count == 2
    assert (in_c.log[1].kind, in_c.log[1].target, in_c.log[1].index, in_c.log[1].extra) == (4, 6, 1, 64)
