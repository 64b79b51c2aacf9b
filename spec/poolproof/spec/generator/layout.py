"""Where the fields of a record lie: each at a multiple of its alignment, as every C compiler for our machines lays them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from .vocabulary import NUMBER_BYTES, Field, Record, Vocabulary

_CODES: Final = {"char": "s", "uint8_t": "B", "uint16_t": "H", "uint32_t": "I", "int32_t": "i", "uint64_t": "Q"}
"""The letters of the module ``struct``."""


@dataclass(frozen=True, slots=True)
class Place:
    field: Field
    offset: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes and offsets in bytes."""

    record: Record
    places: tuple[Place, ...]
    bytes: int
    alignment: int


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a record as Python sees it: records inside it taken apart."""

    name: str
    code: str
    offset: int
    bytes: int
    field: Field


def layouts(vocabulary: Vocabulary) -> dict[str, Layout]:
    """Return the layout of each record, by name. A record comes after those that it holds."""
    known: dict[str, Layout] = {}
    for record in vocabulary.records:
        known[record.name] = _laid_out(record, vocabulary, known)
    return known


def layout_of(record: Record, vocabulary: Vocabulary) -> Layout:
    """Return the layout of a record that holds no other."""
    return _laid_out(record, vocabulary, {})


def _laid_out(record: Record, vocabulary: Vocabulary, known: dict[str, Layout]) -> Layout:
    at, alignment, places = 0, 1, []
    for field in record.fields:
        each, own = _size(field, known)
        at = _rounded_up(at, own)
        places.append(Place(field, at, each * math.prod(dimensions(field, vocabulary))))
        at += places[-1].bytes
        alignment = max(alignment, own)
    return Layout(record, tuple(places), _rounded_up(at, alignment), alignment)


def dimensions(field: Field, vocabulary: Vocabulary) -> list[int]:
    return [int(count) if count.isdecimal() else vocabulary.numbers[count] for count in field.counts]


def _size(field: Field, known: dict[str, Layout]) -> tuple[int, int]:
    """Bytes and alignment of one of them."""
    if field.kind in NUMBER_BYTES:
        return NUMBER_BYTES[field.kind], NUMBER_BYTES[field.kind]
    inner = known[field.kind.removeprefix("struct ")]
    return inner.bytes, inner.alignment


def _rounded_up(number: int, step: int) -> int:
    return -(-number // step) * step


def numbers(layout: Layout, known: dict[str, Layout]) -> list[Number]:
    """Return every number of a record, in order. Arrays of a record are none: ask for their place."""
    found = []
    for place in layout.places:
        field = place.field
        if field.kind not in NUMBER_BYTES:
            inner = known[field.kind.removeprefix("struct ")]
            found += [
                Number(f"{field.python}_{each.name}", each.code, place.offset + each.offset, each.bytes, each.field)
                for each in numbers(inner, known)
            ]
            continue
        size = NUMBER_BYTES[field.kind]
        for nth, name in enumerate(field.names or (field.python,)):
            found.append(Number(name, _CODES[field.kind], place.offset + nth * size, size, field))
    return found


def struct_format(layout: Layout, known: dict[str, Layout]) -> str:
    """Return what the module ``struct`` reads all numbers of the record by, its padding in the middle and at its end too."""
    codes, at = [], 0
    for number in numbers(layout, known):
        codes += ["x"] * (number.offset - at) + [number.code]
        at = number.offset + number.bytes
    return "<" + _shortened(codes + ["x"] * (layout.bytes - at))


def _shortened(codes: list[str]) -> str:
    text, times = "", 0
    for place, code in enumerate(codes):
        times += 1
        if place + 1 < len(codes) and codes[place + 1] == code:
            continue
        text, times = text + (f"{times}{code}" if times > 1 else code), 0
    return text
