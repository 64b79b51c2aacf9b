"""TOML tables that complain well: every value is asked for by key and type, and a wrong one is a SpecError naming its place."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from poolproof.spec.errors import WHOLE_FILE, SpecError, did_you_mean
from poolproof.spec.files import TEXT_BYTES_AT_MOST, read_file

Choice = TypeVar("Choice")


class Table:
    """The values of one table. ``place`` is its name inside the file, e.g. ``requirement[3]`` (counted from 1)."""

    def __init__(self, file: Path, values: Mapping[str, object], place: str = "") -> None:
        self.file = file
        self._values = values
        self._place = place

    def error(self, key: str, problem: str, remedy: str) -> SpecError:
        """Return the complaint about the value of ``key``, to be raised."""
        place = f"{self._place}.{key}" if self._place else key
        return SpecError(str(self.file), place, problem, remedy)

    def allow_only(self, keys: Collection[str]) -> None:
        """Refuse a key that nobody asks for: it is a slip of the pen, and its value would be without effect."""
        for key in self._values:
            if key not in keys:
                raise self.error(key, "unknown key", did_you_mean(key, keys))

    def has(self, key: str) -> bool:
        """Whether a key that may be left out is there."""
        return key in self._values

    def text(self, key: str) -> str:
        """Return a string that says something, on one line."""
        value = self._value(key)
        if not isinstance(value, str):
            raise self.error(key, f"must be a string, not {kind_of(value)}", "write it between quotes")
        if not value.strip() or "\n" in value:
            raise self.error(key, "must be one line of text", "write one line that is not blank")
        if not value.isprintable():
            raise self.error(key, f"{value!r} holds a character that can't be printed", "leave it out")
        return value

    def text_if_any(self, key: str) -> str | None:
        """Return the same, or None where the key is not given."""
        return self.text(key) if key in self._values else None

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.error(key, f"must be true or false, not {kind_of(value)}", "write true or false without quotes")
        return value

    def integer(self, key: str, smallest: int, largest: int) -> int:
        """Return a whole number from ``smallest`` to ``largest``. A boolean is none, whatever Python thinks."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(
                key, f"must be a whole number, not {kind_of(value)}", f"give a whole number from {smallest} to {largest}"
            )
        if not smallest <= value <= largest:
            remedy = f"give {smallest}" if smallest == largest else f"give a whole number from {smallest} to {largest}"
            raise self.error(key, f"{value} is out of range", remedy)
        return value

    def number(self, key: str, above: float, below: float) -> float:
        """Return a number between ``above`` and ``below``, both excluded, as it was written: 7 stays a whole number."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"must be a number, not {kind_of(value)}", f"give a number between {above} and {below}")
        if not above < value < below:  # nan neither
            raise self.error(key, f"{value} is out of range", f"give a number between {above} and {below}, both excluded")
        return value

    def choice(self, key: str, choices: Mapping[str, Choice]) -> Choice:
        """Return what the string under ``key`` stands for."""
        return self._chosen(key, self.text(key), choices)

    def choices(self, key: str, choices: Mapping[str, Choice]) -> tuple[Choice, ...]:
        """Return what each of the strings under ``key`` stands for. None of them may come twice."""
        words = self.texts(key)
        return tuple(self._chosen(key, word, choices) for word in words)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of different strings; it may be empty."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.error(key, "must be a list of strings", 'write it like ["A", "B"], or [] for none')
        for entry in value:
            if value.count(entry) > 1:
                raise self.error(key, f"{entry!r} comes twice", "remove one of them")
        return tuple(value)

    def counts(self, key: str) -> tuple[int | str, ...]:
        """Return a list of whole numbers above 0 and names of some."""
        value = self._value(key)
        if not isinstance(value, list) or not all(map(_is_count, value)):
            raise self.error(key, "must be a list of counts", 'write it like [4], or ["SITES", 4]')
        return tuple(value)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return the tables written as ``[[key]]``; there must be at least one."""
        value = self._value(key)
        if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
            raise self.error(key, "must be tables", f"write each of them under a [[{key}]] line")
        place = f"{self._place}.{key}" if self._place else key
        return tuple(Table(self.file, entry, f"{place}[{count}]") for count, entry in enumerate(value, start=1))

    def _value(self, key: str) -> object:
        if key not in self._values:
            raise self.error(key, "missing", f"add a line that begins with {key} =")
        return self._values[key]

    def _chosen(self, key: str, word: str, choices: Mapping[str, Choice]) -> Choice:
        if word not in choices:
            raise self.error(key, f"{word!r} is not known", did_you_mean(word, choices))
        return choices[word]


def read_values(file: Path) -> dict[str, object]:
    """Return what a TOML file holds. Raises SpecError when it can't be read, is not UTF-8 or is no TOML."""
    return parse_values(file, read_content(file))


def parse_values(file: Path, content: bytes) -> dict[str, object]:
    """Return what this content of a TOML file says; ``file``: what complaints call it. Raises SpecError."""
    try:
        return tomllib.loads(_decoded(file, content))
    except (ValueError, RecursionError) as problem:  # RecursionError: brackets nested a thousand deep
        raise SpecError(str(file), WHOLE_FILE, f"not valid TOML: {problem}", "correct it there") from None


def read_records(file: Path, key: str, unique: Iterable[str], keys: Iterable[str]) -> tuple[Table, ...]:
    """Return the ``[[key]]`` tables, which are all that the file holds. No two have the same text under a ``unique`` key."""
    whole = Table(file, read_values(file))
    whole.allow_only([key])
    tables = whole.tables(key)
    for table in tables:
        table.allow_only([*unique, *keys])
    for name in unique:
        _check_unique(tables, name)
    return tables


def _check_unique(tables: Iterable[Table], key: str) -> None:
    seen = set()
    for table in tables:
        value = table.text(key)
        if value in seen:
            raise table.error(key, f"{value!r} comes twice", "rename or remove one of them")
        seen.add(value)


def read_content(file: Path, most_bytes: int = TEXT_BYTES_AT_MOST) -> bytes:
    """Return what a file holds. Raises SpecError when it can't be read, or is larger than that."""
    try:
        return read_file(file, most_bytes)
    except FileNotFoundError:
        raise SpecError(
            str(file), WHOLE_FILE, "there is no such file", "correct the path, or write a TOML file there"
        ) from None
    except OSError as problem:
        raise SpecError(str(file), WHOLE_FILE, f"can't be read: {problem.strerror}", "give a readable TOML file") from None
    except ValueError as problem:  # a NUL in the path
        raise SpecError(repr(str(file)), WHOLE_FILE, f"can't be read: {problem}", "give a readable TOML file") from None


def _decoded(file: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = content[problem.start]
        raise SpecError(
            str(file), WHOLE_FILE, f"not UTF-8: byte 0x{byte:02x} on line {line}", "save the file as UTF-8"
        ) from None


def _is_count(value: object) -> bool:
    return isinstance(value, str) or (type(value) is int and value > 0)


def kind_of(value: object) -> str:
    """Return what a TOML value is, for a complaint about it."""
    match value:
        case bool():
            return "a boolean"
        case int():
            return f"the number {value}"
        case float():
            return f"the number {value}"
        case str():
            return f"the string {value!r}"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or a time"
