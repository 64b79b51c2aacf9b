"""Sequences of parts that are done many times: the same as if they were written down."""

from __future__ import annotations

import mmap
from collections.abc import Sequence

import pytest

from poolproof.conformance import operations as op
from poolproof.conformance.operations import Kind, Operation
from poolproof.conformance.repeated import Part, Repeated, entries_of, filtered
from poolproof.conformance.subjects.protocol import Shared
from poolproof.spec.vocabulary import AGAIN
from poolproof.spec.wire import SHARED_BYTES

PAIR = [op.get(), op.give_back()]
PARTS: tuple[Part, ...] = (([op.create(1, 1)], 1), (PAIR, 3), ([op.clear()], 0), ([op.get(9)], 2), ([op.destroy()], 1))
WRITTEN = [op.create(1, 1), *PAIR, *PAIR, *PAIR, op.get(9), op.get(9), op.destroy()]


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


def test_the_first_of_it_says_once_what_comes_again() -> None:
    for count in range(len(WRITTEN) + 1):
        assert [*Repeated(*PARTS).first(count)] == WRITTEN[:count]
    assert Repeated((PAIR, 1000)).first(501).parts == ((PAIR, 250), (PAIR[:1], 1))


def test_what_is_left_out_is_left_out_each_time() -> None:
    kept = filtered(Repeated(*PARTS), lambda each: each.kind != Kind.GET)
    assert [*kept] == [each for each in WRITTEN if each.kind != Kind.GET]
    assert isinstance(kept, Repeated)


@pytest.mark.parametrize("operations", [Repeated(*PARTS), WRITTEN])
def test_the_worker_is_given_the_same(operations: Sequence[Operation]) -> None:
    shared = Shared(mmap.mmap(-1, SHARED_BYTES))
    shared.put_log(operations, lambda create: create._replace(pool=2))
    given: list[Operation] = []
    for each in shared.log(shared.get("log_count")):
        given += given[-each.nth :] * each.value if each.kind == AGAIN else [each]
    assert given == [each._replace(pool=2) if each.kind == Kind.CREATE else each for each in WRITTEN]
    assert shared.get("log_count") == entries_of(operations)
