"""Reads a report back: what ``--json`` wrote, of this version of poolproof or another."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from poolproof.spec.files import read_text

from .document import Document
from .json_report import SCHEMA, schema
from .schema_check import problem_of

STANDARD_INPUT: Final = "-"
_REMEDY: Final = "make one with `poolproof verify SUBJECT --json FILE`"


class ReportError(Exception):
    """A file that is not a report; the text names it, says what is wrong with it, and what helps."""


def read_report(file: Path) -> Document:
    """``-``: standard input. Raises ReportError."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8") if str(file) == STANDARD_INPUT else read_text(file)
    except OSError as error:
        raise ReportError(f"{file} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ReportError(f"{file} is not a report: it is not text; {_REMEDY}") from None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        how = "was cut short" if text.lstrip().startswith("{") and '"schema"' in text else "is not JSON"
        raise ReportError(f"{file} {how} ({error}); {_REMEDY}") from None
    _check_kind(file, document)
    problem = problem_of(document, schema(), "the report")
    if problem is not None:
        raise ReportError(f"{file} is not a report of poolproof verify: {problem}; {_REMEDY}")
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
