"""The model's collections, held against the ordinary ones of Python."""

from __future__ import annotations

from collections.abc import Iterable
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolproof.reference.persistent import EMPTY_ROW, EMPTY_STACK, NumberSet, Stack

NUMBERS = st.integers(0, 200)


@given(st.lists(st.one_of(NUMBERS, st.none())))
def test_a_stack_is_a_list_that_grows_at_its_end(pushes: list[int | None]) -> None:
    """None: the top is taken off."""
    stack, expected = EMPTY_STACK, list[int]()
    for number in pushes:
        if number is not None:
            stack, expected = stack.push(number), [*expected, number]
        elif expected:
            assert stack.top == expected[-1]
            stack, expected = stack.below, expected[:-1]
        assert len(stack) == len(expected)
        assert list(stack) == expected[::-1]


def test_nothing_can_be_taken_off_an_empty_stack() -> None:
    for part in ("top", "below"):
        with pytest.raises(IndexError):
            getattr(EMPTY_STACK, part)


def test_a_push_leaves_the_stack_before_it_as_it_was() -> None:
    before = EMPTY_STACK.push(1)
    assert before.push(2) != before.push(3)
    assert list(before) == [1]


@given(st.lists(NUMBERS), st.lists(NUMBERS))
def test_stacks_are_equal_when_they_hold_the_same_in_the_same_order(some: list[int], others: list[int]) -> None:
    one, other = (_stack(numbers) for numbers in (some, others))
    assert (one == other) == (some == others)
    assert one == _stack(some)
    assert hash(one) == hash(_stack(some))


def test_what_is_no_stack_has_its_say_in_whether_it_equals_one() -> None:
    assert EMPTY_STACK == mock.ANY
    assert EMPTY_STACK != []


def test_a_stack_of_any_height_can_be_compared_and_thrown_away() -> None:
    """Neither may recurse: Python's own stack ends long before."""
    tall, other = _stack(range(100_000)), _stack(range(100_000))
    assert tall == other
    del tall


@given(st.sets(NUMBERS), NUMBERS)
def test_a_number_set_is_a_set(numbers: set[int], number: int) -> None:
    made = NumberSet(numbers)
    assert made == numbers
    assert list(made) == sorted(numbers)
    assert len(made) == len(numbers)
    assert bool(made) == bool(numbers)
    assert (number in made) == (number in numbers)
    assert made.with_number(number) == numbers | {number}
    assert made.without_number(number) == numbers - {number}
    assert made == numbers, "none of these changed it"
    assert -1 not in made


@given(st.lists(NUMBERS), NUMBERS)
def test_a_stack_turned_is_the_list_from_its_other_end(numbers: list[int], number: int) -> None:
    stack = _stack(numbers)
    assert list(stack.turned) == numbers
    assert (number in stack) == (number in numbers)


@given(st.sets(NUMBERS), st.lists(st.lists(NUMBERS)))
def test_with_all_is_the_union(numbers: set[int], others: list[list[int]]) -> None:
    assert NumberSet(numbers).with_all(*others) == numbers.union(*others)


@given(st.lists(st.tuples(NUMBERS, st.integers()), min_size=1, unique_by=lambda pair: pair[0]))
def test_a_row_begins_with_what_lies_lowest(pairs: list[tuple[int, int]]) -> None:
    row = EMPTY_ROW
    for number, address in pairs:
        row = row.with_number(number, address)
    lowest, *others = sorted((address, number) for number, address in pairs)
    assert (row.lowest_address, row.lowest) == lowest
    assert list(row.without_lowest) == others
    assert set(row.numbers) == {number for number, _ in pairs}
    for part in ("lowest", "lowest_address"):
        with pytest.raises(IndexError):
            getattr(EMPTY_ROW, part)


def _stack(numbers: Iterable[int]) -> Stack:
    stack = EMPTY_STACK
    for number in numbers:
        stack = stack.push(number)
    return stack
