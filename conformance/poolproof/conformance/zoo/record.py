"""What is kept of a zoo that was judged, and how it is read again: of this, and of the pools, the page is made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from ..reports.document import Document, Example, examples, requirements, step_lines
from ..reports.environment import version
from ..reports.files import write_whole
from .judging import Judged

SCHEMA: Final = 1
_STEPS_AT_MOST: Final = 60


def record_of(judged: Judged) -> dict[str, Any]:
    """One pool's, as plain data; nothing in it differs from one run to the next."""
    record: dict[str, Any] = {"name": judged.pool.name, "version": judged.version, "why_not": judged.why_not}
    report = judged.report
    if report is None:
        return record
    passed = requirements(report, "pass")
    return {
        **record,
        "contract": report["contract"]["sha256"],
        "level": report["level"],
        "verdict": report["verdict"],
        "conforms_at": report["conforms_at"],
        "cut_short": report["cut_short"] is not None,
        "passed": [each["id"] for each in passed],
        "not_promised": len(requirements(report, "not_promised")),
        "unknown": [{"id": each["id"], "why": each["why"]} for each in requirements(report, "unknown")],
        "violations": [_violation(each, report) for each in examples(report)],
    }


def whole(records: Iterable[dict[str, Any]], *, seed: int) -> dict[str, Any]:
    """All of them."""
    return {"schema": SCHEMA, "poolproof": version(), "seed": seed, "pools": list(records)}


def merged(new: Sequence[dict[str, Any]], old: Sequence[Document], names: Sequence[str]) -> list[dict[str, Any]]:
    """The records of these pools, in this order: of one that was not judged now, what was known of it before."""
    before = {each["name"]: dict(each) for each in old}
    now = {each["name"]: each for each in new}
    kept = []
    for name in names:
        latest, earlier = now.get(name), before.get(name)
        record = earlier if earlier is not None and (latest is None or latest["why_not"] is not None) else latest
        if record is not None:
            kept.append(record)
    return kept


def read(file: Path) -> dict[str, Any]:
    """What stands in a file. Raises OSError, and ValueError where it is not such a record."""
    document = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or document.get("schema") != SCHEMA or "pools" not in document:
        raise ValueError(f"{file}: is no record of a zoo; `make zoo` writes one")
    return document


def write(file: Path, document: Document) -> None:
    """Write it, whole or not at all. Raises OSError."""
    write_whole(file, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def _violation(example: Example, report: Document) -> dict[str, Any]:
    texts = {each["id"]: each["text"] for each in report["requirements"]}
    steps = step_lines(example.counterexample)
    omitted = len(steps) - _STEPS_AT_MOST
    if omitted > 0:
        steps = [f"… {omitted:,} lines before", *steps[omitted:]]
    return {
        "requirements": [{"id": each, "text": texts[each]} for each in example.ids],
        "also": list(example.also),
        "steps": steps,
        "expected": example.counterexample["expected"],
        "observed": example.counterexample["observed"],
    }
