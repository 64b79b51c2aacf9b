"""Each refusal has one exception, and each exception one status."""

from __future__ import annotations

import pickle

import pytest

from poolproof.spec import Status
from poolproof.spec.refusals import (
    Destroyed,
    Exhausted,
    InvalidConfig,
    InvalidSize,
    NoMemory,
    NotInUse,
    NotOwned,
    PoolError,
    ReceiptsExhausted,
    error_for,
)

REFUSALS: dict[Status, type[PoolError]] = {
    Status.INVALID_SIZE: InvalidSize,
    Status.EXHAUSTED: Exhausted,
    Status.RECEIPTS_EXHAUSTED: ReceiptsExhausted,
    Status.NOT_OWNED: NotOwned,
    Status.NOT_IN_USE: NotInUse,
    Status.INVALID_CONFIG: InvalidConfig,
    Status.NO_MEMORY: NoMemory,
}


def test_every_status_but_ok_is_a_refusal() -> None:
    assert set(REFUSALS) == set(Status) - {Status.OK}


@pytest.mark.parametrize(("status", "refusal"), REFUSALS.items())
def test_a_status_gives_its_exception(status: Status, refusal: type[PoolError]) -> None:
    error = error_for(status)
    assert type(error) is refusal
    assert error.status is status
    assert str(error) == refusal.message


def test_messages_differ() -> None:
    assert Destroyed.message not in {refusal.message for refusal in REFUSALS.values()}
    assert len({refusal.message for refusal in REFUSALS.values()}) == len(REFUSALS)


@pytest.mark.parametrize("status", [Status.OK, 0, 8, -1])
def test_what_is_no_refusal_has_no_exception(status: int) -> None:
    with pytest.raises(ValueError, match="is no refusal"):
        error_for(status)


def test_a_number_from_c_gives_its_exception() -> None:
    assert type(error_for(2)) is Exhausted


@pytest.mark.parametrize("refusal", [*REFUSALS.values(), Destroyed])
def test_an_error_survives_the_way_between_processes(refusal: type[PoolError]) -> None:
    copy = pickle.loads(pickle.dumps(refusal()))
    assert type(copy) is refusal
    assert str(copy) == refusal.message
