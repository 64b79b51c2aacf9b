"""From the text of a case file to the case: every field is checked, for people edit these files."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from enum import IntEnum
from typing import Final, TypeVar

from poolproof.spec import load_spec

from ..operations import POOL_SLOTS, SIZE_MAX, Flag, Kind, Operation, Pattern, Placement, Target
from .case import PROFILE_PARAMETERS, VERSION, Case

_UINT32_MAX: Final = 2**32 - 1
MOST_OPERATIONS: Final = 10_000_000
"""A few times what the longest walk makes: a larger number in a file is a slip of the pen."""
_ANY_KIND: Final = frozenset({"operation", "pool", "observe_usage", "hold", "step", "reuse", "gone", "times", "shown"})
_FIELDS: Final = {
    Kind.CREATE: frozenset({"config", "placed", "failing_allocation", "and_later"}),
    Kind.GET_SOA: frozenset({"value"}),
    Kind.RETURN_SOA: frozenset({"target", "nth", "extra"}),  # and, where it is not 0, the value
    Kind.WRITE_SOA: frozenset({"target", "nth", "value", "extra"}),
    Kind.WRITE_RECEIPT: frozenset({"target", "nth", "value", "extra"}),
}
_LIMITS: Final = {"nth": _UINT32_MAX, "value": SIZE_MAX, "extra": _UINT32_MAX}
_TOP: Final = ("case", "requirements", "expected", "observed", "profile", "subject", "sanitizer", "operations")

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


def read_case(text: str, file: str) -> Case:
    """The case that a file's text is. Raises CaseError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "the whole file"
        too_much = "nested too deeply" if isinstance(error, RecursionError) else "a number of too many digits"
        said = error.msg if isinstance(error, json.JSONDecodeError) else too_much
        raise CaseError(file, where, f"is no JSON ({said})", "restore the file, or save the case again") from error
    record = _Record(file, "the whole file", document)
    version = record.integer("case", 1, SIZE_MAX)
    if version != VERSION:
        raise CaseError(
            file, "case", f"version {version} is unknown", f"this poolproof reads version {VERSION}: use a newer one"
        )
    record.allow_only(_TOP)
    profile = record.record("profile")
    profile.allow_only(("name", *PROFILE_PARAMETERS))
    return Case(
        requirements=_requirements(record),
        expected=record.text("expected"),
        observed=record.text("observed"),
        profile_name=profile.text("name"),
        soa_capacity=profile.integer("soa_capacity", 1, _UINT32_MAX),
        receipt_capacity=profile.integer("receipt_capacity", 1, _UINT32_MAX),
        memory_bytes=profile.integer("memory_bytes", 1, SIZE_MAX),
        instruction_limit=profile.integer("instruction_limit", 1, SIZE_MAX),
        subject=record.text("subject"),
        operations=_operations(record),
        sanitizer=record.flag("sanitizer"),
    )


def from_json(data: object, file: str = "operation", key: str = "the whole record") -> Operation:
    """The exact inverse of ``operations.to_json``, plus ``step``. Raises CaseError."""
    record = _Record(file, key, data)
    kind = record.named("operation", Kind)
    has_value = kind == Kind.RETURN_SOA and record.has("value")
    record.allow_only(_ANY_KIND | _FIELDS.get(kind, frozenset()) | (frozenset({"value"}) if has_value else frozenset()))
    values = {name: record.integer(name, 0, _LIMITS[name]) for name in _FIELDS.get(kind, frozenset()) & _LIMITS.keys()}
    if has_value:
        values["value"] = record.integer("value", 0, SIZE_MAX)
    flags = Flag.OBSERVE_USAGE if record.flag("observe_usage") else Flag.NONE
    flags |= Flag.HOLD if record.flag("hold") else Flag.NONE
    flags |= Flag.STEP if record.flag("step") else Flag.NONE
    flags |= Flag.REUSE if record.flag("reuse") else Flag.NONE
    flags |= Flag.GONE if record.flag("gone") else Flag.NONE
    target = 0
    if "target" in _FIELDS.get(kind, frozenset()):
        target = int(record.named("target", Target if kind == Kind.RETURN_SOA else Pattern))
    if kind == Kind.CREATE:
        if record.get("config") is None:
            flags |= Flag.DEFAULT_CONFIG
        else:
            values["value"] = _capacities(record.record("config"))
        if record.has("placed"):
            target = int(record.named("placed", Placement))
        if record.has("failing_allocation"):
            values["nth"] = record.integer("failing_allocation", 1, _UINT32_MAX)
            values["extra"] = int(record.flag("and_later"))
    return Operation(kind, record.integer("pool", 0, POOL_SLOTS - 1), target, int(flags), **values)


def _capacities(config: _Record) -> int:
    config.allow_only(("soa_capacity", "receipt_capacity"))
    return config.integer("soa_capacity", 0, _UINT32_MAX) | config.integer("receipt_capacity", 0, _UINT32_MAX) << 32


def _requirements(record: _Record) -> tuple[str, ...]:
    known = [each.id for each in load_spec().requirements]
    given = record.list("requirements")
    for each in given:
        if each not in known:
            raise record.error("requirements", f"{each!r} is no requirement", _nearest(str(each), known))
    if not given:
        raise record.error("requirements", "names none", "name what the case violates, the one to blame first")
    return tuple(map(str, given))


def _operations(record: _Record) -> tuple[Operation, ...]:
    operations: list[Operation] = []
    given = record.list("operations")
    for place, data in enumerate(given):
        each = _Record(record.file, f"operations[{place}]", data)
        times = each.integer("times", 1, MOST_OPERATIONS) if each.has("times") else 1
        body = _in_turn(each) if each.has("operations") else [from_json(data, record.file, f"operations[{place}]")]
        if len(operations) + times * len(body) > MOST_OPERATIONS:
            raise each.error("times", f"makes more than {MOST_OPERATIONS:,} operations in all", "give less")
        operations += body * times
    if not operations:
        raise record.error("operations", "there are none", "give at least the operation that fails")
    return tuple(operations)


def _in_turn(record: _Record) -> list[Operation]:
    """Operations that are done one after the other, as often as the record says."""
    record.allow_only(("times", "operations"))
    return [
        from_json(data, record.file, f"{record.key}.operations[{place}]")
        for place, data in enumerate(record.list("operations"))
    ]


def _nearest(word: str, words: Iterable[str]) -> str:
    known = list(words)
    match = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {match[0]!r}?" if match else f"use one of {', '.join(known)}"


class _Record:
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
                raise self.error(name, "is no field of it", _nearest(name, known))

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
        return value

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

    def record(self, name: str) -> _Record:
        key = name if self.key == "the whole file" else f"{self.key}.{name}"
        return _Record(self.file, key, self.get(name))

    def named(self, name: str, kinds: type[Named]) -> Named:
        names = {each.name.lower(): each for each in kinds}
        value = self.text(name)
        if value not in names:
            raise self.error(name, f"{value!r} is unknown", _nearest(value, names))
        return names[value]


def _type_name(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "true or false", int: "a number", float: "a fraction", str: "a text", list: "a list", dict: "an object"}[
        type(value)
    ]
