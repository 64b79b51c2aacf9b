"""One entry of the catalogue, and what the judge made of it."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from ..faults import Entry, Fault


class Result(enum.StrEnum):
    CAUGHT = "caught"
    """A fault: a requirement that the catalogue names is among those that failed."""
    WRONGLY_BLAMED = "wrongly blamed"
    """A fault: requirements failed, and the catalogue names none of them."""
    NOT_CAUGHT = "not caught"
    """A fault in which the judge found nothing."""
    NOT_BLAMED = "not blamed"
    """A canary, as it should be."""
    BLAMED = "blamed"
    """A canary, and a false alarm."""
    OUT_OF_TIME = "out of time"
    """The limit was reached, and nothing found until then."""
    NO_COMPILER = "no compiler"
    NOT_BUILT = "not built"
    """The compiler refused it."""
    BROKEN = "broken"
    """The judge ended without a verdict."""
    NOT_RUN = "not run"
    """The matrix was interrupted."""

    @property
    def is_caught(self) -> bool:
        return self in (Result.CAUGHT, Result.WRONGLY_BLAMED)


class CounterexampleRecord(TypedDict):
    """What is read of a counterexample in a report of ``verify``."""

    operations: list[dict[str, object]]
    omitted: int
    requirements: list[str]


class RequirementRecord(TypedDict):
    """What is read of a requirement in a report of ``verify``."""

    id: str
    verdict: str
    counterexample: CounterexampleRecord | None


@dataclass(frozen=True, slots=True)
class Trial:
    """``failed``: the requirements found violated. ``blamed_first``: the most telling of the shortest counterexample.

    ``operations``: the length of that counterexample as the catalogue counts it. ``seconds``: for the judge alone.
    ``why``: what else there is to say, for a result that is not as it should be.
    """

    entry: Entry
    result: Result
    failed: tuple[str, ...] = ()
    blamed_first: str | None = None
    operations: int | None = None
    seconds: float = 0.0
    why: str | None = None

    @property
    def is_right(self) -> bool:
        return self.result in (Result.CAUGHT, Result.NOT_BLAMED)

    @property
    def unexpected(self) -> tuple[str, ...]:
        """What failed without being named by the catalogue."""
        named = self.entry.violates if isinstance(self.entry, Fault) else ()
        return tuple(each for each in self.failed if each not in named)


def judged(entry: Entry, requirements: Sequence[RequirementRecord], seconds: float) -> Trial:
    """The trial of an entry, by what a whole report of ``verify`` says of the requirements."""
    failed = tuple(each["id"] for each in requirements if each["verdict"] == "fail")
    examples = [each["counterexample"] for each in requirements if each["counterexample"] is not None]
    # What was measured has no operations to show, and is no shorter for that.
    shortest = min(examples, key=lambda each: (not each["operations"], length(each["operations"])), default=None)
    return Trial(
        entry=entry,
        result=_result(entry, failed),
        failed=failed,
        blamed_first=shortest["requirements"][0] if shortest else None,
        operations=length(shortest["operations"]) + shortest["omitted"] if shortest and shortest["operations"] else None,
        seconds=seconds,
    )


def length(operations: Sequence[Mapping[str, object]]) -> int:
    """How many operations there are, as the catalogue counts: without the creates, and without looks at the usage but for one
    at the end; what a holder writes at one time is one operation, however much it is."""
    counts: list[int] = []
    previous = ""
    for place, operation in enumerate(operations, start=1):
        kind = str(operation["operation"])
        if kind == "repeat":  # what stands before it, again
            counts.append(sum(counts[-int(str(operation["steps"])) :]) * int(str(operation["times"])))
            continue
        is_mere_look = kind == "counters" and place < len(operations)
        is_same_write = kind.startswith("write") and previous.startswith("write")
        counts.append(not (kind == "create" or is_mere_look or is_same_write))
        previous = kind
    return sum(counts)


def _result(entry: Entry, failed: Sequence[str]) -> Result:
    if not isinstance(entry, Fault):
        return Result.BLAMED if failed else Result.NOT_BLAMED
    if not failed:
        return Result.NOT_CAUGHT
    return Result.CAUGHT if set(failed) & set(entry.violates) else Result.WRONGLY_BLAMED
