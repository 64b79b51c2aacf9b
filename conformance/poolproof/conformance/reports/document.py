"""What every form of a report asks of its data: the document that ``--json`` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from poolproof.spec import Level

from .headline import Ending, headline_of

MET_IN_VAIN: Final = "met by itself"
"""Of a level above one that is not met: a pool conforms at a level with all those below it, or not at all."""
MET_SO_FAR: Final = "met_so_far"
"""A pass of a search that ended before its plan did, as ``shown_verdict`` tells it from others."""

Document: TypeAlias = Mapping[str, Any]
"""A report as the schema describes it. What later versions of poolproof added may be absent."""


@dataclass(frozen=True, slots=True)
class Example:
    """A counterexample, once, and the requirements that it violates, the most telling first; ``also``: those of which only
    another symptom of the same fault was seen."""

    ids: tuple[str, ...]
    counterexample: Document
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelSummary:
    """One level by itself. ``state``: met, violated, unknown, not asked for, or ``MET_IN_VAIN``. ``not_promised`` are none of
    those ``met``."""

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
    """One for each fault, as far as they can be told apart."""
    found: list[tuple[Document, list[str]]] = []
    for each in requirements(document, "fail"):
        same = next((ids for example, ids in found if example == each["counterexample"]), None)
        if same is None:
            found.append((each["counterexample"], [each["id"]]))
        else:
            same.append(each["id"])
    told = [each for each in found if each[0].get("comes_of") is None]
    shown = [Example(_most_telling_first(ids, example), example, _also(ids, found)) for example, ids in told]
    return sorted(shown, key=lambda each: (-len(each.also), len(each.counterexample["operations"])))


def _most_telling_first(ids: list[str], example: Document) -> tuple[str, ...]:
    return tuple(sorted(ids, key=[*example["requirements"], *ids].index))


def _also(ids: list[str], found: list[tuple[Document, list[str]]]) -> tuple[str, ...]:
    return tuple(each for example, of_it in found for each in of_it if example.get("comes_of") in ids)


def levels(document: Document) -> list[LevelSummary]:
    """Every level that there are requirements of, lowest first, each judged by its own."""
    asked = levels_asked(document)
    by_level = {level: [each for each in document["requirements"] if each["level"] == level] for level in Level}
    found = [_level(level, of_level, is_asked=level in asked) for level, of_level in by_level.items() if of_level]
    missed = [each.level for each in found if each.state in ("violated", "unknown")]
    return [
        replace(each, state=MET_IN_VAIN) if each.state == "met" and any(map(each.level.includes, missed)) else each
        for each in found
    ]


def levels_asked(document: Document) -> list[Level]:
    """Up to the one that was asked for, lowest first."""
    return [level for level in Level if Level(document["level"]).includes(level)]


def not_promised(document: Document) -> list[Document]:
    """Those of the levels asked for that the contract, or such a subject, does not promise."""
    asked = levels_asked(document)
    return [each for each in requirements(document, "not_promised") if each["level"] in asked]


def _level(level: Level, of_level: list[Document], *, is_asked: bool) -> LevelSummary:
    beside = sum(each["verdict"] == "not_promised" for each in of_level)
    met = sum(is_met(each) for each in of_level) - beside
    verdicts = {each["verdict"] for each in of_level if not is_met(each)}
    if "fail" in verdicts:
        state = "violated"
    elif "unknown" in verdicts:
        state = "unknown"
    else:
        state = "met" if is_asked and not verdicts else "not asked for"
    return LevelSummary(level, state, tuple(of_level), met, beside)


def is_met(requirement: Document) -> bool:
    """A pass; or there is nothing that it could be asked of, or it can't be promised."""
    return requirement["verdict"] in ("pass", "not_promised") or not requirement.get("applies", True)


def ended_early(document: Document) -> bool:
    """Whether the search ended before its plan did: what was met had fewer occasions to fail than in a whole run."""
    return bool(document["ended_at_violation"] or document["cut_short"])


def shown_verdict(requirement: Document, document: Document) -> str:
    """The verdict for the eyes: a pass of a search that ended early does not look like one that the whole plan speaks for."""
    verdict: str = requirement["verdict"]
    return MET_SO_FAR if verdict == "pass" and ended_early(document) else verdict


def verdict_words(verdict: str) -> str:
    """A verdict as people are told it."""
    return verdict.replace("_", " ")


def headline(document: Document) -> str:
    """How it ended, in one sentence."""
    shown = examples(document)
    telling = [each for example in shown for each in example.ids] + [each for example in shown for each in example.also]
    asked = _asked(document)
    return headline_of(
        Ending(
            verdict=document["verdict"],
            level=document["level"],
            conforms_at=document["conforms_at"],
            failed=tuple(dict.fromkeys(telling)),
            unknown=[each["id"] for each in requirements(document, "unknown")],
            not_promised=len(not_promised(document)),
            asked=asked,
            unread=document.get("unread", ()),
        )
    )


def _asked(document: Document) -> list[str] | None:
    """The requirements that were asked for, where they are but a part of the level (-k)."""
    levels = levels_asked(document)
    of_level = [each for each in document["requirements"] if each["level"] in levels]
    asked = [each["id"] for each in of_level if each["verdict"] != "skipped" or not each.get("applies", True)]
    return asked if len(asked) < len(of_level) else None


def effort(document: Document) -> str:
    """What it took."""
    return f"{document['operations']:,} operations in {document['seconds']:.1f} s"


def _meeting_lines(meeting: Document) -> list[str]:
    told = [meeting["start"]] if "start" in meeting else []
    for row in meeting["rows"]:
        head = meeting["heads"][row["column"]]
        told += [f"{head}  {line}" for line in row["lines"]]
        told += [f"{head}  {row['switch']}"] if row["switch"] else []
    return told


def step_lines(example: Document) -> list[str]:
    """The steps in words, numbered, as far as they are told; of threads, what each did, in turn."""
    if "interleaving" in example:
        return _meeting_lines(example["interleaving"])
    frames = example.get("picture", {}).get("frames", [])
    omitted = example.get("picture", {}).get("omitted", 0)
    told = [f"… {omitted:,} lines before"] if omitted else []
    for frame in frames:
        count = frame["last"] - frame["first"] + 1
        number = f"{frame['first']}-{frame['last']}" if count > 1 else f"{frame['first']}"
        call = frame["call"] + (f" x {count}" if count > 1 else "")
        told.append(f"{number}  {call}" + (f"  -> {frame['result']}" if frame["result"] else ""))
    return told
