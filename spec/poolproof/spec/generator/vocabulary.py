"""The records of the vocabulary, and how they are read. Whatever does not fit together is a SpecError that names its place."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from poolproof.spec.table import Table, read_records, read_values

NUMBER_BYTES: Final[Mapping[str, int]] = {
    "char": 1,
    "uint8_t": 1,
    "uint16_t": 2,
    "uint32_t": 4,
    "int32_t": 4,
    "uint64_t": 8,
}
"""The types that a field may have besides records. Each lies at a multiple of its size."""

_FLAGS_AT_MOST: Final = 31


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    value: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    value: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Entries of one kind. ``count`` is the name of how many there are, where somebody draws by it."""

    name: str
    python: str
    prefix: str
    count: str | None
    is_flags: bool
    text: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class EntrySet:
    """Some entries of an enumeration."""

    name: str
    of: Enumeration
    text: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """``kind``: a C type; ``counts``: how many in each dimension, by number or by the name of a limit; ``names``: what the
    numbers of an array are called in Python, each a field of its own there; ``varies``: in a sound pool it differs from time
    to time."""

    name: str
    kind: str
    counts: tuple[str, ...]
    python: str
    names: tuple[str, ...]
    of: str | None
    is_required: bool
    default: int
    text: str | None
    varies: bool


@dataclass(frozen=True, slots=True)
class Record:
    name: str
    python: str | None
    text: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """What a block that a pool lends is in the binding: ``record``, a C type. ``of``: the name of its kind."""

    of: str
    record: Record


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Entries that one of the drivers can't ask a pool for."""

    driver: str
    of: Enumeration
    entries: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``numbers``: every name by which a count may be given."""

    limits: tuple[Limit, ...]
    enumerations: tuple[Enumeration, ...]
    sets: tuple[EntrySet, ...]
    records: tuple[Record, ...]
    statuses: tuple[Entry, ...]
    blocks: tuple[BlockLayout, ...]
    undrawn: tuple[Undrawn, ...]
    numbers: Mapping[str, int]


OUTCOMES: Final = "OUTCOMES"
"""How many statuses there are."""


def read_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary of the TOML files in ``folder``."""
    whole = Table(folder / "vocabulary.toml", read_values(folder / "vocabulary.toml"))
    whole.allow_only(["limit", "enumeration", "set", "record", "layout", "undrawn"])
    limits = (_version(folder), *map(_limit, whole.tables("limit")))
    _refuse_twice(whole, "limit", [limit.name for limit in limits])
    enumerations = tuple(map(_enumeration, whole.tables("enumeration")))
    statuses = _statuses(folder / "statuses.toml")
    numbers = {limit.name: limit.value for limit in limits} | {OUTCOMES: len(statuses)}
    numbers |= {each.count: len(each.entries) for each in enumerations if each.count is not None}
    by_name = {each.name: each for each in enumerations}
    sets = tuple(_set(table, by_name) for table in whole.tables("set"))
    records: list[Record] = []
    for table in whole.tables("record"):
        records.append(_record(table, numbers, [record.name for record in records], by_name))
    for key, named in (("enumeration", enumerations), ("set", sets), ("record", records)):
        _refuse_twice(whole, key, [each.name for each in named])
    blocks = tuple(_block(table, by_name["lent_kind"]) for table in whole.tables("layout"))
    undrawn = tuple(_undrawn(table, by_name) for table in whole.tables("undrawn"))
    return Vocabulary(limits, enumerations, sets, tuple(records), statuses, blocks, undrawn, numbers)


def _version(folder: Path) -> Limit:
    """A worker that was built from other words would lay everything elsewhere, and a good pool would be blamed for it."""
    words = b"".join((folder / name).read_bytes() for name in ("vocabulary.toml", "statuses.toml"))
    return Limit(
        "PROTOCOL_VERSION", zlib.crc32(words) >> 1, "a number of what this is generated from: it tells a worker of other words"
    )


def _limit(table: Table) -> Limit:
    table.allow_only(["name", "value", "text"])
    return Limit(_constant(table, "name"), table.integer("value", 0, 2**31 - 1), table.text_if_any("text"))


def _constant(table: Table, key: str) -> str:
    word = table.text(key)
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", word):
        raise table.error(key, f"{word!r} can't be a constant's name", "write capitals, like GET_SOA")
    return word


