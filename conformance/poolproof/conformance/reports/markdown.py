"""A report as Markdown, for the summary of a step in a pipeline, or a comment on a change."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from .comparison import Comparison, compare
from .document import (
    MET_IN_VAIN,
    MET_SO_FAR,
    Document,
    Example,
    LevelSummary,
    effort,
    ended_early,
    examples,
    headline,
    levels,
    not_promised,
    requirements,
    shown_verdict,
    step_lines,
    verdict_words,
)

_MARKS = {
    "pass": "✅",
    MET_SO_FAR: "☑️",
    "fail": "❌",
    "unknown": "❔",
    "skipped": "⚪",
    "not_promised": "◽",
    "conforms": "✅",
    "violates": "❌",
    "inconclusive": "❔",
}
_STATES = {
    "met": "✅ met",
    "violated": "❌ violated",
    "unknown": "❔ not known",
    "not asked for": "⚪ not asked for",
    MET_IN_VAIN: f"⚪ {MET_IN_VAIN}",
}


def markdown(documents: Sequence[Document]) -> str:
    """One report by itself; several beside each other."""
    lines = _report(documents[0]) if len(documents) == 1 else _comparison(compare(documents))
    return "\n".join([*lines, "", "<!-- poolproof -->"]) + "\n"


def _report(document: Document) -> Iterator[str]:
    yield f"## {_MARKS[document['verdict']]} {_cell(headline(document))}"
    yield ""
    subject = document["subject"]
    contract = _code(document["contract"]["name"])
    yield f"{_code(subject['given'])}: {effort(document)}, contract {contract}, seed {document['seed']}"
    yield ""
    yield from _table(("level", "state", "requirements met"), [_level_row(each) for each in levels(document)])
    for example in examples(document):
        yield from _example(example)
    yield from _reasons("Not known", requirements(document, "unknown"))
    yield from _reasons("Not promised", not_promised(document))
    yield ""
    yield "<details><summary>All requirements</summary>"
    yield ""
    yield from _table(
        ("", "requirement", "checked", ""),
        [
            (_MARKS[shown_verdict(each, document)], each["id"], f"{each['checked']:,}", _prose(each.get("text", "")))
            for each in document["requirements"]
        ],
    )
    if ended_early(document):
        yield ""
        yield f"{_MARKS[MET_SO_FAR]} met so far: the search ended early."
    yield ""
    yield "</details>"


def _reasons(title: str, of: Sequence[Document]) -> Iterator[str]:
    if of:
        yield ""
        yield f"### {title}"
        yield ""
        yield from _table(("requirement", "why"), [(each["id"], _cell(each["why"])) for each in of])


def _level_row(each: LevelSummary) -> tuple[str, ...]:
    return each.level.value, _STATES[each.state], each.counts


def _example(example: Example) -> Iterator[str]:
    yield ""
    yield f"### ❌ {', '.join(example.ids)}"
    yield ""
    lines = step_lines(example.counterexample)
    if lines:
        yield "```text"
        yield from (line.replace("```", "'''") for line in lines)
        yield "```"
        yield ""
    yield f"- expected: {_cell(example.counterexample['expected'])}"
    yield f"- observed: **{_cell(example.counterexample['observed'])}**"
    if example.also:
        yield f"- also violated, by the same fault as far as can be told: {', '.join(example.also)}"


def _comparison(found: Comparison) -> Iterator[str]:
    yield f"## {_cell(found.headline)}"
    yield ""
    names = [f"run {number}" for number in range(1, len(found.documents) + 1)]
    yield from _table(("", *names), [(label, *map(_cell, values)) for label, values in found.facts])
    if found.changed:
        yield ""
        yield "### Verdicts that changed"
        yield ""
        rows = [
            (each.id, *(f"{_MARKS.get(verdict, '')} {verdict_words(verdict)}" for verdict in each.verdicts), each.change.value)
            for each in found.changed
        ]
        yield from _table(("requirement", *names, ""), rows)
    if found.figures:
        yield ""
        yield "### Figures"
        yield ""
        yield from _table(("", *names, "change"), [(each.label, *each.told, each.change) for each in found.figures])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _cell(text: str) -> str:
    """Text that is nothing but text, on one line: no table, tag or emphasis of a subject's making."""
    escaped = html.escape(" ".join(str(text).split()), quote=False)
    for character in "\\|`*_[]~":
        escaped = escaped.replace(character, f"\\{character}")
    return escaped


def _prose(text: str) -> str:
    """Words of the specification: what it sets in code stays code."""
    return _cell(text).replace("\\`", "`").replace("\\_", "_").replace("\\*", "*")


def _code(text: str) -> str:
    """As code, whatever stands in it: the fence is longer than any run of backticks, and a blank keeps them apart."""
    shown = " ".join(str(text).split())
    if "`" not in shown:
        return f"`{shown}`"
    fence = "`" * (1 + max(map(len, re.findall("`+", shown))))
    return f"{fence} {shown} {fence}"
