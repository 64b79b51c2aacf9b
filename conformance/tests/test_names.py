"""Names in counterexamples: short, and never two things of one name."""

from __future__ import annotations

import pytest

from poolproof.conformance.names import block_name, number_name, pool_name, status_name, word_name
from poolproof.conformance.observations import LentKind


def test_pools_and_blocks_are_counted_from_one() -> None:
    assert pool_name(0) == "p1"
    assert block_name(LentKind.BLOCK, 0) == "b1"
    assert block_name(LentKind.RECORD, 4) == "r5"
    assert block_name(LentKind.BLOCK, 2, 1) == "b3 of p2"


def test_a_status_has_its_name_in_c() -> None:
    assert status_name(0) == "BP_OK"
    assert status_name(5) == "BP_NOT_IN_USE"
    assert status_name(8) == "status 8"
    assert status_name(-1) == "status -1"


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "0"), (9999, "9999"), (10_000, "0x2710"), (2**64 - 1, "SIZE_MAX"), (2**64 - 2, "SIZE_MAX - 1"), (2**63, hex(2**63))],
)
def test_a_number_is_written_for_the_eye(number: int, name: str) -> None:
    assert number_name(number) == name


def test_every_word_of_a_buffer_has_a_name_of_its_own() -> None:
    names = [word_name(LentKind.BLOCK, word) for word in range(24)]
    assert (names[0], names[8], names[23]) == ("s[0]", "p[0]", "o[7]")
    assert len(set(names)) == 24


def test_the_words_of_a_receipt_are_its_fields() -> None:
    names = [word_name(LentKind.RECORD, word) for word in range(16)]
    assert names[:8] == [
        "id",
        "cycle_id",
        "shard_id",
        "hook_id",
        "ticks and actual_ticks",
        "lanes and flags",
        "span_id",
        "a_hash",
    ]
    assert names[8:] == ["prev_hash"] * 4 + ["hash"] * 4


def test_a_word_of_two_fields_is_the_one_that_is_meant() -> None:
    assert [word_name(LentKind.RECORD, 4, bits) for bits in (1, 1 << 32)] == ["ticks", "actual_ticks"]
    assert [word_name(LentKind.RECORD, 5, bits) for bits in (2**32 - 1, 7 << 60)] == ["lanes", "flags"]
    assert word_name(LentKind.RECORD, 5, 0) == "lanes and flags"
    assert word_name(LentKind.RECORD, 6, 1) == "span_id"
    assert [word_name(LentKind.BLOCK, word) for word in (0, 7, 8, 23)] == ["s[0]", "s[7]", "p[0]", "o[7]"]
