"""Rounds that the worker only compares: whatever an observation tells ends them, and what varies by itself does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cffi
import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.observations import State
from poolproof.conformance.repeated import Repeated
from poolproof.conformance.runs import Session
from poolproof.conformance.runs.folded import run_folded
from poolproof.conformance.subjects import resolve
from poolproof.spec.vocabulary import CallerVariable, Surrounding

WORKER = Path(__file__).resolve().parents[1] / "worker"
VARYING = {
    *("address", "site", "errno_before", "variable_place", "page_faults", "free_descriptor", "virtual_pages"),
    *("allocated_bytes", "held_bytes", "live_bytes", "time_stamps", "instructions", "locked_instructions"),
    *("time_stamp_reads", "outside_functions", "said_at", "said_bytes"),
}
ROUNDS = 2000

Build = Callable[..., Path]
PoolSource = Callable[..., str]


@pytest.fixture(scope="module")
def protocol() -> Any:
    ffi = cffi.FFI()
    text = (WORKER / "protocol.h").read_text(encoding="utf-8")
    ffi.cdef("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    ffi.cdef("int alike(const struct observation *, const struct observation *);")
    return ffi


@pytest.fixture(scope="module")
def alike(build: Build, protocol: Any) -> Any:
    text = (
        '#include "alike.h"\n'
        "int alike(const struct observation *one, const struct observation *other);\n"
        "int alike(const struct observation *one, const struct observation *other) { return is_alike(one, other); }\n"
    )
    return protocol.dlopen(str(build(text, "-shared", "-fPIC", "-I", str(WORKER)))).alike


def test_every_field_is_compared_but_those_that_vary(protocol: Any, alike: Any) -> None:
    one = protocol.new("struct observation *")
    assert alike(one, one)
    varying = set()
    for name, field in protocol.typeof("struct observation").fields:
        places = _places_of_data(protocol, field.type)
        differs = {bool(alike(one, _changed(protocol, field.offset + place))) for place in places}
        assert len(differs) == 1, name
        varying |= {name} if differs.pop() else set()
    assert varying == VARYING


def _changed(protocol: Any, place: int) -> Any:
    other = protocol.new("struct observation *")
    protocol.buffer(other)[place : place + 1] = b"\x01"
    return other


def _places_of_data(protocol: Any, kind: Any) -> list[int]:
    """The bytes that are no padding."""
    if kind.kind != "struct":
        return [*range(protocol.sizeof(kind))]
    return [field.offset + place for _, field in kind.fields for place in _places_of_data(protocol, field.type)]


@pytest.mark.parametrize(
    ("late", "told"),
    [
        ("if (++gets == 1000) _mm_setcsr(_mm_getcsr() ^ 0x8000);", {"surrounding": Surrounding.MXCSR}),
        ("static bp_soa **kept; if (++gets == 1000) *kept = NULL; kept = out;", {"variable": CallerVariable.OUT}),
    ],
)
def test_what_a_call_does_late_to_its_caller_ends_the_rounds(
    late: str, told: dict[str, int], build: Build, pool_source: PoolSource
) -> None:
    """ENV-1 and ISO-5, long after the rounds that are looked at one by one."""
    library = build(pool_source(prelude=f"#include <xmmintrin.h>\n#define IN_GET_SOA static int gets; {late}"))
    with Session(resolve(str(library))) as session:
        pair = [op.get(), op.give_back()]
        trace = run_folded(session, Repeated(([op.create(2, 3)], 1), (pair, ROUNDS), ([op.destroy()], 1)))
    assert trace is not None
    assert len(trace) == 1 + 2 * 999 + 1
    assert {name: getattr(trace[-1].observation, name) for name in told} == told


def test_a_sound_pool_goes_through_all_of_them(build: Build, pool_source: PoolSource) -> None:
    life = [op.create(2, 3), op.get(), op.give_back(), op.destroy()]
    with Session(resolve(str(build(pool_source())))) as session:
        trace = run_folded(session, Repeated((life, ROUNDS)))
    assert trace is not None
    assert len(trace) == len(life) * ROUNDS
    assert {step.observation.state for steps, _ in trace.parts for step in steps} == {State.DONE}
