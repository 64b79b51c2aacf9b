"""The mapping between harness and worker: what one side writes the other reads, whatever fields there are."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cffi
import pytest

from poolproof.conformance import operations
from poolproof.conformance.observations import Observation
from poolproof.conformance.operations import Operation
from poolproof.conformance.subjects.protocol import Shared
from poolproof.spec.vocabulary import CONFIGURATIONS, DICTIONARY_CAPACITY, FUNCTIONS, LOG_CAPACITY, SITES, TEXT_BYTES
from poolproof.spec.wire import OBSERVATION, SHARED_BYTES

HEADER = Path(__file__).resolve().parents[1] / "worker" / "protocol.h"


@pytest.fixture(scope="module")
def c() -> Any:
    text = HEADER.read_text(encoding="utf-8")
    ffi = cffi.FFI()
    ffi.cdef("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return ffi


@pytest.fixture
def both(c: Any) -> tuple[Any, Shared]:
    """One mapping, as the worker sees it and as the harness does."""
    memory = mmap.mmap(-1, SHARED_BYTES)
    shared = c.cast("struct shared *", c.from_buffer(memory))
    return shared, Shared(memory)


def test_the_harness_reads_each_field_of_the_head_where_the_worker_writes_it(c: Any, both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    fields = [name for name, _ in c.typeof("struct shared").fields]
    numbers = fields[: fields.index("terms")]
    for value, name in enumerate(numbers, start=100):
        setattr(in_c, name, value)
    assert {name: in_python.get(name) for name in numbers} == {name: value for value, name in enumerate(numbers, start=100)}
    in_c.name, in_c.text = b"a pool", b"a text"
    assert (in_python.name, in_python.text) == ("a pool", "a text")


def test_names_that_the_worker_numbers_arrive(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_c.sites[0], in_c.sites[SITES - 1] = b"bp_get_soa+0x3f", b"the last"
    in_c.functions[0], in_c.functions[FUNCTIONS - 1] = b"malloc", b"free"
    assert in_python.site(1) == "bp_get_soa+0x3f"
    assert in_python.site(SITES) == "the last"
    assert [in_python.site(number) for number in (0, SITES + 1, 2**32 - 1)] == ["", "", ""]
    assert in_python.functions(1 | 1 << (FUNCTIONS - 1)) == ("malloc", "free")
    assert in_python.functions(0) == ()


def test_the_worker_reads_what_the_harness_writes(c: Any, both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_python.put("begun", 7)
    in_python.put_name("pool é")
    in_python.put_text("x" * 1000)
    assert in_c.begun == 7
    assert c.string(in_c.name).decode() == "pool é"
    assert c.string(in_c.text) == b"x" * (TEXT_BYTES - 1)


def test_an_operation_arrives_field_by_field(c: Any, both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    operation = Operation(operations.Kind.RETURN, 2, 3, 4, 2**32 - 5, 2**32 - 6, 2**64 - 7)
    in_python.put_operations([operations.get(), operation])
    assert in_c.count == 2
    assert tuple(flat(c, in_c.operations[1])) == operation
    assert in_python.operation(1) == operation


def test_a_batch_that_is_too_long_is_refused(both: tuple[Any, Shared]) -> None:
    with pytest.raises(ValueError, match="4096"):
        both[1].put_operations([operations.get()] * 4097)


def flat(c: Any, record: Any) -> Iterator[int]:
    """Every number of a C record, in order, those of records and arrays inside it too."""
    kind = c.typeof(record).kind if isinstance(record, cffi.FFI.CData) else "primitive"
    if kind == "struct":
        for name, _ in c.typeof(record).fields:
            yield from flat(c, getattr(record, name))
    elif kind == "array":
        for each in record:
            yield from flat(c, each)
    else:
        yield record


def test_an_observation_arrives_field_by_field(c: Any, both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    different = bytes(1 + place % 127 for place in range(OBSERVATION.size))
    c.buffer(c.addressof(in_c.observations[1]))[:] = different
    assert in_python.observations(2)[1] == tuple(flat(c, in_c.observations[1]))


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
    assert [(each.block_count, each.record_count, each.is_default) for each in told] == [(1, 2, 0), (16, 1024, 1)]
    assert list(in_c.dictionary[0:3]) == [2**64 - 2, 7, 0]


def test_an_order_larger_than_the_mapping_is_cut(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_python.put_lane_order(0, 0, [(1, 1, False)] * 1000, [5] * (DICTIONARY_CAPACITY + 9))
    assert (in_c.configuration_count, in_c.dictionary_count) == (CONFIGURATIONS, DICTIONARY_CAPACITY)
    assert in_c.lane_done == 0


def test_what_the_lane_says_arrives(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_c.lane_done, in_c.lane_walks, in_c.lane_differs, in_c.log_count = 11, 12, 1, 2
    in_c.reached[0][0][1], in_c.reached[4][10][7] = 21, 22
    in_c.log[1] = {"kind": operations.Kind.GET, "pool": 1, "value": 9}
    done, walks, differs, log_count, reached = in_python.lane_answer()
    assert (done, walks, differs, log_count) == (11, 12, True, 2)
    assert (reached[1], reached[-1], sum(reached)) == (21, 22, 43)
    assert in_python.log(2)[1] == operations.get(9, 1)


def test_a_log_that_claims_too_much_is_cut(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_c.log_count = 2**32 - 1
    assert in_python.lane_answer()[3] == LOG_CAPACITY


def test_a_log_is_written_as_it_is_read(both: tuple[Any, Shared]) -> None:
    in_c, in_python = both
    in_python.put_log([operations.create_default(), operations.misuse(operations.Target.RECORD, 1, 64)])
    assert in_c.log_count == 2
    assert (in_c.log[1].kind, in_c.log[1].target, in_c.log[1].index, in_c.log[1].extra) == (4, 6, 1, 64)
