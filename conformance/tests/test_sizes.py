"""Sequences for the model in C: that they hold what they say, and fit into what it takes."""

from __future__ import annotations

from itertools import product

import pytest

from poolproof.conformance.generators.dictionary import dictionary_script
from poolproof.conformance.generators.sizes import every_sequence, marathons
from poolproof.conformance.operations import Kind
from poolproof.spec.vocabulary import LOG_CAPACITY


@pytest.mark.parametrize(("symbols", "length"), [(1, 1), (2, 3), (3, 2), (3, 4), (9, 2)])
def test_every_sequence_is_there_exactly_once(symbols: int, length: int) -> None:
    found = every_sequence(symbols, length)
    windows = [tuple(found[at : at + length]) for at in range(len(found) - length + 1)]
    assert sorted(windows) == sorted(product(range(symbols), repeat=length))


@pytest.mark.parametrize(("soa_capacity", "receipt_capacity"), [(16, 1024), (1, 1)])
def test_marathons_fit_and_wrap_sixteen_bits(soa_capacity: int, receipt_capacity: int) -> None:
    scripts = [*marathons(soa_capacity, receipt_capacity)]
    assert len({script.name for script in scripts}) == len(scripts)
    assert all(1 << 16 < len(script.operations) <= LOG_CAPACITY for script in scripts)


def test_five_gets_in_a_row_ask_for_all_sizes_that_there_are() -> None:
    (script,) = (each for each in marathons(16, 1024) if each.name == "sizes")
    sizes = [each.value for each in script.operations if each.kind == Kind.GET_SOA]
    assert len({tuple(sizes[at : at + 5]) for at in range(len(sizes))}) >= 9**5


def test_every_word_of_a_dictionary_is_written_and_asked_for_and_the_longest_fits() -> None:
    words = [7, 9, 1 << 40, 0xFEEFEEFE]
    operations = dictionary_script(words, LOG_CAPACITY).operations
    assert {each.value for each in operations if each.kind == Kind.WRITE_SOA} == set(words)
    assert {each.value for each in operations if each.kind == Kind.WRITE_RECEIPT} == set(words)
    assert {each.value for each in operations if each.kind == Kind.GET_SOA and each.value > 8} == {9, 1 << 40, 0xFEEFEEFE}
    assert len(dictionary_script(range(1 << 16), LOG_CAPACITY).operations) <= LOG_CAPACITY
