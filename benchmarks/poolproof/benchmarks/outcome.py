"""What a contest comes to, contestant by contestant: the rows of the table and of the JSON document."""

from __future__ import annotations

from dataclasses import dataclass

from .contest import Contest
from .estimates import Estimate
from .field import EMPTY, OURS, Field
from .judgement import Judgement, at_most
from .workloads import DEPTH1, WORKLOADS, Workload


@dataclass(frozen=True, slots=True)
class Row:
    """``cycles`` of one operation; None with ``problem`` saying why. ``ratio``: to the project's pool, inlined."""

    workload: Workload
    name: str
    how: str
    cycles: Estimate | None
    ratio: Estimate | None
    nanoseconds: float | None
    instructions: float | None
    counted: tuple[float, float] | None
    launches: tuple[float, ...]
    problem: str | None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.workload.name, self.name, self.how


def rows(contest: Contest) -> tuple[Row, ...]:
    """Every entry of the contest, by workload, in the order of the field."""
    found = []
    base = next((at for at, each in enumerate(contest.contestants) if (each.name, each.how) == (OURS, "inlined")), 0)
    entries = sorted({*contest.launches, *contest.problems}, key=lambda each: (WORKLOADS.index(each[0]), each[1]))
    for workload, place in entries:
        contestant = contest.contestants[place]
        cycles = contest.cycles(workload, place)
        found.append(
            Row(
                workload=workload,
                name=contestant.name,
                how=contestant.how,
                cycles=cycles,
                ratio=contest.ratio(workload, place, base),
                nanoseconds=contest.nanoseconds.get((workload, place)),
                instructions=contest.instructions.get((workload, place)),
                counted=contest.counted.get((workload, place)),
                launches=contest.launch_medians(workload, place),
                problem=None if cycles is not None else contest.why_not(workload, place),
            )
        )
    return tuple(found)


def tick_judgements(contest: Contest, field: Field, target: float) -> tuple[tuple[str, Judgement], ...]:
    """TICK-1 for every subject: ours inlined, the others net of two empty calls."""
    judged = []
    ours, empty = field.place(OURS, "inlined"), field.place(EMPTY, "calls")
    for name in field.subjects:
        if name == OURS and ours is not None:
            judged.append(
                (
                    name,
                    at_most(
                        contest.cycles(DEPTH1, ours), target, contest.why_not(DEPTH1, ours), least=contest.least(DEPTH1, ours)
                    ),
                )
            )
            continue
        place = field.place(name, "calls")
        if place is None or empty is None:
            continue
        net = contest.difference(DEPTH1, place, empty)
        judged.append((name, at_most(net, target, contest.why_not(DEPTH1, place), least=contest.least(DEPTH1, place, empty))))
    return tuple(judged) if any(workload is DEPTH1 for workload, _ in contest.launches) else ()
