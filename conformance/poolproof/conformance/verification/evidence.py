"""What was gathered for and against a subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from poolproof.spec.vocabulary import KINDS, OUTCOMES

from ..judge import Judge, Situation, Told, causes, situations
from ..observations import Trace
from ..runs.python_memory import PythonMemory
from ..subjects import Exploration
from .instructions import InstructionFigures
from .verdicts import Counterexample, Coverage

if TYPE_CHECKING:
    from poolproof.benchmarks.ticks import TickFigure


@dataclass(slots=True)
class Evidence:
    """``checked``: how many observations could have failed each requirement; ``reached``: how many there were in each
    situation; ``capacities``: of the buffers, in pools that were put through the scripts; ``unmeasured``: why a requirement
    could not be measured here; ``tries_misuse``: else no situation of a misuse is asked for."""

    tries_misuse: bool = True
    checked: Counter[str] = field(default_factory=Counter)
    reached: Counter[Situation] = field(default_factory=Counter)
    failures: dict[str, Counterexample] = field(default_factory=dict)
    minimised: Counter[tuple[str, ...]] = field(default_factory=Counter)
    capacities: set[int] = field(default_factory=set)
    is_whole: bool = False
    """The plan was carried out to its end."""
    lists_situations: bool = True
    """Which there are is known of contracts that bufferpool.h allows."""
    unpromised: Collection[str] = ()
    """Requirements that the contract does not promise: no situation need be reached for them."""
    one_pool_at_a_time: bool = False
    wants_no_memory: bool = False
    """Memory was to run out in create, of each kind of pool, and create asked for none."""
    addressless: bool = False
    explored: list[Exploration] = field(default_factory=list)
    instructions: InstructionFigures = field(default_factory=InstructionFigures)
    unmeasured: dict[str, str] = field(default_factory=dict)
    uncounted: dict[str, str] = field(default_factory=dict)
    """Why nothing that could fail a requirement can be observed of this subject on this machine."""
    ended_at_violation: bool = False
    """The search ended at one that was asked for."""
    not_promised: dict[str, str] = field(default_factory=dict)
    """Why a requirement, as this subject was seen to be made, can't be promised of it."""
    suspected: set[str] = field(default_factory=set)
    """Seemingly violated, by what was not looked into any more."""
    figures: dict[str, str] = field(default_factory=dict)
    """What was measured, of a requirement that is met."""
    deaths: int = 0
    """How often a sequence ended the subject's process, or hung."""
    held_bytes: int = 0
    """The most that a create with no config took, where that is counted."""
    ticks: list[TickFigure] = field(default_factory=list)
    python_memory: PythonMemory | None = None
    measured: dict[str, Counterexample] = field(default_factory=dict)
    """Of a Python class: what a measurement shows, for want of a sequence that does."""

    def note(self, judge: Judge, trace: Trace) -> None:
        self.checked.update(judge.checked)
        self.deaths += bool(trace) and trace[-1].death is not None
        self.reached.update(judge.reached)
        self.instructions.note(judge.stepped)
        self.held_bytes = max(self.held_bytes, judge.held_bytes)
        self.one_pool_at_a_time |= judge.pools_refused
        self.addressless |= any(step.observation.addressless for step in trace)

    def note_lane(self, reached: tuple[int, ...]) -> None:
        """``reached``: as the native lane counts it, flat."""
        for place, count in enumerate(reached):
            if count:
                occupancy, kind, status = place // (KINDS * OUTCOMES), place // OUTCOMES % KINDS, place % OUTCOMES
                self.reached[Situation(occupancy, kind, status)] += count

    def tell_faults_apart(self, is_asked: Callable[[str], bool]) -> None:
        """Say of each counterexample that is but another symptom of a fault which one tells that fault."""
        ids: dict[int, list[str]] = {}
        for requirement, example in self.failures.items():
            if example.reproduced and is_asked(requirement):
                ids.setdefault(id(example), []).append(requirement)
        found = list({id(each): each for each in self.failures.values() if id(each) in ids}.values())
        roots = causes([Told(each.finding.requirements, each.operations) for each in found])
        for example, root in zip(found, roots, strict=True):
            if root is not None:
                symptom = replace(example, comes_of=ids[id(found[root])][0])
                self.failures.update(dict.fromkeys(ids[id(example)], symptom))

    @property
    def coverage(self) -> Coverage:
        possible = dict(self._possible())
        return Coverage(len(possible), {each: possible[each] for each in possible if not self.reached[each]})

    def _possible(self) -> Iterator[tuple[Situation, str]]:
        if not self.lists_situations:
            return
        for block_count in self.capacities:
            for each, about in situations(block_count):
                if about not in self.unpromised and (self.tries_misuse or not about.startswith("OWN-")):
                    yield each, about
