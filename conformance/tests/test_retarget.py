"""Operations left out, and the rest speaking of the same loans as before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolproof.conformance import operations as op
from poolproof.conformance.operations import Operation, Target
from poolproof.conformance.verification.minimising.retarget import Books, loans, most_lent, retargeted

DEFAULT = (16, 1024)
CREATED = op.create(3, 2)
GET, RECEIPT = op.get(), op.take()


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([CREATED, GET, GET, op.give_back(), op.give_back()], [2, 1]),
        ([CREATED, GET, GET, op.give_back(1), op.give_back()], [1, 2]),
        ([CREATED, GET, GET, op.give_back(5)], [1]),  # modulo how many are lent
        ([CREATED, GET, op.get(9), GET, GET, GET, op.give_back()], [4]),  # the fifth was refused, and so was the third
        ([CREATED, GET, RECEIPT, RECEIPT, RECEIPT, op.write_record(1), op.write(1)], [3, 1]),
        ([CREATED, GET, RECEIPT, op.reset(), op.write_record(1), op.give_back()], [None, 1]),
        ([CREATED, GET, RECEIPT, op.clear(), op.write_record(1), op.give_back()], [None, None]),
        ([CREATED, GET, op.destroy(), CREATED, op.give_back()], [None]),
        ([CREATED, GET, op.create(1, 1, 1), op.give_back(0, 1), op.give_back()], [None, 1]),
        ([op.create_default(), *[GET] * 17, op.give_back()], [16]),
        ([op.give_back()], [None]),
    ],
)
def test_what_an_operation_speaks_of_is_known_by_the_get_that_lent_it(
    operations: Sequence[Operation], expected: Sequence[int | None]
) -> None:
    found = loans(operations, DEFAULT)
    speaking = [at for at, each in enumerate(operations) if each.kind in (*op.WRITES, op.Kind.RETURN)]
    assert [found[at] for at in speaking] == expected
    assert not any(loan for at, loan in enumerate(found) if at not in speaking)


def test_a_misuse_speaks_of_no_loan() -> None:
    assert loans([CREATED, GET, op.misuse(Target.RETURNED)], DEFAULT) == [None, None, None]


def test_a_return_means_the_same_buffer_when_those_before_it_go() -> None:
    newest_first = [CREATED, *[GET] * 3, *[op.give_back()] * 3]
    meant = loans(newest_first, DEFAULT)
    assert retargeted(newest_first, meant, [0, 1, 2, 3, 4, 6], Books(DEFAULT)) == [*newest_first[:5], op.give_back(1)]


def test_what_speaks_of_a_loan_that_is_gone_goes_too() -> None:
    written = [CREATED, GET, GET, op.write(7, 1), op.give_back(1), op.give_back()]
    meant = loans(written, DEFAULT)
    assert retargeted(written, meant, [0, 2, 3, 4, 5], Books(DEFAULT)) == [CREATED, GET, op.give_back()]


@given(st.lists(st.sampled_from([GET, op.give_back(), op.give_back(2), RECEIPT, op.write_record(3, 1), op.clear()])))
def test_kept_whole_a_sequence_means_what_it_meant(operations: list[Operation]) -> None:
    whole = [CREATED, *operations]
    meant = loans(whole, DEFAULT)
    said_anew = retargeted(whole, meant, range(len(whole)), Books(DEFAULT))
    assert loans(said_anew, DEFAULT) == meant
    assert [each._replace(nth=0) for each in said_anew] == [each._replace(nth=0) for each in whole]


def test_the_most_that_is_lent_is_of_one_pool() -> None:
    other = [op.create(9, 9, 1), *[op.get(8, 1)] * 2, *[op.take(1)] * 4]
    assert most_lent([CREATED, GET, op.give_back(), GET, *other, op.clear(1), RECEIPT], DEFAULT) == (2, 4)
    assert most_lent([CREATED, *[GET] * 9], DEFAULT) == (3, 0)
    assert most_lent([], DEFAULT) == (0, 0)
