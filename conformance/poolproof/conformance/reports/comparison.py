"""Reports beside each other: which verdicts changed, and how the counts and the ticks did."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .document import Document, effort


class Change(enum.StrEnum):
    """From the first report to the last."""

    BROKEN = "broken"
    FIXED = "fixed"
    LOST = "no longer known"
    GAINED = "now known"
    OTHER = "changed"
    NONE = "unchanged"


@dataclass(frozen=True, slots=True)
class Compared:
    """One requirement: the verdicts and counts of each run; ``absent`` where a report does not know it."""

    id: str
    level: str
    text: str
    verdicts: tuple[str, ...]
    checked: tuple[int, ...]
    change: Change


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in each run, as it is told; ``change`` in words, where the first and the last have one."""

    label: str
    told: tuple[str, ...]
    change: str


@dataclass(frozen=True, slots=True)
class Comparison:
    documents: tuple[Document, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    requirements: tuple[Compared, ...]
    figures: tuple[Figure, ...]

    @property
    def changed(self) -> tuple[Compared, ...]:
        """What is broken first."""
        order = list(Change)
        found = [each for each in self.requirements if each.change is not Change.NONE]
        return tuple(sorted(found, key=lambda each: order.index(each.change)))

    @property
    def has_broken(self) -> bool:
        """Whether the last run fails what the first one passes."""
        return any(each.change is Change.BROKEN for each in self.requirements)

    @property
    def headline(self) -> str:
        counts = [(change, sum(each.change is change for each in self.requirements)) for change in Change]
        told = [f"{count} {change}" for change, count in counts if count and change is not Change.NONE]
        return f"{len(self.documents)} runs compared: " + (", ".join(told) or "every verdict is the same")


def compare(documents: Sequence[Document]) -> Comparison:
    """Put reports beside each other, in the order given."""
    return Comparison(
        documents=tuple(documents),
        facts=tuple(_facts(documents)),
        requirements=tuple(_requirements(documents)),
        figures=(*_ticks(documents), *_instructions(documents)),
    )


def _facts(documents: Sequence[Document]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "verdict", tuple(each["verdict"] for each in documents)
    yield "conforms at", tuple(each["conforms_at"] or "no level" for each in documents)
    yield "subject", tuple(each["subject"]["given"] for each in documents)
    yield "sha256", tuple((each["subject"]["sha256"] or "none")[:12] for each in documents)
    yield "level asked for", tuple(each["level"] for each in documents)
    yield "contract", tuple(each["contract"]["name"] for each in documents)
    yield "sha256 of the contract", tuple(each["contract"]["sha256"][:12] for each in documents)
    yield "seed", tuple(str(each["seed"]) for each in documents)
    yield "effort", tuple(effort(each) for each in documents)
    yield "poolproof", tuple(each["poolproof"] for each in documents)


def _requirements(documents: Sequence[Document]) -> Iterator[Compared]:
    known: dict[str, Document] = {}
    for document in documents:
        known |= {each["id"]: each for each in document["requirements"] if each["id"] not in known}
    by_id = [{each["id"]: each for each in document["requirements"]} for document in documents]
    for identity, any_of_them in known.items():
        verdicts = tuple(run[identity]["verdict"] if identity in run else "absent" for run in by_id)
        yield Compared(
            id=identity,
            level=any_of_them["level"],
            text=any_of_them.get("text", ""),
            verdicts=verdicts,
            checked=tuple(run[identity]["checked"] if identity in run else 0 for run in by_id),
            change=_change(verdicts[0], verdicts[-1]),
        )


def _change(first: str, last: str) -> Change:
    if first == last:
        return Change.NONE
    return {
        ("pass", "fail"): Change.BROKEN,
        ("fail", "pass"): Change.FIXED,
        ("pass", "unknown"): Change.LOST,
        ("unknown", "pass"): Change.GAINED,
    }.get((first, last), Change.OTHER)


def _ticks(documents: Sequence[Document]) -> Iterator[Figure]:
    """The subject's own: what it is held against stands in each report."""
    runs = [_own_ticks(document) for document in documents]
    for workload in dict.fromkeys(name for run in runs for name in run):
        cycles = [run.get(workload) for run in runs]
        told = tuple("not measured" if each is None else f"{each:.2f}" for each in cycles)
        yield Figure(f"{workload}, core cycles", told, _relative(cycles[0], cycles[-1]))


def _own_ticks(document: Document) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in document.get("ticks", []):
        found.setdefault(each["workload"], each["cycles"]["value"])  # the subject comes before what it is held against
    return found


def _instructions(documents: Sequence[Document]) -> Iterator[Figure]:
    runs = [{(each["operation"], each["outcome"]): each["most"] for each in run["instructions"]} for run in documents]
    for operation, outcome in dict.fromkeys(key for run in runs for key in run):
        most = [run.get((operation, outcome)) for run in runs]
        told = tuple("not counted" if each is None else f"{each:,}" for each in most)
        yield Figure(f"{operation} ({outcome}), most instructions", told, _relative(most[0], most[-1]))


def _relative(first: float | None, last: float | None) -> str:
    if not first or last is None:
        return ""
    return "same" if first == last else f"{100 * (last - first) / first:+.1f} %"
