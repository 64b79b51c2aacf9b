"""The forms of a report that are files: each is a class with its option. A new one is a class here and a place in ``FORMS``.

Each loads what writes it when it is asked for: a template engine and an XML library are not for every run.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from .document import Document, verdict_words
from .history import Entry


class Told(NamedTuple):
    """``documents``: one, or several to put beside each other; ``history``: earlier runs of one, oldest first."""

    documents: Sequence[Document]
    history: Sequence[Entry] = ()


class Form(ABC):
    """``option``: without the hyphens before it; ``about``: as its help says it, after "Write the report as"."""

    option: ClassVar[str]
    about: ClassVar[str]
    is_made_of_runs: ClassVar[bool] = True
    """``poolproof report`` makes it of what ``--json`` wrote."""

    @staticmethod
    @abstractmethod
    def text(told: Told) -> str:
        """The whole file."""


class Json(Form):
    option, about, is_made_of_runs = "json", "JSON, for programs", False

    @staticmethod
    def text(told: Told) -> str:
        return json.dumps(told.documents[-1], indent=2) + "\n"


class Html(Form):
    option, about = "html", "one HTML page that needs nothing else"

    @staticmethod
    def text(told: Told) -> str:
        from .html import html

        return html(told.documents, told.history)


class JUnit(Form):
    option, about = "junit", "JUnit XML"

    @staticmethod
    def text(told: Told) -> str:
        from .junit import junit

        return junit(told.documents)


class Markdown(Form):
    option, about = "markdown", "Markdown, for the summary of a step"

    @staticmethod
    def text(told: Told) -> str:
        from .markdown import markdown

        return markdown(told.documents)


class Badge(Form):
    option, about = "badge", "a badge (SVG)"

    @staticmethod
    def text(told: Told) -> str:
        from .badge import badge

        return badge(told.documents[-1])


class Tap(Form):
    """The Test Anything Protocol, version 13. What is unknown is no ``ok``."""

    option, about = "tap", "TAP, for meson, automake and prove"

    @staticmethod
    def text(told: Told) -> str:
        judged = [each for document in told.documents for each in document["requirements"]]
        lines = ["TAP version 13", f"1..{len(judged)}"]
        for number, each in enumerate(judged, 1):
            why = " ".join((each["why"] or "").split()).replace("#", "\\#")  # a line break or a # would begin something else
            is_left_out = each["verdict"] in ("skipped", "not_promised")
            answer = "ok" if is_left_out or each["verdict"] == "pass" else "not ok"
            lines.append(f"{answer} {number} - {each['id']}" + (f" # SKIP {why}" if is_left_out else ""))
            if answer == "not ok":
                lines.append(f"# {verdict_words(each['verdict'])}: {why}")
        return "\n".join(lines) + "\n"


FORMS: Final[tuple[type[Form], ...]] = (Html, JUnit, Tap, Markdown, Badge, Json)
