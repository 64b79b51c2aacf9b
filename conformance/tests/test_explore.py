"""Exploration: every state of small pools is visited, and what differs is shown from a fresh pool."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance.judge import Abilities, judge
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve
from poolproof.spec import load_profile

Build = Callable[..., Path]


@pytest.mark.parametrize(("soa_capacity", "receipt_capacity"), [(1, 1), (2, 2), (3, 3)])
def test_the_native_pool_has_as_many_states_as_orders_of_its_free_buffers(soa_capacity: int, receipt_capacity: int) -> None:
    with Session(resolve("native")) as session:
        first = session.explore(soa_capacity, receipt_capacity, 100_000)
        again = session.explore(soa_capacity, receipt_capacity, 100_000)
    assert first.is_whole
    assert first.log == ()
    assert first.states > (soa_capacity + 1) * (receipt_capacity + 1) - 1
    assert first == again


def test_too_few_transitions_are_not_the_whole() -> None:
    with Session(resolve("native")) as session:
        exploration = session.explore(3, 3, 50)
    assert not exploration.is_whole
    assert exploration.log == ()


def test_a_fault_that_needs_particular_steps_is_found_and_shown_again(build: Build) -> None:
    faults = Path(__file__).parents[1] / "poolproof" / "conformance" / "faults"
    source = (faults / "planted" / "rare" / "five_steps.c").read_text(encoding="utf-8")
    with Session(resolve(str(build(source.replace("../../sound", str(faults / "sound")))))) as session:
        exploration = session.explore(2, 2, 200_000)
        assert exploration.log
        trace = session.run(exploration.log, fresh=True)
    findings = judge(trace, load_profile("knhk"), Abilities(counts_allocations=True)).findings
    assert [each.requirements for each in findings] == [("ZERO-1",)]
