"""HOT-5 bounds operations of pools of the contract's own capacities: which those are, and how larger ones are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance import operations as op
from poolproof.conformance.faults import build, load_catalogue
from poolproof.conformance.observations import NOT_RUN, State, Step
from poolproof.conformance.subjects import resolve
from poolproof.conformance.verification import Plan, Verdict, verify
from poolproof.conformance.verification.instructions import InstructionFigures
from poolproof.conformance.verification.minimising.own_pools import places_of_own_pools
from poolproof.spec import Level


def test_a_pool_is_of_its_own_size_by_its_config_or_by_none() -> None:
    operations = [
        *(op.create_default(), op.get(), op.create(4, 4, 1), op.get(8, 1), op.create(2, 3, 1), op.get(8, 1)),
        *(op.destroy(), op.create(4, 4), op.get()),
    ]
    gets = [1, 3, 5, 8]
    assert places_of_own_pools(operations, gets, (2, 3), (2, 3)) == {1, 5}
    assert places_of_own_pools(operations, gets, (4, 4), (2, 3)) == {3, 8}
    assert places_of_own_pools(operations, [5], (2, 3), (9, 9)) == {5}
    assert places_of_own_pools(operations, [], (2, 3), (2, 3)) == set()
    assert places_of_own_pools(operations, gets, (4,), (2,)) == {3, 8}  # of buffers alone


@pytest.mark.parametrize(
    ("grown", "told"),
    [
        ({}, ""),
        ({332: 3256}, "; grows by 9.0 a buffer: 3,256 at 332"),
        ({64: 800, 1000: 20_000}, "; grows by 19.9 a buffer: more than 20,000 at 1,000"),
        ({1000: 412}, "; no more in pools of 1,000"),
    ],
)
def test_growth_is_told_in_these_words(grown: dict[int, int], told: str) -> None:
    figures = InstructionFigures(own_buffers=16, grown=grown)
    figures.note([Step(op.get(), NOT_RUN._replace(state=State.DONE, instructions=412))])
    assert figures.largest() == f"at most 412 instructions, in get_soa (BP_OK), in pools of 16 buffers{told}"


@pytest.mark.long
def test_what_grows_with_the_pool_is_told_and_not_blamed(tmp_path: Path) -> None:
    searching = next(each for each in load_catalogue().canaries if each.name == "linear-search")
    library = build(searching, tmp_path, compiler=Compilers.from_environment())
    plan = Plan(level=Level.HOT, lane_operations=400_000, walks=2, machine_examples=1)
    run = verify(resolve(str(library)), plan)
    (verdict,) = (each for each in run.verdicts if each.requirement.id == "HOT-5")
    assert verdict.verdict == Verdict.PASS, verdict.why
    assert re.search(r"in pools of 16 buffers; grows by \d+\.\d a buffer: \d,\d+ at 1,000$", verdict.why or "")
