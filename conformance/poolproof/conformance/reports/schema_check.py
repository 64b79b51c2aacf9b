"""Whether a document follows a schema: the part of JSON Schema that the schemas of this project are written in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def problem_of(document: object, schema: Mapping[str, Any], name: str) -> str | None:
    """What of the schema a document does not follow: types, ranges, required keys, and the words that may stand there. None: it
    follows it.

    Keys that the schema does not know are those of a later version."""
    return _problem(document, schema, schema, name)


def _problem(value: Any, rule: Mapping[str, Any], rules: Mapping[str, Any], where: str) -> str | None:
    if "$ref" in rule:
        return _problem(value, rules["$defs"][rule["$ref"].rpartition("/")[2]], rules, where)
    if "oneOf" in rule:
        problems = [_problem(value, each, rules, where) for each in rule["oneOf"]]
        return None if None in problems else problems[0]
    wanted = rule.get("type", [])
    names = [wanted] if isinstance(wanted, str) else wanted
    if names and not any(_is_a(value, name) for name in names):
        return f"{where} is {_shown(value)}, and not of type {' or '.join(names)}"
    if "enum" in rule and value not in rule["enum"]:
        return f"{where} is {_shown(value)}, and not one of {', '.join(map(str, rule['enum']))}"
    if _is_a(value, "number") and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
        return f"{where} is {_shown(value)}, which is out of range"
    if isinstance(value, str) and not re.search(rule.get("pattern", "").replace("$", r"\Z"), value):
        return f"{where} is {_shown(value)}, which it can't be"
    if isinstance(value, dict):
        return _problem_of_object(value, rule, rules, where)
    if isinstance(value, list):
        if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)):
            return f"{where} has {len(value)} items, which it can't have"
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
    others = rule.get("additionalProperties")
    if problem is None and isinstance(others, Mapping):
        known = rule.get("properties", {})
        problem = _first(_problem(each, others, rules, f"{key} of {where}") for key, each in value.items() if key not in known)
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


def _shown(value: object) -> str:
    return json.dumps(value)[:40]


def _first(problems: Any) -> str | None:
    return next((each for each in problems if each is not None), None)