def _enumeration(table: Table) -> Enumeration:
    table.allow_only(["name", "python", "prefix", "count", "flags", "text", "entries"])
    is_flags = table.has("flags") and table.flag("flags")
    entries = tuple(_entry(entry, place, is_flags) for place, entry in enumerate(table.tables("entries")))
    _refuse_twice(table, "entries", [entry.name for entry in entries])
    _refuse_twice(table, "entries", [str(entry.value) for entry in entries])
    if is_flags and len(entries) > _FLAGS_AT_MOST:
        raise table.error("entries", f"{len(entries)} flags", f"give at most {_FLAGS_AT_MOST}")
    return Enumeration(
        name=table.text("name"),
        python=table.text("python"),
        prefix=_constant(table, "prefix"),
        count=_constant(table, "count") if table.has("count") else None,
        is_flags=is_flags,
        text=table.text("text"),
        entries=entries,
    )


def _entry(table: Table, place: int, is_flags: bool) -> Entry:
    table.allow_only(["name", "value", "text"])
    by_place = 1 << place if is_flags else place
    value = table.integer("value", -(2**31), 2**31 - 1) if table.has("value") else by_place
    return Entry(_constant(table, "name"), value, table.text_if_any("text"))


def _set(table: Table, enumerations: Mapping[str, Enumeration]) -> EntrySet:
    table.allow_only(["name", "of", "text", "entries"])
    of = table.choice("of", enumerations)
    entries = table.choices("entries", {entry.name: entry.name for entry in of.entries})
    return EntrySet(_constant(table, "name"), of, table.text("text"), entries)


def _block(table: Table, kinds: Enumeration) -> BlockLayout:
    table.allow_only(["of", "record", "fields"])
    of = table.choice("of", {entry.name: entry.name for entry in kinds.entries})
    fields = tuple(_field(field, {}, list(NUMBER_BYTES), {}) for field in table.tables("fields"))
    return BlockLayout(of, Record(table.text("record"), None, "", fields))


def _undrawn(table: Table, enumerations: Mapping[str, Enumeration]) -> Undrawn:
    table.allow_only(["driver", "of", "entries", "reason"])
    of = table.choice("of", enumerations)
    entries = table.choices("entries", {entry.name: entry.name for entry in of.entries})
    return Undrawn(table.text("driver"), of, entries, table.text("reason"))


def _record(table: Table, numbers: Mapping[str, int], before: Iterable[str], enumerations: Mapping[str, Enumeration]) -> Record:
    table.allow_only(["name", "python", "text", "fields"])
    kinds = [*NUMBER_BYTES, *(f"struct {name}" for name in before)]
    fields = tuple(_field(field, numbers, kinds, enumerations) for field in table.tables("fields"))
    _refuse_twice(table, "fields", [field.name for field in fields])
    return Record(table.text("name"), table.text_if_any("python"), table.text("text"), fields)


def _field(table: Table, numbers: Mapping[str, int], kinds: list[str], enumerations: Mapping[str, Enumeration]) -> Field:
    table.allow_only(["name", "type", "count", "python", "names", "of", "required", "default", "text", "varies"])
    name = table.text("name")
    return Field(
        name=name,
        kind=table.choice("type", {kind: kind for kind in kinds}),
        counts=tuple(_counts(table, numbers)) if table.has("count") else (),
        python=table.text("python") if table.has("python") else name,
        names=table.texts("names") if table.has("names") else (),
        of=table.choice("of", enumerations).python if table.has("of") else None,
        is_required=table.has("required") and table.flag("required"),
        default=table.integer("default", -(2**31), 2**31 - 1) if table.has("default") else 0,
        text=table.text_if_any("text"),
        varies=table.has("varies") and table.flag("varies"),
    )


def _counts(table: Table, numbers: Mapping[str, int]) -> Iterable[str]:
    for count in table.counts("count"):
        if isinstance(count, str) and count not in numbers:
            raise table.error("count", f"{count} is no limit", f"give a number, or one of {', '.join(numbers)}")
        yield str(count)


def _statuses(file: Path) -> tuple[Entry, ...]:
    tables = read_records(file, "status", unique=["name"], keys=["value", "meaning"])
    return tuple(
        Entry(_constant(table, "name"), table.integer("value", 0, 2**31 - 1), table.text("meaning")) for table in tables
    )


def _refuse_twice(table: Table, key: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise table.error(key, f"{name} comes twice", "rename or remove one of them")
