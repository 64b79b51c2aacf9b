"""Sequences for the model in C: that they hold what they say, and fit into what it takes."""

from __future__ import annotations

from poolproof.conformance.generators.dictionary import dictionary_script
from poolproof.conformance.operations import Kind
from poolproof.spec.vocabulary import LOG_CAPACITY


def test_every_word_of_a_dictionary_is_written_and_asked_for_and_the_longest_fits() -> None:
    words = [7, 9, 1 << 40, 0xFEEFEEFE]
    operations = dictionary_script(words, LOG_CAPACITY).operations
    assert {each.value for each in operations if each.kind == Kind.WRITE} == set(words)
    assert {each.value for each in operations if each.kind == Kind.WRITE_RECORD} == set(words)
    assert {each.value for each in operations if each.kind == Kind.GET and each.value > 8} == {9, 1 << 40, 0xFEEFEEFE}
    assert len(dictionary_script(range(1 << 16), LOG_CAPACITY).operations) <= LOG_CAPACITY
