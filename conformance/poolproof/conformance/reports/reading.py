"""Reads a report back: what ``--json`` wrote, of this version of poolproof or another."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from poolproof.spec.files import read_text

from .document import Document
from .json_report import SCHEMA, schema

STANDARD_INPUT: Final = "-"
_REMEDY: Final = "make one with `poolproof verify SUBJECT --json FILE`"
_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


class ReportError(Exception):
    """A file that is no report; the text names it, says what is wrong with it, and what helps."""


def read_report(file: Path) -> Document:
    """``-``: standard input. Raises ReportError."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8") if str(file) == STANDARD_INPUT else read_text(file)
    except OSError as error:
        raise ReportError(f"{file} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ReportError(f"{file} is no report: it is no text; {_REMEDY}") from None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        how = "was cut short" if text.lstrip().startswith("{") and '"schema"' in text else "is no JSON"
        raise ReportError(f"{file} {how} ({error}); {_REMEDY}") from None
    _check_kind(file, document)
    rules = schema()
    problem = _problem(document, rules, rules, "the report")
    if problem is not None:
        raise ReportError(f"{file} is no report of poolproof verify: {problem}; {_REMEDY}")
    report: Document = document
    return report


def _check_kind(file: Path, document: object) -> None:
    """What a file may be mistaken for, told by name."""
    if not isinstance(document, dict) or "schema" not in document:
        raise ReportError(f"{file} is JSON, but no report: it says no schema; {_REMEDY}")
    if document["schema"] != SCHEMA:
        raise ReportError(
            f"{file} is of schema {document['schema']!r}, and this version of poolproof reads schema {SCHEMA}; "
            "use the version that wrote it, or judge anew"
        )
    for key, command in (("figures", "bench"), ("cases", "replay"), ("faults", "faults")):
        if key in document:
            raise ReportError(f"{file} was written by `poolproof {command}`, not by `poolproof verify`; {_REMEDY}")
    if "requirements" in document and "complete" not in document:
        raise ReportError(f"{file} was cut short: its last key, complete, is missing; {_REMEDY}")


def _problem(value: Any, rule: Mapping[str, Any], rules: Mapping[str, Any], where: str) -> str | None:
    """What of the published schema a value does not follow: types, required keys, and the words that may stand there.

    Keys that the schema does not know are those of a later version."""
    if "$ref" in rule:
        return _problem(value, rules["$defs"][rule["$ref"].rpartition("/")[2]], rules, where)
    if "oneOf" in rule:
        problems = [_problem(value, each, rules, where) for each in rule["oneOf"]]
        return None if None in problems else problems[0]
    wanted = rule.get("type", [])
    names = [wanted] if isinstance(wanted, str) else wanted
    if names and not any(_is_a(value, name) for name in names):
        return f"{where} is {json.dumps(value)[:40]}, and not of type {' or '.join(names)}"
    if "enum" in rule and value not in rule["enum"]:
        return f"{where} is {json.dumps(value)[:40]}, and not one of {', '.join(map(str, rule['enum']))}"
    if isinstance(value, str) and not re.search(rule.get("pattern", ""), value):
        return f"{where} is {json.dumps(value)[:40]}, which it can't be"
    if isinstance(value, dict):
        return _problem_of_object(value, rule, rules, where)
    if isinstance(value, list):
        return _first(
            _problem(each, rule.get("items", {}), rules, f"item {at} of {where}") for at, each in enumerate(value, start=1)
        )
    return None


def _problem_of_object(value: dict[str, Any], rule: Mapping[str, Any], rules: Mapping[str, Any], where: str) -> str | None:
    missing = [key for key in rule.get("required", []) if key not in value]
    if missing:
        return f"{where} lacks {missing[0]!r}"
    problem = _first(
        _problem(value[key], each, rules, f"{key} of {where}")
        for key, each in rule.get("properties", {}).items()
        if key in value
    )
    return problem or _first(_condition(value, each, rules, where) for each in rule.get("allOf", []))


def _condition(value: dict[str, Any], rule: Mapping[str, Any], rules: Mapping[str, Any], where: str) -> str | None:
    met = all(_matches(value.get(key), each) for key, each in rule["if"]["properties"].items())
    return _problem(value, rule.get("then" if met else "else", {}), rules, where)


def _matches(value: object, rule: Mapping[str, Any]) -> bool:
    allowed: Sequence[object] = rule.get("enum", [rule.get("const")])
    return value in allowed


def _is_a(value: object, name: str) -> bool:
    if name in ("integer", "number") and isinstance(value, bool):
        return False
    return isinstance(value, _TYPES[name])


def _first(problems: Any) -> str | None:
    return next((each for each in problems if each is not None), None)
