"""What every form of a report asks of its data: the document that ``--json`` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from poolproof.spec import Level

Document: TypeAlias = Mapping[str, Any]
"""A report as the schema describes it. What later versions of poolproof added may be absent."""


@dataclass(frozen=True, slots=True)
class Example:
    """A counterexample, once, and all the requirements that it violates."""

    ids: tuple[str, ...]
    counterexample: Document


@dataclass(frozen=True, slots=True)
class LevelSummary:
    """One level by itself. ``state``: met, violated, unknown, or not asked for. ``not_promised`` are none of those ``met``."""

    level: Level
    state: str
    requirements: tuple[Document, ...]
    met: int
    not_promised: int

    @property
    def counts(self) -> str:
        """How many are met, and how many such a subject can't promise."""
        beside = f", {self.not_promised} not promised" if self.not_promised else ""
        return f"{self.met} of {len(self.requirements)}{beside}"


def requirements(document: Document, verdict: str) -> list[Document]:
    """Those with this verdict."""
    return [each for each in document["requirements"] if each["verdict"] == verdict]


def examples(document: Document) -> list[Example]:
    found: list[tuple[Document, list[str]]] = []
    for each in requirements(document, "fail"):
        same = next((ids for example, ids in found if example == each["counterexample"]), None)
        if same is None:
            found.append((each["counterexample"], [each["id"]]))
        else:
            same.append(each["id"])
    return [Example(tuple(ids), example) for example, ids in found]


def levels(document: Document) -> list[LevelSummary]:
    """Every level, lowest first, each judged by its own requirements."""
    return [_level(level, [each for each in document["requirements"] if each["level"] == level]) for level in Level]


def _level(level: Level, of_level: list[Document]) -> LevelSummary:
    not_promised = sum(each["verdict"] == "not_promised" for each in of_level)
    met = sum(is_met(each) for each in of_level) - not_promised
    verdicts = {each["verdict"] for each in of_level if not is_met(each)}
    if "fail" in verdicts:
        state = "violated"
    elif "unknown" in verdicts:
        state = "unknown"
    else:
        state = "not asked for" if verdicts else "met"
    return LevelSummary(level, state, tuple(of_level), met, not_promised)


def is_met(requirement: Document) -> bool:
    """A pass; or there is nothing that it could be asked of, or it can't be promised."""
    return requirement["verdict"] in ("pass", "not_promised") or not requirement.get("applies", True)


def met_sentence(level: str, not_promised: int) -> str:
    """What a subject that conforms is told, with how many requirements can't be promised of such a one."""
    if not not_promised:
        return f"every requirement up to {level} is met"
    return f"every requirement up to {level} that such a subject can promise is met; {not_promised} not promised"


def verdict_words(verdict: str) -> str:
    """A verdict as people are told it."""
    return verdict.replace("_", " ")


def headline(document: Document) -> str:
    """How it ended, in one sentence."""
    met = f"conforms at {document['conforms_at']}" if document["conforms_at"] else "conforms at no level"
    if document["verdict"] == "conforms":
        return f"conforms: {met_sentence(document['level'], len(requirements(document, 'not_promised')))}"
    if document["verdict"] == "violates":
        return f"violates {_ids(document, 'fail')}; {met}"
    return f"inconclusive: not checked: {_ids(document, 'unknown') or 'anything'}; {met}"


def effort(document: Document) -> str:
    """What it took."""
    return f"{document['operations']:,} operations in {document['seconds']:.1f} s"


def step_lines(example: Document) -> list[str]:
    """The steps in words, numbered, as far as they are told."""
    frames = example.get("picture", {}).get("frames", [])
    omitted = example.get("picture", {}).get("omitted", 0)
    told = [f"… {omitted:,} lines before"] if omitted else []
    for frame in frames:
        count = frame["last"] - frame["first"] + 1
        number = f"{frame['first']}-{frame['last']}" if count > 1 else f"{frame['first']}"
        call = frame["call"] + (f" x {count}" if count > 1 else "")
        told.append(f"{number}  {call}" + (f"  -> {frame['result']}" if frame["result"] else ""))
    return told


def _ids(document: Document, verdict: str) -> str:
    return ", ".join(each["id"] for each in requirements(document, verdict))
