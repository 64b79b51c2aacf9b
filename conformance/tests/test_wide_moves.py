"""Numbers that aarch64 code makes of 16 bits at a time. The words are what GNU's assembler writes for the lines beside them."""

from __future__ import annotations

import struct
from pathlib import Path

from poolproof.conformance.subjects.constants import harvest, plausible_counts
from poolproof.conformance.subjects.wide_moves import compared, moved

A_MAGIC_NUMBER = (
    0xD28F82A0,  # mov  x0, #0x7c15
    0xD29CA361,  # mov  x1, #0xe51b   another register, between
    0xF2AFE940,  # movk x0, #0x7f4a, lsl #16
    0xB40000E2,  # cbz  x2, .+28      no move at all
    0xF2CF3720,  # movk x0, #0x79b9, lsl #32
    0xF2E3C6E0,  # movk x0, #0x1e37, lsl #48
    0x9280BEE3,  # mov  x3, #-1528    (movn)
    0x528E01A4,  # mov  w4, #0x700d
    0x72B4B864,  # movk w4, #0xa5c3, lsl #16
    0xD65F03C0,  # ret
)
NUMBERS = [(0x1E3779B97F4A7C15, True), (0xE51B, True), (2**64 - 1528, True), (0xA5C3700D, False)]
A_COMPARISON = (
    0xF100101F,  # cmp  x0, #4
    0x7148083F,  # cmp  w1, #0x202, lsl #12
    0x9111A042,  # add  x2, x2, #0x468
)


def code(*words: int) -> bytes:
    return struct.pack(f"<{len(words)}I", *words)


def test_each_register_is_followed_through_what_lies_between() -> None:
    assert sorted(moved(code(*A_MAGIC_NUMBER))) == sorted(NUMBERS)


def test_a_register_that_is_used_again_has_two_numbers() -> None:
    assert list(moved(code(*A_MAGIC_NUMBER[:1], *A_MAGIC_NUMBER[:1]))) == [(0x7C15, True)] * 2


def test_what_is_compared_with_stands_in_the_instruction() -> None:
    assert list(compared(code(*A_COMPARISON, *A_MAGIC_NUMBER))) == [4, 0x202000, 0x468]


def test_what_is_made_of_another_beginning_is_another_number() -> None:
    """Else the magic number would be taken for the beginning of it, and lost."""
    third = (0xB201F3E0, 0xF2955560)  # mov x0, #0xaaaaaaaaaaaaaaaa; movk x0, #0xaaab
    assert set(NUMBERS) < set(moved(code(*A_MAGIC_NUMBER[:-1], *third)))
    assert (0xAAAAAAAAAAAAAAAB, True) in moved(code(*third))
    unseen = 0xF2955560  # the movk alone, behind what is no move
    assert set(NUMBERS) < set(moved(code(*A_MAGIC_NUMBER[:-1], unseen)))


def test_half_an_instruction_is_none() -> None:
    assert list(moved(code(*A_MAGIC_NUMBER)[:6])) == [(0x7C15, True)]


def library(text: bytes, machine: int) -> bytes:
    """An ELF file with one section of code, and one of names."""
    names = b"\0.text\0.names\0"
    at = 64 + len(text)
    table = at + len(names)
    sections = [(0, 0, 0, 0, 0, 0), (1, 1, 6, 0, 64, len(text)), (7, 3, 0, 0, at, len(names))]
    headers = b"".join(struct.pack("<IIQQQQIIQQ", *each, 0, 0, 1, 0) for each in sections)
    head = struct.pack(
        "<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 3, machine, 1, 0, 0, table, 0, 64, 56, 0, 64, len(sections), 2
    )
    return head + text + names + headers


def test_the_dictionary_of_such_a_library_begins_with_them(tmp_path: Path) -> None:
    file = tmp_path / "libpool.so"
    file.write_bytes(library(code(*A_MAGIC_NUMBER, *A_COMPARISON), 183))
    assert {number for number, _ in NUMBERS} <= set(harvest(file, 8))
    assert plausible_counts(file, 2, 5000) == [4, 0x468]
    file.write_bytes(library(code(*A_MAGIC_NUMBER), 243))
    assert 0x1E3779B97F4A7C15 not in harvest(file, 1 << 16)


def test_what_32_bits_are_compared_with_may_be_either_half_of_a_word(tmp_path: Path) -> None:
    """Early: long before a pair of two such numbers, of which there are many."""
    file = tmp_path / "libpool.so"
    file.write_bytes(library(code(*A_MAGIC_NUMBER, *(0xD503201F for _ in range(200))), 183))
    assert 0xA5C3700D_A5C3700D in harvest(file, 16)
