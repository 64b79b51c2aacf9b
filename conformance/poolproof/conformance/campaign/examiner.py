"""The examiner of a campaign: every violation becomes a discovery, and the hundred thousandth of one fault costs nothing.

A fault that is met once is met again and again. What looks like something that was minimised before is counted; it is minimised
again only the 2nd, 4th, 8th ... time, so that a second fault which looks like the first is not overlooked for ever.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Final

from ..cases import case_of
from ..generators.shapes import closing
from ..judge import Finding
from ..names import operation_name
from ..observations import Death, Trace
from ..operations import PROPER_SIZES, Flag, Kind, Operation
from ..runs import Session
from ..subjects import LaneOrder
from ..verification import Counterexample, Plan
from ..verification.drivers.lane import examine_with_history
from ..verification.events import unheard
from ..verification.examiner import Examiner
from ..verification.minimising.confirm import Confirmer
from ..verification.minimising.memory_growth import goes_on
from ..verification.promised import Promised
from .counting import counted
from .shape import group_of
from .shards import Discovery, Driver, Order

_UNCONFIRMED_AT_MOST: Final = 20
_VERY_LONG: Final = 20_000
_LONG: Final = 100
"""Operations. What the shrinker leaves longer than this takes its history."""


OnDiscovery = Callable[[Discovery], None]


class Memory:
    """What one process remembers from shard to shard: how often it met what looks alike, and which group that was."""

    def __init__(self) -> None:
        self._met: Counter[Hashable] = Counter()
        self._groups: dict[Hashable, str] = {}
        self._lock = threading.Lock()

    def is_due(self, look: Hashable) -> bool:
        """Whether what looks like this is to be minimised now. Counts it as met."""
        with self._lock:
            self._met[look] += 1
            return self._met[look].bit_count() == 1

    def would_be_due(self, look: Hashable) -> bool:
        with self._lock:
            return (self._met[look] + 1).bit_count() == 1

    def knows(self, look: Hashable) -> bool:
        with self._lock:
            return look in self._met

    def group(self, look: Hashable) -> str | None:
        with self._lock:
            return self._groups.get(look)

    def learn(self, look: Hashable, group: str) -> None:
        with self._lock:
            self._groups[look] = group


def look_of_difference(log: Sequence[Operation], death: Death | None) -> Hashable:
    """What the native lane can tell of a difference, which knows no requirements."""
    last = log[-1]
    return ("lane", *_look(last)) if death is None else ("lane", death.cause, last.is_misuse)


def _look(operation: Operation) -> tuple[int, ...]:
    target = operation.target if operation.kind == Kind.RETURN else 0
    is_large = operation.kind == Kind.GET and operation.value > PROPER_SIZES
    return operation.kind, target, is_large, operation.flags & Flag.OBSERVE_USAGE


class CampaignExaminer(Examiner):
    """Keeps discoveries where a verification keeps one counterexample for each requirement."""

    def __init__(self, session: Session, promised: Promised, order: Order, deadline: float, memory: Memory) -> None:
        plan = Plan(level=order.level, seed=order.seed, keeps_going=True)
        super().__init__(session, plan, deadline, unheard, promised)
        self.memory = memory
        self.driver = Driver.OPENING
        self.on_discovery: OnDiscovery = lambda _discovery: None
        self.discoveries: dict[str, Discovery] = {}
        self.seen: Counter[str] = Counter()
        self.unconfirmed: list[str] = []
        self.last_group: str | None = None
        """Of what was counted last."""
        self._counts = False
        """What is examined now fails by a count."""
        self._makes = Confirmer(session, self.abilities, promised=promised)

    def is_news(self, finding: Finding) -> bool:
        return self._is_asked_for(finding) and self.memory.would_be_due(finding.requirements)

    def take(self, operations: Sequence[Operation], finding: Finding, trace: Trace = ()) -> None:
        if not self._is_asked_for(finding):
            return
        last = operations[finding.place]
        look = (finding.requirements, *_look(last)) if "SAFE-1" not in finding.requirements else (finding.requirements,)
        if not self.memory.is_due(look):
            self.count(look)
            return
        if "LIFE-2" in finding.requirements and not goes_on(self.session, operations[: finding.place + 1]):
            return
        if self._counts and trace:  # in a fresh process, and minimal: it fails at the one operation that is too many
            example = Counterexample(tuple(operations[: finding.place + 1]), trace[: finding.place + 1], finding, 1, 1)
        else:
            example = self._makes.confirm(operations, finding, trace)
        if finding.requirements[0] == "HOT-4" and example.reproduced <= example.attempts // 2:
            return  # the kernel moves a page now and then; a first touch happens every time
        if example.reproduced == 0:
            self.note_unconfirmed(f"{finding.requirements[0]}: {finding.observed}")
            return
        self.memory.learn(look, self.keep(example))
        self.count(look)

    def examine_difference(self, operations: Sequence[Operation]) -> bool:
        """As in a verification; but what looks like something known is only counted, and what stays long is told by a count."""
        return self.take_difference(("lane", *_look(operations[-1])), operations)

    def take_difference(
        self, look: Hashable, log: Sequence[Operation], order: LaneOrder | None = None, earlier: Sequence[int] = ()
    ) -> bool:
        """What the native lane stopped at. ``earlier``: walks that its process had run before. Whether there was anything."""
        if not self.memory.is_due(look):
            self.count(look)
            return True
        self.last_group = None
        shown = self._show(log)
        if not shown and order is not None:
            examine_with_history(self, order, earlier, log)
        if self.last_group is not None:
            self.memory.learn(look, self.last_group)
        elif order is not None:
            last = operation_name(log[-1].kind)
            self.note_unconfirmed(f"the native lane saw a wrong answer to {last} that no fresh process gave again")
        return shown or self.last_group is not None

    def _show(self, log: Sequence[Operation]) -> bool:
        if len(log) > _VERY_LONG and self._show_counted(log):  # to make it shorter would take long, and come to the same
            return True
        shorter = self._makes.shorten(log, bool(self.lane_probes))
        if _LONG < len(shorter) <= _VERY_LONG and self._show_counted(shorter):
            return True
        return self.examine(closing(shorter), fresh=True) or self.examine(closing(log), fresh=True)

    def _show_counted(self, operations: Sequence[Operation]) -> bool:
        candidate = counted(operations, self.session, self.promised.admits)
        if candidate is None:
            return False
        self._counts = True
        try:
            return self.examine(closing(candidate), fresh=True)
        finally:
            self._counts = False

    def count(self, look: Hashable) -> None:
        """One more of what looks like this."""
        self.last_group = self.memory.group(look)
        if self.last_group is not None:
            self.seen[self.last_group] += 1

    def note_unconfirmed(self, text: str) -> None:
        """What was seen, and can't be shown."""
        if len(self.unconfirmed) < _UNCONFIRMED_AT_MOST and text not in self.unconfirmed:
            self.unconfirmed.append(text)

    def keep(self, example: Counterexample, *, sanitizer: bool = False) -> str:
        """Make a discovery of it, unless it is known; its group. ``sanitizer``: it took one to see it."""
        case = case_of(example, self.session.subject.contract, self.session.name or self.session.subject.given)
        case = replace(case, sanitizer=sanitizer)
        group = group_of(case)
        known = self.discoveries.get(group)
        if known is None or len(case.operations) < len(known.case.operations):
            self.discoveries[group] = Discovery(group, case, self.driver, example.reproduced, example.attempts)
            self.on_discovery(self.discoveries[group])
        return group

    def _keep(self, example: Counterexample) -> None:
        """A long life, which was made short and confirmed by itself."""
        look = (example.finding.requirements, "long life")
        self.memory.is_due(look)
        self.memory.learn(look, self.keep(example))
        self.count(look)

    def _is_asked_for(self, finding: Finding) -> bool:
        return any(self.asks_for(each) for each in finding.requirements)
