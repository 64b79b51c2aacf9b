"""Sequences of parts that are done many times: the same as if they were written down."""

from __future__ import annotations

import mmap

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.operations import Operation
from poolproof.conformance.repeated import Part, Repeated
from poolproof.conformance.subjects.protocol import Shared
from poolproof.spec.wire import SHARED_BYTES

PAIR = [op.get_soa(), op.return_soa()]
PARTS: tuple[Part, ...] = (([op.create(1, 1)], 1), (PAIR, 3), ([op.clear()], 0), ([op.get_soa(9)], 2), ([op.destroy()], 1))
WRITTEN = [op.create(1, 1), *PAIR, *PAIR, *PAIR, op.get_soa(9), op.get_soa(9), op.destroy()]


def test_it_holds_what_its_parts_hold_as_often_as_they_say() -> None:
    repeated = Repeated(*PARTS)
    assert [*repeated] == WRITTEN
    assert len(repeated) == len(WRITTEN)
    assert [repeated[at] for at in range(len(WRITTEN))] == WRITTEN
    assert [repeated[-1 - at] for at in range(len(WRITTEN))] == WRITTEN[::-1]


@pytest.mark.parametrize("piece", [slice(None), slice(5), slice(2, 8), slice(-3, None), slice(None, None, 2), slice(4, 4)])
def test_a_piece_of_it_is_a_plain_list(piece: slice) -> None:
    assert Repeated(*PARTS)[piece] == WRITTEN[piece]


@pytest.mark.parametrize("place", [len(WRITTEN), -len(WRITTEN) - 1])
def test_beyond_its_end_there_is_nothing(place: int) -> None:
    with pytest.raises(IndexError):
        Repeated(*PARTS)[place]


def test_nothing_is_a_sequence_too() -> None:
    assert ([*Repeated()], len(Repeated())) == ([], 0)


@pytest.mark.parametrize("operations", [Repeated(*PARTS), WRITTEN])
def test_the_worker_is_given_the_same(operations: Repeated | list[Operation]) -> None:
    shared = Shared(mmap.mmap(-1, SHARED_BYTES))
    shared.put_log(operations, lambda each: each._replace(pool=2))
    assert shared.log(len(WRITTEN)) == [each._replace(pool=2) for each in WRITTEN]
