"""Which situations there are: the list says what the model can really reach, no more and no less."""

from __future__ import annotations

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, Judge, Situation, situations
from poolproof.conformance.judge.coverage import Occupancy, occupancy_of
from poolproof.conformance.observations import NOT_RUN, State, Step
from poolproof.conformance.operations import Kind
from poolproof.conformance.verification.evidence import Evidence
from poolproof.reference import model
from poolproof.reference.model import Clear, GetReceipt, GetSoa, NotABuffer, PoolOperation, PoolState, ResetReceipts, ReturnSoa
from poolproof.spec import Status, load_spec


def operations_of(state: PoolState) -> list[tuple[Kind, PoolOperation]]:
    """Every operation that a holder can ask for in this state."""
    returns = [(Kind.RETURN, ReturnSoa(number)) for number in range(state.soa_capacity)]
    return [
        (Kind.GET, GetSoa(8)),
        (Kind.GET, GetSoa(9)),
        (Kind.RETURN, ReturnSoa(NotABuffer.NULL)),
        (Kind.TAKE, GetReceipt()),
        (Kind.RESET, ResetReceipts()),
        (Kind.CLEAR, Clear()),
        *returns,
    ]


def reachable(block_count: int) -> set[Situation]:
    """Of a pool with one receipt, from every state that it has."""
    found: set[Situation] = set()
    seen = {model.create(block_count, 1)}
    waiting = list(seen)
    while waiting:
        state = waiting.pop()
        for kind, operation in operations_of(state):
            after, outcome = model.step(state, operation)
            found.add(Situation(occupancy_of(len(state.lent), state.soa_capacity), kind, outcome.status))
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return found


@pytest.mark.parametrize("block_count", range(1, 6))
def test_the_situations_are_those_that_the_model_reaches(block_count: int) -> None:
    listed = [situation for situation, _ in situations(block_count)]
    assert set(listed) == reachable(block_count)
    assert len(listed) == len(set(listed))


def test_every_situation_puts_a_requirement_to_the_test() -> None:
    known = {each.id for each in load_spec().requirements}
    assert {requirement for _, requirement in situations(16)} <= known


def test_a_situation_reads_as_a_sentence() -> None:
    assert str(Situation(Occupancy.ALL_BUT_ONE, Kind.GET, Status.OK)) == "get_soa -> BP_OK with all but one lent"


def test_the_judge_counts_where_it_was_before_each_operation() -> None:
    judge = Judge(Abilities(counts_allocations=False))
    done = NOT_RUN._replace(state=State.DONE)
    judge.observe(Step(op.create(1, 1), done._replace(out=0)))
    judge.observe(Step(op.get(), done._replace(out=0, out_flags=1)))
    judge.observe(Step(op.get(), done._replace(status=Status.EXHAUSTED)))
    assert judge.reached == {
        Situation(Occupancy.EMPTY, Kind.GET, Status.OK): 1,
        Situation(Occupancy.FULL, Kind.GET, Status.EXHAUSTED): 1,
    }


def test_what_no_capacity_could_reach_is_not_missed() -> None:
    """In a pool of one buffer nothing lies between none and all."""
    evidence = Evidence(capacities={1})
    assert {each.occupancy for each in evidence.coverage.missed} == {Occupancy.EMPTY, Occupancy.FULL}
    evidence.reached.update(dict.fromkeys(evidence.coverage.missed, 1))
    assert evidence.coverage.missed == {}
    assert evidence.coverage.possible == len(list(situations(1)))


def test_occupancies_are_numbered_as_the_worker_counts_them() -> None:
    """``enum occupancy`` of the worker's protocol."""
    assert [*Occupancy] == [0, 1, 2, 3, 4]
