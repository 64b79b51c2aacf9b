"""Counterexamples as pictures: how the pool ought to stand, frame by frame, computed by hand here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.observations import NOT_RUN, Death, DeathCause, Observation, Out, State, Step
from poolproof.conformance.operations import Operation, Target
from poolproof.conformance.reports.picture import picture
from poolproof.spec import Status
from poolproof.spec.contracts import Contract, default_contract, read_contract
from poolproof.spec.vocabulary import Ending

DONE = NOT_RUN._replace(state=State.DONE)


@pytest.fixture(scope="module")
def contract() -> Contract:
    whole = default_contract()
    assert whole.sequence is not None
    return replace(whole, block=replace(whole.block, count=3), sequence=replace(whole.sequence, count=5))


def seen(**facts: int) -> Observation:
    return DONE._replace(**facts)


def lent(number: int, *, new: bool = False, pool: int = 0) -> Step:
    return Step(op.get(pool=pool), seen(out=number, out_flags=int(new)))


def returned(number: int, operation: Operation | None = None) -> Step:
    return Step(operation or op.give_back(), seen(target=number))


CREATED = Step(op.create(3, 5), seen(out=0))


def frames(trace: tuple[Step, ...], contract: Contract) -> list[dict[str, Any]]:
    found = picture(trace, contract)
    assert found["omitted"] == 0
    assert isinstance(found["frames"], list)
    return found["frames"]


def test_frames_follow_the_lent_and_the_stack(contract: Contract) -> None:
    trace = (CREATED, lent(0, new=True), lent(1, new=True), returned(0), lent(2, new=True))
    shown = frames(trace, contract)
    assert [(each["first"], each["last"], each["call"], each["result"]) for each in shown] == [
        (1, 1, "create({3, 5})", "p1"),
        (2, 3, "get_soa(p1, 8)", "b1, b2"),
        (4, 4, "return_soa(p1, b1)", "BP_OK"),
        (5, 5, "get_soa(p1, 8)", "b3"),
    ]
    assert [(each["pools"][0]["lent"], each["pools"][0]["free"]) for each in shown] == [
        ([], [0, 1, 2]),
        ([0, 1], [2]),
        ([1], [0, 2]),
        ([1], [0, 2]),  # the last get has gone wrong: the pool still stands as it should have met it
    ]
    assert [each["buffer"] for each in shown] == [None, *({"pool": 0, "number": number} for number in (1, 0, 2))]
    assert [each["due"] for each in shown] == [None, None, None, {"pool": 0, "number": 0}]
    assert [each["wrong"] for each in shown] == [False, False, False, True]


def test_a_get_that_had_to_be_refused_is_due_nothing(contract: Contract) -> None:
    last = frames((CREATED, Step(op.get(9), seen(out=0, out_flags=1))), contract)[-1]
    assert (last["due"], last["buffer"], last["wrong"]) == (None, {"pool": 0, "number": 0}, True)


def test_a_get_that_was_refused_shows_what_was_due(contract: Contract) -> None:
    last = frames((CREATED, Step(op.get(), seen(status=Status.EXHAUSTED, out=Out.NULL))), contract)[-1]
    assert (last["due"], last["buffer"], last["wrong"]) == ({"pool": 0, "number": 0}, None, False)


def test_the_right_buffer_is_not_wrong_whatever_else_is(contract: Contract) -> None:
    dirty = Step(op.get(), seen(out=0, out_flags=1, allocations=3))
    last = frames((CREATED, dirty), contract)[-1]
    assert (last["due"], last["buffer"], last["wrong"]) == (None, {"pool": 0, "number": 0}, False)


@pytest.mark.parametrize("target", [Target.RECORD, Target.OTHER_POOL, Target.FOREIGN, Target.NULL])
def test_what_is_no_buffer_of_the_pool_is_not_drawn_as_one(contract: Contract, target: Target) -> None:
    last = frames((CREATED, lent(0, new=True), returned(0, op.misuse(target))), contract)[-1]
    assert (last["buffer"], last["wrong"]) == (None, False)


def test_a_double_return_that_is_taken_changes_nothing(contract: Contract) -> None:
    double = returned(0, op.misuse(Target.RETURNED))
    last = frames((CREATED, lent(0, new=True), returned(0), double), contract)[-1]
    assert (last["pools"][0]["free"], last["buffer"], last["wrong"]) == ([0, 1, 2], {"pool": 0, "number": 0}, True)


def test_receipts_and_other_pools_are_there(contract: Contract) -> None:
    trace = (
        CREATED,
        Step(op.create_default(1), seen(out=1)),
        Step(op.take(1), seen(out=0, out_flags=1)),
        lent(0, new=True, pool=1),
        Step(op.counters(), seen(usage_observed=1, soa_in_use=7, soa_total=3, receipts_total=5)),
    )
    first, second = frames(trace, contract)[-1]["pools"]
    assert (first["pool"], first["soa_in_use"], first["receipts_in_use"]) == (0, 0, 0)
    assert (second["pool"], second["soa_in_use"], second["soa_capacity"], second["receipts_in_use"]) == (1, 1, 3, 1)


def test_a_death_is_the_last_frame(contract: Contract) -> None:
    death = Step(op.clear(), NOT_RUN, Death(DeathCause.SIGNAL, "was killed by SIGSEGV", in_holder=False, stderr=""))
    last = frames((CREATED, lent(0, new=True), death), contract)[-1]
    assert (last["result"], last["pools"][0]["lent"]) == ("was killed by SIGSEGV", [0])


def test_a_refused_create_has_no_pool(contract: Contract) -> None:
    refused = Step(op.create_default(), seen(status=Status.INVALID_CONFIG, out=Out.NULL))
    assert frames((refused,), contract)[-1]["pools"] == []


def test_of_a_long_history_the_end_is_shown_as_it_stands_there(contract: Contract) -> None:
    trace = [CREATED, lent(0, new=True)]
    for at in range(100):
        trace += [returned(0), lent(0)._replace(operation=op.get(at % 9))]
    found = picture((*trace, lent(1, new=True)), contract)
    assert isinstance(found["frames"], list)
    assert (found["omitted"], len(found["frames"])) == (163, 40)
    assert found["frames"][-2]["pools"][0]["lent"] == [0]


def test_what_came_again_and_again_is_one_frame_as_it_stands_at_its_end(contract: Contract) -> None:
    trace = [CREATED, *[lent(0, new=True), returned(0)], *[lent(0), returned(0)] * 100, lent(0), lent(1, new=True)]
    found = frames(tuple(trace), contract)
    assert [each["call"] for each in found[2:5]] == ["return_soa(p1, b1)", "steps 2-3, 100 times more", "get_soa(p1, 8)"]
    assert found[3]["pools"][0]["lent"] == []


def test_of_a_large_pool_some_dozens_are_shown(contract: Contract) -> None:
    created = Step(op.create(1000, 5), seen(out=0))
    (pool,) = frames((created, lent(0, new=True)), contract)[0]["pools"]
    assert (pool["soa_capacity"], pool["free"]) == (1000, list(range(32)))


# ---- of other contracts ----

BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 8\ncount = 3\n'


def of(text: str, *steps: Step) -> dict[str, Any]:
    return picture((Step(op.create_default(), seen(out=0)), *steps), read_contract(BLOCKS + text, "tried.toml"))


def at(number: int, address: int, *, new: bool = False) -> Step:
    return Step(op.get(), seen(out=number, address=address, out_flags=int(new)))


def given_back(number: int, address: int) -> Step:
    return Step(op.give_back(), seen(target=number, address=address))


DRAINED = (at(0, 8, new=True), at(1, 16, new=True), at(2, 24, new=True))


@pytest.mark.parametrize(
    ("order", "lettered", "free"),
    [
        ("fifo", "free queue, next first", [1, 0, 2]),
        ("lifo", "free stack, next first", [2, 0, 1]),
        ("any", "free, in no order", [0, 1, 2]),
        ("lowest-address", "free, the lowest address first, as far as it is known", [0, 1, 2]),
    ],
)
def test_what_is_free_stands_in_the_order_of_the_contract(order: str, lettered: str, free: list[int]) -> None:
    returns = (given_back(1, 16), given_back(0, 8), given_back(2, 24))
    found = of(f'[order]\nreuse = "{order}"\n', *DRAINED, *returns)
    assert found["words"] == {"block": "block", "record": "record", "free": lettered}
    (pool,) = found["frames"][-1]["pools"]
    assert (pool["free"], pool["receipt_capacity"]) == (free, 0)


def test_where_any_block_would_do_none_is_due_and_none_is_wrong() -> None:
    last = of("", *DRAINED, given_back(1, 16), given_back(0, 8), at(1, 16))["frames"][-1]
    assert (last["due"], last["wrong"], last["pools"][0]["free"]) == (None, False, [0])


def test_the_block_that_a_queue_had_to_lend_is_due() -> None:
    last = of('[order]\nreuse = "fifo"\n', *DRAINED, given_back(1, 16), given_back(0, 8), at(0, 8))["frames"][-1]
    assert (last["due"], last["wrong"], last["pools"][0]["free"]) == ({"pool": 0, "number": 1}, True, [1, 0])


def test_what_was_tried_in_a_process_of_its_own_changes_nothing() -> None:
    aborted = Step(op.misuse(Target.RETURNED), seen(target=0, ending=Ending.SIGNAL, ending_number=6))
    last = of('[misuse]\ndouble = "aborts"\n', at(0, 8, new=True), given_back(0, 8), aborted)["frames"][-1]
    assert (last["wrong"], last["result"]) == (False, "in a process of its own: it was killed by SIGABRT")


def test_a_pool_that_lends_more_than_its_count_goes_on() -> None:
    more = of('capacity = "at-least"\n', *DRAINED, at(3, 32, new=True))["frames"][-1]
    assert (more["wrong"], more["pools"][0]["lent"], more["pools"][0]["free"]) == (False, [0, 1, 2, 3], [])
