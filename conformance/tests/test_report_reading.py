"""Reports read back: what is none is refused in one line that says what it is instead."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from poolproof.conformance.reports.json_report import schema
from poolproof.conformance.reports.reading import ReportError, read_report

Report = dict[str, Any]


def written(folder: Path, content: object) -> Path:
    file = folder / "run.json"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def problem(file: Path) -> str:
    with pytest.raises(ReportError) as caught:
        read_report(file)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_a_report_is_read_as_it_was_written(tmp_path: Path, conforming: Report, violating: Report) -> None:
    for report in (conforming, violating):
        assert read_report(written(tmp_path, report)) == report


def test_keys_of_later_versions_are_no_problem(tmp_path: Path, violating: Report) -> None:
    report = copy.deepcopy(violating) | {"more": 1}
    report["requirements"][0]["more"] = [1]
    assert read_report(written(tmp_path, report)) == report


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is not JSON"),
        ("a report\n", "is not JSON"),
        ("<testsuites/>", "is not JSON"),
        (b"\xff\xfe\x00", "it is not text"),
        ("[]", "it says no schema"),
        ("3", "it says no schema"),
        ({"name": "x"}, "it says no schema"),
        ({"schema": 2}, "is of schema 2, and this version of poolproof reads schema 1"),
        ({"schema": "1"}, "is of schema '1'"),
        ({"schema": 1, "figures": []}, "was written by `poolproof bench`"),
        ({"schema": 1, "cases": []}, "was written by `poolproof replay`"),
        ({"schema": 1, "faults": []}, "was written by `poolproof faults`"),
        ({"schema": 1}, "lacks 'poolproof'"),
        ("[" * 100_000, "is not JSON"),
    ],
    ids=str,
)
def test_what_is_no_report_is_told_by_name(tmp_path: Path, content: object, said: str) -> None:
    text = problem(written(tmp_path, content))
    assert text.startswith(f"{tmp_path}/run.json ")
    assert said in text


def test_a_file_that_is_not_there_or_a_folder_is_told(tmp_path: Path) -> None:
    assert "can't be read: No such file" in problem(tmp_path / "none.json")
    assert "can't be read: it is a folder, and no file" in problem(tmp_path)


def test_a_report_cut_short_anywhere_is_told(tmp_path: Path, violating: Report) -> None:
    text = json.dumps(violating, indent=2)
    for length in (len(text) - 1, len(text) // 2, 30):
        assert "was cut short" in problem(written(tmp_path, text[:length])), length


def test_a_report_without_its_last_key_is_cut_short(tmp_path: Path, violating: Report) -> None:
    report = {key: value for key, value in violating.items() if key != "complete"}
    assert "its last key, complete, is missing" in problem(written(tmp_path, report))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("requirements",), 5, "requirements of the report is 5, and not of type array"),
        (("requirements", 2, "verdict"), "maybe", "and not one of pass, fail"),
        (("requirements", 2, "checked"), "many", "checked of item 3 of requirements"),
        (("requirements", 2, "checked"), True, "and not of type integer"),
        (("requirements", 2), None, "item 3 of requirements of the report is null"),
        (("requirements", 2, "verdict"), "fail", "counterexample of item 3"),
        (("subject",), {}, "subject of the report lacks 'given'"),
        (("subject", "sha256"), "short", "which it can't be"),
        (("seconds",), None, "seconds of the report is null"),
        (("level",), "cold", "not one of core, hardened, hot, ticks"),
        (("conforms_at",), "cold", "conforms_at of the report"),
        (("ticks",), [{}], "lacks 'workload'"),
    ],
    ids=lambda value: str(value),
)
def test_what_a_form_could_not_be_made_of_is_told(
    tmp_path: Path, conforming: Report, path: tuple[str | int, ...], value: object, said: str
) -> None:
    report = copy.deepcopy(conforming)
    place: Any = report
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert said in problem(written(tmp_path, report))


def test_every_word_of_the_schema_is_one_that_reading_knows() -> None:
    """Else the schema would promise what reading does not check."""
    known = {
        "$schema",
        "$ref",
        "title",
        "description",
        "type",
        "additionalProperties",
        "required",
        "properties",
        "items",
        "oneOf",
    }
    known |= {"enum", "const", "pattern", "allOf", "if", "then", "else", "minimum", "minItems", "$defs"}

    def words(rule: Any) -> set[str]:
        if isinstance(rule, list):
            return {word for each in rule for word in words(each)}
        if not isinstance(rule, dict):
            return set()
        inner = [*rule.get("properties", {}).values(), *rule.get("$defs", {}).values()]
        inner += [value for key, value in rule.items() if key not in ("properties", "$defs")]
        return set(rule) | {word for each in inner for word in words(each)}

    assert words(schema()) <= known
