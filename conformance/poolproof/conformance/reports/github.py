"""A report as annotations of a GitHub workflow: lines that its runner takes out of the log and shows on the change."""

from __future__ import annotations

from collections.abc import Iterator

from .. import legible
from .document import Document, effort, examples, headline, requirements, step_lines

_AT_MOST = 10
"""The runner shows so many of each kind for a step, and drops the rest without a word."""


def workflow_commands(document: Document) -> list[str]:
    """Commands of the runner: an error for each violation, a warning for what is not known, and how it ended."""
    document = legible.of_document(document)
    errors = list(_errors(document))
    warnings = list(_warnings(document))
    told = [*_shown(errors), *_shown(warnings)]
    if document["verdict"] == "conforms":
        told.append(_command("notice", "poolproof", f"{headline(document)} ({effort(document)})"))
    return told


def _errors(document: Document) -> Iterator[tuple[str, str, str]]:
    texts = {each["id"]: each.get("text", "") for each in requirements(document, "fail")}
    for each in examples(document):
        example, first = each.counterexample, each.ids[0]
        lines = [texts[first], *step_lines(example)]
        lines += [f"expected  {example['expected']}", f"observed  {example['observed']}"]
        further = ", ".join((*each.ids[1:], *each.also))
        lines += [f"also      {further}"] if further else []
        yield "error", f"{first} is violated", "\n".join(lines)


def _warnings(document: Document) -> Iterator[tuple[str, str, str]]:
    if document["cut_short"]:
        yield "warning", "poolproof was cut short", document["cut_short"]
    if document["verdict"] == "inconclusive":  # after a violation it goes without saying
        for each in requirements(document, "unknown"):
            yield "warning", f"{each['id']} is not known", each["why"]


def _shown(each: list[tuple[str, str, str]]) -> list[str]:
    if len(each) <= _AT_MOST:
        return [_command(*one) for one in each]
    kept, rest = each[: _AT_MOST - 1], each[_AT_MOST - 1 :]
    more = _command(kept[0][0], f"and {len(rest)} more", ", ".join(title for _, title, _ in rest))
    return [*(_command(*one) for one in kept), more]


def _command(kind: str, title: str, text: str) -> str:
    return f"::{kind} title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
