"""An object of a case file, and where in the file it stands: every field is checked, for people edit these files."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import IntEnum
from typing import TypeVar

from .. import legible

Named = TypeVar("Named", bound=IntEnum)


class CaseError(Exception):
    """A case file that can't be read. ``file`` and ``key`` say where, ``problem`` what, ``remedy`` what would help."""

    def __init__(self, file: str, key: str, problem: str, remedy: str) -> None:
        super().__init__(file, key, problem, remedy)
        self.file = file
        self.key = key
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return " ".join(f"{self.file}: {self.key}: {self.problem}; {self.remedy}".split())


def nearest(word: str, words: Iterable[str]) -> str:
    known = list(words)
    match = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {match[0]!r}?" if match else f"use one of {', '.join(known)}"


class Record:
    """A JSON object of a case file, and where in the file it stands."""

    def __init__(self, file: str, key: str, data: object) -> None:
        self.file = file
        self.key = key
        if not isinstance(data, dict):
            raise CaseError(file, key, f"is {_type_name(data)}, not an object", "give { ... }")
        self._data: dict[str, object] = data

    def error(self, name: str, problem: str, remedy: str) -> CaseError:
        return CaseError(self.file, name if self.key == "the whole file" else f"{self.key}.{name}", problem, remedy)

    def has(self, name: str) -> bool:
        return name in self._data

    def get(self, name: str) -> object:
        if name not in self._data:
            raise self.error(name, "is missing", "add it, or save the case again")
        return self._data[name]

    def allow_only(self, names: Iterable[str]) -> None:
        known = sorted(names)
        for name in self._data:
            if name not in known:
                raise self.error(name, "is no field of it", nearest(name, known))

    def integer(self, name: str, least: int, most: int) -> int:
        value = self.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(name, f"is {_type_name(value)}, not a whole number", f"give {least} to {most}")
        if not least <= value <= most:
            raise self.error(name, f"{value} is out of range", f"give {least} to {most}")
        return value

    def text(self, name: str) -> str:
        value = self.get(name)
        if not isinstance(value, str):
            raise self.error(name, f"is {_type_name(value)}, not a text", "put it in quotes")
        return legible.lines(value)

    def flag(self, name: str) -> bool:
        value = self._data.get(name, False)
        if not isinstance(value, bool):
            raise self.error(name, f"is {_type_name(value)}, not true or false", "give true, or leave it out")
        return value

    def list(self, name: str) -> list[object]:
        value = self.get(name)
        if not isinstance(value, list):
            raise self.error(name, f"is {_type_name(value)}, not a list", "give [ ... ]")
        return value

    def record(self, name: str) -> Record:
        key = name if self.key == "the whole file" else f"{self.key}.{name}"
        return Record(self.file, key, self.get(name))

    def named(self, name: str, kinds: type[Named]) -> Named:
        names = {each.name.lower(): each for each in kinds}
        value = self.text(name)
        if value not in names:
            raise self.error(name, f"{value!r} is unknown", nearest(value, names))
        return names[value]


def _type_name(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "true or false", int: "a number", float: "a fraction", str: "a text", list: "a list", dict: "an object"}[
        type(value)
    ]
