"""The forms of a report that are files: each is a class with its option. A new one is a class here and a place in ``FORMS``.

Each loads what writes it when it is asked for: a template engine and an XML library are not for every run.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Final

from .. import legible
from ..legible import one_line
from . import files
from .document import Document, verdict_words
from .files import Kind
from .history import Entry


@dataclass(frozen=True, slots=True)
class Told:
    """``documents``: one, or several to put beside each other; ``history``: earlier runs of one, oldest first.

    What they hold came from files and from subjects: forms for the eyes take ``shown`` and ``runs``, where it is text."""

    documents: Sequence[Document]
    history: Sequence[Entry] = ()

    @property
    def shown(self) -> list[Document]:
        return [legible.of_document(each) for each in self.documents]

    @property
    def runs(self) -> list[Entry]:
        return [_shown(each) for each in self.history]


def _shown(run: Entry) -> Entry:
    texts = {each.name: legible.of_document(getattr(run, each.name)) for each in fields(run) if each.name != "ticks"}
    ticks = (replace(each, workload=one_line(each.workload), how=one_line(each.how)) for each in run.ticks)
    return Entry(**texts, ticks=tuple(ticks))


class Form(ABC):
    """``option``: without the hyphens before it; ``about``: as its help says it, after "Write the report as"."""

    option: ClassVar[str]
    about: ClassVar[str]
    kind: ClassVar[Kind]
    """By which it is known again, before it is written over."""
    is_made_of_runs: ClassVar[bool] = True
    """``poolproof report`` makes it of what ``--json`` wrote."""

    @staticmethod
    @abstractmethod
    def text(told: Told) -> str:
        """The whole file."""


class Json(Form):
    option, about, is_made_of_runs = "json", "JSON, for programs", False
    kind = files.JSON

    @staticmethod
    def text(told: Told) -> str:
        return json.dumps(told.documents[-1], indent=2) + "\n"


class Html(Form):
    option, about = "html", "one HTML page that needs nothing else"
    kind = Kind("page", re.compile(rb'<meta name="generator" content="poolproof">'))

    @staticmethod
    def text(told: Told) -> str:
        from .html import html

        return html(told.shown, told.runs)


class JUnit(Form):
    option, about = "junit", "JUnit XML"
    kind = Kind("JUnit report", re.compile(rb'<testsuites name="poolproof"'))

    @staticmethod
    def text(told: Told) -> str:
        from .junit import junit

        return junit(told.shown)


class Markdown(Form):
    option, about = "markdown", "Markdown, for the summary of a step"
    kind = Kind("Markdown", re.compile(rb"\n<!-- poolproof -->\n\Z"))

    @staticmethod
    def text(told: Told) -> str:
        from .markdown import markdown

        return markdown(told.shown)


class Badge(Form):
    option, about = "badge", "a badge (SVG)"
    kind = Kind("badge", re.compile(rb'aria-label="poolproof: '))

    @staticmethod
    def text(told: Told) -> str:
        from .badge import badge

        return badge(told.shown[-1])


class Tap(Form):
    """The Test Anything Protocol, version 13. What is unknown is no ``ok``."""

    option, about = "tap", "TAP, for meson, automake and prove"
    kind = Kind("TAP", re.compile(rb"\A(?:TAP version 13\n1\.\.\d+\n# poolproof\n)"))

    @staticmethod
    def text(told: Told) -> str:
        judged = [each for document in told.shown for each in document["requirements"]]
        lines = ["TAP version 13", f"1..{len(judged)}", "# poolproof"]
        for number, each in enumerate(judged, 1):
            why = " ".join((each["why"] or "").split()).replace("#", "\\#")  # a line break or a # would begin something else
            is_left_out = each["verdict"] in ("skipped", "not_promised")
            answer = "ok" if is_left_out or each["verdict"] == "pass" else "not ok"
            lines.append(f"{answer} {number} - {each['id']}" + (f" # SKIP {why}" if is_left_out else ""))
            if answer == "not ok":
                lines.append(f"# {verdict_words(each['verdict'])}: {why}")
        return "\n".join(lines) + "\n"


FORMS: Final[tuple[type[Form], ...]] = (Html, JUnit, Tap, Markdown, Badge, Json)
