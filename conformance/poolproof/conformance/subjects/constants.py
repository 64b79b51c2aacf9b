"""Constants of a subject's own binary, as a dictionary for the generators.

A comparison with a magic number is found by no random search over 64 bits, but the number stands in the binary: as data, or as
an operand of an instruction. Every window of 8 and of 4 bytes at every offset is a candidate: that is crude, needs no
disassembler, and misses nothing that is stored whole. Operands are known of x86-64 and aarch64; elsewhere what is stored as
data has to do.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from . import wide_moves

MACHINES: Final = ("x86_64", "aarch64")
"""Of these, numbers are known that instructions hold."""

LARGEST_SECTION_BYTES: Final = 24 * 1024
"""Of a larger section (a language's runtime, linked in) only what lies around the functions of the binding."""
_AROUND_SYMBOL_BYTES: Final = 2048
_AARCH64: Final = 183
_SECTIONS: Final = (b".text", b".rodata", b".data", b".data.rel.ro")
_SMALLEST: Final = 256
_SMALLEST_HALF: Final = 1 << 16
_HALVES_AT_MOST: Final = 40
_COMPARISON: Final = re.compile(rb"(?:\x3d|\x81(?:[\xf8-\xff]|[\x78-\x7f].))....", re.DOTALL)
"""Of x86-64, of 32 bits with a number that the instruction holds: with eax, with another register, with what lies near one."""

_MULTIPLICATION: Final = re.compile(rb"\x69[\x40-\xff](?=(....))", re.DOTALL)
_OPERAND: Final = re.compile(rb"(?:[\x05\x25\x2d\x68\xb8-\xbf]|[\x81\xc7][\xc0-\xff])(?=(....))", re.DOTALL)
"""Of x86-64: what is multiplied by; what is added, put into a register, and so on."""


def harvest(path: Path, limit: int) -> list[int]:
    """At most ``limit`` numbers that stand in the binary, the likeliest first. None of what is no 64-bit little-endian ELF."""
    content = path.read_bytes()
    if content[:6] != b"\x7fELF\x02\x01":
        return []
    try:
        return _candidates(content)[:limit]
    except (struct.error, ValueError, OverflowError):  # a section table that is cut off or stripped: the loader needs none
        return []


@lru_cache(maxsize=1)
def _candidates(content: bytes) -> list[int]:
    wide: dict[int, None] = {}
    narrow: dict[int, None] = {}
    for block in _blocks(content):
        windows = max(len(block) - 7, 0)
        wide.update(dict.fromkeys(_at_every_offset(block, "Q", 8)[:windows]))
        narrow.update(dict.fromkeys(_at_every_offset(block, "I", 4)[:windows]))
    short = (number for number in narrow if number >= _SMALLEST)
    # An operand of four bytes is sign-extended to eight.
    extended = (number | 0xFFFFFFFF00000000 for number in narrow if number >> 31)
    mixed = [number for group in zip(wide, short, strict=False) for number in group]
    halves = _halves(content)
    doubled = (half << 32 | half for half in halves)  # a field of 32 bits may be either half of a word
    pairs = (high << 32 | low for high in halves for low in halves)
    return list(dict.fromkeys([*_operands(content), *halves, *doubled, *mixed, *pairs, *wide, *extended]))


def plausible_counts(path: Path, least: int, most: int) -> list[int]:
    """Numbers of the code that may be counts of something: operands of 32 bits, those that are compared with or multiplied by
    first. None of what is no 64-bit little-endian ELF."""
    content = path.read_bytes()
    if content[:6] != b"\x7fELF\x02\x01":
        return []
    try:
        blocks = [*_blocks(content)]
    except (struct.error, ValueError, OverflowError):  # as in harvest()
        return []
    found: dict[int, None] = {}
    operands = _aarch64_counts(blocks) if _is_aarch64(content) else _x86_64_counts(blocks)
    for number in operands:
        if least <= number <= most:
            found.setdefault(number)
    return list(found)


def _x86_64_counts(blocks: list[bytes]) -> Iterator[int]:
    for pattern in (_COMPARISON, _MULTIPLICATION, _OPERAND):
        for match in (match for block in blocks for match in pattern.finditer(block)):
            yield int.from_bytes(match[match.lastindex or 0][-4:], "little")


def _aarch64_counts(blocks: list[bytes]) -> Iterator[int]:
    for block in blocks:
        yield from wide_moves.compared(block)
    for block in blocks:
        yield from (number for number, _ in wide_moves.moved(block))


def _is_aarch64(content: bytes) -> bool:
    return int.from_bytes(content[18:20], "little") == _AARCH64


def _at_every_offset(block: bytes, kind: str, width: int) -> list[int]:
    """The number of so many bytes that begins at each offset, as far as it is whole."""
    numbers = [0] * max(len(block) - width + 1, 0)
    for offset in range(width):
        count = max(len(block) - offset, 0) // width
        numbers[offset::width] = struct.unpack_from(f"<{count}{kind}", block, offset) if count else ()
    return numbers


def _operands(content: bytes) -> Iterator[int]:
    """What a whole word is put into a register as: the likeliest magic numbers of all. x86-64 has one instruction that holds 8
    bytes."""
    for block in _blocks(content, whole=True):
        if _is_aarch64(content):
            yield from (number for number, _ in wide_moves.moved(block) if number >= _SMALLEST)
            continue
        for prefix in (b"\x48", b"\x49"):
            at = block.find(prefix)
            while at != -1 and at + 10 <= len(block):
                if 0xB8 <= block[at + 1] <= 0xBF:
                    yield int.from_bytes(block[at + 2 : at + 10], "little")
                at = block.find(prefix, at + 1)


def _halves(content: bytes) -> list[int]:
    """What comparisons of 32 bits are made with. The halves of a word may be compared one after the other."""
    halves: dict[int, None] = {}
    for block in _blocks(content):
        if _is_aarch64(content):
            compared = (number for number, is_wide in wide_moves.moved(block) if not is_wide)
        else:
            compared = (int.from_bytes(match[0][-4:], "little") for match in _COMPARISON.finditer(block))
        for number in compared:
            if number >= _SMALLEST_HALF:
                halves.setdefault(number)
    return list(halves)[:_HALVES_AT_MOST]


def _blocks(content: bytes, *, whole: bool = False) -> Iterator[bytes]:
    sections = dict(_sections(content))
    for name in _SECTIONS:
        if name not in sections:
            continue
        address, offset, size = sections[name]
        if size <= LARGEST_SECTION_BYTES or whole:
            yield content[offset : offset + size]
            continue
        for symbol in _binding_symbols(content, sections):
            start = symbol - address
            if 0 <= start < size:
                yield content[offset + max(0, start - _AROUND_SYMBOL_BYTES // 4) : offset + start + _AROUND_SYMBOL_BYTES]


def _sections(content: bytes) -> Iterator[tuple[bytes, tuple[int, int, int]]]:
    """Name, and (address, file offset, size), of each section."""
    table, entry_bytes, count, names_at = *struct.unpack_from("<Q", content, 40), *struct.unpack_from("<3H", content, 58)
    headers = [struct.unpack_from("<IIQQQQ", content, table + place * entry_bytes) for place in range(count)]
    if names_at >= len(headers):
        return
    names = headers[names_at][4]
    for name, _, _, address, offset, size in headers:
        end = content.index(b"\0", names + name)
        yield content[names + name : end], (address, offset, size)


def _binding_symbols(content: bytes, sections: dict[bytes, tuple[int, int, int]]) -> Iterator[int]:
    """Addresses of the exported functions of the binding."""
    if b".dynsym" not in sections or b".dynstr" not in sections:
        return
    _, symbols, size = sections[b".dynsym"]
    _, strings, _ = sections[b".dynstr"]
    for at in range(symbols, symbols + size, 24):
        name, _, _, _, value, _ = struct.unpack_from("<IBBHQQ", content, at)
        if content[strings + name : strings + name + 3] == b"bp_":
            yield value
