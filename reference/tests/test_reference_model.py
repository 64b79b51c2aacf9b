"""The model by itself: its invariants over any sequence of operations, and its refusals."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolproof.reference import model
from poolproof.reference.model import Clear, GetReceipt, GetSoa, NotABuffer, PoolOperation, PoolState, ResetReceipts, ReturnSoa
from poolproof.spec import Status
from poolproof.spec.contracts import default_contract

operations: st.SearchStrategy[PoolOperation] = st.one_of(
    st.builds(GetSoa, st.integers(0, 12)),
    st.builds(ReturnSoa, st.integers(-1, 6) | st.sampled_from(NotABuffer)),
    st.just(GetReceipt()),
    st.just(ResetReceipts()),
    st.just(Clear()),
)
new_states = st.builds(model.create, st.integers(1, 5), st.integers(1, 5))


def after(state: PoolState, *steps: PoolOperation) -> PoolState:
    return reduce(lambda reached, operation: model.step(reached, operation)[0], steps, state)


reachable = st.builds(lambda new, steps: after(new, *steps), new_states, st.lists(operations, max_size=60))


@given(reachable, operations)
def test_every_step_keeps_the_state_valid_and_the_capacities(state: PoolState, operation: PoolOperation) -> None:
    assert model.is_valid(state)
    reached, _ = model.step(state, operation)
    assert model.is_valid(reached)
    assert (reached.soa_capacity, reached.receipt_capacity) == (state.soa_capacity, state.receipt_capacity)


@given(reachable, operations)
def test_a_refusal_changes_nothing_and_hands_out_nothing(state: PoolState, operation: PoolOperation) -> None:
    reached, outcome = model.step(state, operation)
    if outcome.status is not Status.OK:
        assert reached is state
        assert (outcome.buffer, outcome.receipt) == (None, None)


@given(reachable, operations)
def test_what_is_handed_out_was_free_and_is_in_use_then(state: PoolState, operation: PoolOperation) -> None:
    reached, outcome = model.step(state, operation)
    if outcome.buffer is not None:
        assert outcome.buffer == state.free.top
        assert reached.lent - state.lent == {outcome.buffer}
    if outcome.receipt is not None:
        assert (state.receipts_in_use, reached.receipts_in_use) == (outcome.receipt, outcome.receipt + 1)


@given(reachable, st.integers(0, 8))
def test_a_return_undoes_the_get_before_it(state: PoolState, size: int) -> None:
    lent, outcome = model.step(state, GetSoa(size))
    if outcome.buffer is not None:
        assert after(lent, ReturnSoa(outcome.buffer)) == state


@given(reachable)
def test_clear_is_the_state_after_create(state: PoolState) -> None:
    assert after(state, Clear()) == model.create(state.soa_capacity, state.receipt_capacity)


@given(reachable)
def test_reset_touches_receipts_alone(state: PoolState) -> None:
    reached = after(state, ResetReceipts())
    assert (reached.free, reached.lent, reached.receipts_in_use) == (state.free, state.lent, 0)


@given(reachable, st.integers(min_value=9))
def test_the_guard_comes_before_the_capacity(state: PoolState, size: int) -> None:
    assert model.step(state, GetSoa(size))[1].status is Status.INVALID_SIZE


@given(reachable)
def test_usage_counts_what_is_lent(state: PoolState) -> None:
    usage = model.usage(state)
    assert usage.soa_in_use == len(state.lent) == usage.soa_total - len(state.free)
    assert (usage.receipts_in_use, usage.receipts_total) == (state.receipts_in_use, state.receipt_capacity)


def test_a_new_pool_hands_out_0_1_2() -> None:
    state = model.create(3, 2)
    handed_out = []
    for operation in [GetSoa(8)] * 4 + [GetReceipt()] * 3:
        state, outcome = model.step(state, operation)
        handed_out.append((outcome.status, outcome.buffer, outcome.receipt))
    assert handed_out == [
        (Status.OK, 0, None),
        (Status.OK, 1, None),
        (Status.OK, 2, None),
        (Status.EXHAUSTED, None, None),
        (Status.OK, None, 0),
        (Status.OK, None, 1),
        (Status.RECEIPTS_EXHAUSTED, None, None),
    ]


@pytest.mark.parametrize("returned", [*NotABuffer, -1, 3])
def test_what_is_no_buffer_is_not_owned(returned: int | NotABuffer) -> None:
    assert model.step(model.create(3, 1), ReturnSoa(returned))[1].status is Status.NOT_OWNED


def test_a_double_return_is_not_in_use() -> None:
    state = after(model.create(3, 1), GetSoa(1), ReturnSoa(0))
    assert model.step(state, ReturnSoa(0))[1].status is Status.NOT_IN_USE


@pytest.mark.parametrize("capacities", [(0, 1), (1, 0), (-1, 1)])
def test_a_capacity_below_one_is_refused(capacities: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        model.create(*capacities)


def test_the_lanes_are_the_contracts() -> None:
    size = default_contract().size
    assert size is not None
    assert size.largest == model.LANES


@pytest.mark.parametrize(
    "state",
    [
        PoolState(2, 1, free=(0,), lent=frozenset(), receipts_in_use=0),
        PoolState(2, 1, free=(0, 0), lent=frozenset(), receipts_in_use=0),
        PoolState(2, 1, free=(0, 1), lent=frozenset({1}), receipts_in_use=0),
        PoolState(2, 1, free=(0,), lent=frozenset({2}), receipts_in_use=0),
        PoolState(2, 1, free=(0, 1), lent=frozenset(), receipts_in_use=2),
        PoolState(2, 1, free=(0, 1), lent=frozenset(), receipts_in_use=-1),
    ],
    ids=["lost", "twice free", "free and lent", "out of range", "too many receipts", "too few receipts"],
)
def test_an_invalid_state_is_told(state: PoolState) -> None:
    assert not model.is_valid(state)
