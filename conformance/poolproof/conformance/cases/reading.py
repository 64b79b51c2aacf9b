"""From the text of a case file to the case: every field is checked, for people edit these files."""

from __future__ import annotations

import json
from typing import Final

from poolproof.spec.contracts import Contract, derived_requirements

from ..operations import POOL_SLOTS, SIZE_MAX, Flag, Kind, Operation, Pattern, Placement, Target
from .case import VERSION, VERSION_OF_OPERATIONS, Case
from .contract_of_case import contract_of
from .meeting import read_meeting
from .record import CaseError, Record, nearest

_UINT32_MAX: Final = 2**32 - 1
MOST_OPERATIONS: Final = 10_000_000
"""A few times what the longest walk makes: a larger number in a file is a slip of the pen."""
_FLAGS: Final = {
    "observe_usage": Flag.OBSERVE_USAGE,
    "hold": Flag.HOLD,
    "step": Flag.STEP,
    "reuse": Flag.REUSE,
    "gone": Flag.GONE,
    "exact": Flag.EXACT,
}
_ANY_KIND: Final = frozenset({"operation", "pool", *_FLAGS, "times", "shown"})
_FIELDS: Final = {
    Kind.CREATE: frozenset({"config", "placed", "failing_allocation", "and_later"}),
    Kind.GET: frozenset({"value"}),
    Kind.RETURN: frozenset({"target", "nth", "extra"}),  # and, where it is not 0, the value
    Kind.WRITE: frozenset({"target", "nth", "value", "extra"}),
    Kind.WRITE_RECORD: frozenset({"target", "nth", "value", "extra"}),
}
_LIMITS: Final = {"nth": _UINT32_MAX, "value": SIZE_MAX, "extra": _UINT32_MAX}
_TOP: Final = ("case", "contract", "requirements", "expected", "observed", "subject", "sanitizer", "operations", "interleaving")


def read_case(text: str, file: str) -> Case:
    """The case that a file's text is. Raises CaseError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "the whole file"
        too_much = "nested too deeply" if isinstance(error, RecursionError) else "a number of too many digits"
        said = error.msg if isinstance(error, json.JSONDecodeError) else too_much
        raise CaseError(file, where, f"is not JSON ({said})", "restore the file, or save the case again") from error
    record = Record(file, "the whole file", document)
    version = record.integer("case", 1, SIZE_MAX)
    if version > VERSION:
        raise CaseError(
            file, "case", f"version {version} is unknown", f"this poolproof reads up to version {VERSION}: use a newer one"
        )
    if version < VERSION_OF_OPERATIONS:
        raise CaseError(file, "case", f"version {version} is from before there were contracts", "save the case again")
    record.allow_only(_TOP)
    contract = contract_of(record.record("contract"))
    is_meeting = record.has("interleaving")
    if is_meeting and record.has("operations"):
        raise record.error("operations", "stand beside an interleaving", "leave one of them out")
    if is_meeting and version < VERSION:
        raise record.error("interleaving", f"is no field of version {version}", f"give {VERSION} as the version, in case")
    return Case(
        requirements=_requirements(record, contract),
        expected=record.text("expected"),
        observed=record.text("observed"),
        contract=contract,
        subject=record.text("subject"),
        operations=() if is_meeting else _operations(record),
        meeting=read_meeting(record.record("interleaving"), contract) if is_meeting else None,
        sanitizer=record.flag("sanitizer"),
    )


def from_json(data: object, file: str = "operation", key: str = "the whole record") -> Operation:
    """The exact inverse of ``operations.to_json``, plus ``step``. Raises CaseError."""
    record = Record(file, key, data)
    kind = record.named("operation", Kind)
    has_value = kind == Kind.RETURN and record.has("value")
    record.allow_only(_ANY_KIND | _FIELDS.get(kind, frozenset()) | (frozenset({"value"}) if has_value else frozenset()))
    values = {name: record.integer(name, 0, _LIMITS[name]) for name in _FIELDS.get(kind, frozenset()) & _LIMITS.keys()}
    if has_value:
        values["value"] = record.integer("value", 0, SIZE_MAX)
    flags = Flag.NONE
    for name, flag in _FLAGS.items():
        flags |= flag if record.flag(name) else Flag.NONE
    target = 0
    if "target" in _FIELDS.get(kind, frozenset()):
        target = int(record.named("target", Target if kind == Kind.RETURN else Pattern))
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


def _capacities(config: Record) -> int:
    config.allow_only(("soa_capacity", "receipt_capacity"))
    return config.integer("soa_capacity", 0, _UINT32_MAX) | config.integer("receipt_capacity", 0, _UINT32_MAX) << 32


def _requirements(record: Record, contract: Contract) -> tuple[str, ...]:
    known = [each.id for each in derived_requirements(contract)]
    given = record.list("requirements")
    for each in given:
        if each not in known:
            raise record.error("requirements", f"{each!r} is no requirement", nearest(str(each), known))
    if not given:
        raise record.error("requirements", "names none", "name what the case violates, the one to blame first")
    return tuple(map(str, given))


def _operations(record: Record) -> tuple[Operation, ...]:
    operations: list[Operation] = []
    given = record.list("operations")
    for place, data in enumerate(given):
        each = Record(record.file, f"operations[{place}]", data)
        times = each.integer("times", 1, MOST_OPERATIONS) if each.has("times") else 1
        body = _in_turn(each) if each.has("operations") else [from_json(data, record.file, f"operations[{place}]")]
        if len(operations) + times * len(body) > MOST_OPERATIONS:
            raise each.error("times", f"makes more than {MOST_OPERATIONS:,} operations in all", "give less")
        operations += body * times
    if not operations:
        raise record.error("operations", "there are none", "give at least the operation that fails")
    return tuple(operations)


def _in_turn(record: Record) -> list[Operation]:
    """Operations that are done one after the other, as often as the record says."""
    record.allow_only(("times", "operations"))
    return [
        from_json(data, record.file, f"{record.key}.operations[{place}]")
        for place, data in enumerate(record.list("operations"))
    ]
