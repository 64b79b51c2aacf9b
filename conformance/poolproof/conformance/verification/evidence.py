"""What was gathered for and against a subject, and the verdict that it makes of each requirement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from poolproof.spec import Level, Requirement
from poolproof.spec.vocabulary import KINDS, OUTCOMES

from ..judge import Judge, Situation, Told, causes, situations
from ..observations import Trace
from ..runs.python_memory import PythonMemory
from ..subjects import Exploration, Subject
from .instructions import InstructionFigures
from .plan import Plan
from .promised import Promised
from .promises import why_not_promised
from .python_memory import WHY_COUNTED, WHY_UNCOUNTED
from .vacuous import why_never
from .verdicts import Counterexample, Coverage, RequirementVerdict, Verdict

if TYPE_CHECKING:
    from poolproof.benchmarks.ticks import TickFigure

_MAY_NOT_COME_ABOUT = frozenset(
    {
        "ORDER-1",
        "ORDER-2",
        "ORDER-4",
        "ISO-2",
        "CREATE-4",
        "GUARD-3",
        "REFUSE-1",
        "OWN-1",
        "OWN-2",
        "ABORT-1",
        "SAFE-2",
        "HOT-2",
    }
)
"""In pools of one block, of which no other lives, which never run out, whose blocks have no inside, and the like."""
_OF_LIBRARIES_ALONE = "interleavings are judged of shared libraries alone, and this is a Python class"
NOT_YET = "this version of poolproof has no probe for it"


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
        for soa_capacity in self.capacities:
            for each, about in situations(soa_capacity):
                if about not in self.unpromised and (self.tries_misuse or not about.startswith("OWN-")):
                    yield each, about


def requirement_verdict(
    requirement: Requirement, evidence: Evidence, subject: Subject, plan: Plan, promised: Promised
) -> RequirementVerdict:
    checked = evidence.checked[requirement.id]
    if not plan.asks_for(requirement):
        deselected = plan.selected is not None and requirement.id not in plan.selected
        why = "not selected (-k)" if deselected else f"not asked for (--level {plan.level})"
        return RequirementVerdict(requirement, Verdict.SKIPPED, checked, why)
    why_not = promised.reasons.get(requirement.id) or why_not_promised(requirement.id, subject)
    if why_not is not None:
        return RequirementVerdict(requirement, Verdict.NOT_PROMISED, 0, why_not, applies=False)
    example = evidence.failures.get(requirement.id) or evidence.measured.get(requirement.id)
    if example is not None and example.reproduced == 0:
        why = f"seen once, and in none of {example.attempts} fresh processes: {example.finding.observed}"
        return RequirementVerdict(requirement, Verdict.UNKNOWN, checked, why)
    if example is not None:
        why = f"expected {example.finding.expected}; observed {example.finding.observed}"
        return RequirementVerdict(requirement, Verdict.FAIL, max(checked, 1), why, example)
    if requirement.id in evidence.unmeasured:
        return RequirementVerdict(requirement, Verdict.UNKNOWN, checked, evidence.unmeasured[requirement.id])
    if requirement.id in evidence.suspected:
        why = "it seems to be violated too: the search had ended, and did not look into it (--keep-going does)"
        return RequirementVerdict(requirement, Verdict.UNKNOWN, checked, why)
    if checked:
        return _passed(requirement, evidence, subject, checked)
    if requirement.id == "ISO-4" and evidence.one_pool_at_a_time:
        why = "the subject gives one pool at a time, which can't affect another"
        return RequirementVerdict(requirement, Verdict.SKIPPED, 0, why, applies=False)
    if requirement.id == "CREATE-4" and evidence.wants_no_memory:
        why = "create takes no memory, so none can run out in it"
        verdict = Verdict.SKIPPED if promised.is_default else Verdict.PASS
        return RequirementVerdict(requirement, verdict, 0, why, applies=not promised.is_default)
    if requirement.id == "ISO-1" and evidence.addressless:
        why = "the buffers of this Python class have no address"
        return RequirementVerdict(requirement, Verdict.NOT_PROMISED, 0, why, applies=False)
    if evidence.is_whole and (never := why_never(requirement.id, promised.contract)) is not None:
        return RequirementVerdict(requirement, Verdict.PASS, 0, never)
    if evidence.is_whole and requirement.id in _MAY_NOT_COME_ABOUT and not evidence.lists_situations:
        why = "it can't come about: the whole plan was carried out, and nothing of such a pool could have failed it"
        return RequirementVerdict(requirement, Verdict.SKIPPED, 0, why, applies=False)
    if requirement.id in evidence.not_promised:
        why = evidence.not_promised[requirement.id]
        return RequirementVerdict(requirement, Verdict.NOT_PROMISED, 0, why, applies=False)
    return RequirementVerdict(requirement, Verdict.UNKNOWN, 0, _why_unknown(requirement, evidence, subject, plan))


def _passed(requirement: Requirement, evidence: Evidence, subject: Subject, checked: int) -> RequirementVerdict:
    """Nothing failed it. That is a pass only when it was put to the test everywhere."""
    missed = [str(each) for each, about in evidence.coverage.missed.items() if about == requirement.id]
    if missed:
        why = f"never reached: {'; '.join(missed)}"
        return RequirementVerdict(requirement, Verdict.UNKNOWN, checked, why)
    if requirement.id in evidence.figures:
        return RequirementVerdict(requirement, Verdict.PASS, checked, evidence.figures[requirement.id])
    if requirement.id == "HOT-5" and (largest := evidence.instructions.largest()):
        return RequirementVerdict(requirement, Verdict.PASS, checked, largest)
    if requirement.id == "MEM-1" and evidence.held_bytes:
        figure = f"{evidence.held_bytes:,} bytes, of the heap and of mappings"
        return RequirementVerdict(requirement, Verdict.PASS, checked, figure)
    how = None if subject.is_library else WHY_COUNTED.get(requirement.id)
    return RequirementVerdict(requirement, Verdict.PASS, checked, how)


def _why_unknown(requirement: Requirement, evidence: Evidence, subject: Subject, plan: Plan) -> str:
    if requirement.id in evidence.uncounted:
        return evidence.uncounted[requirement.id]
    if evidence.ended_at_violation:
        return "the search ended at a violation before it came to this (--keep-going goes on)"
    if requirement.level == Level.SHARED and not subject.is_library:
        return _OF_LIBRARIES_ALONE
    if requirement.level in (Level.TICKS, Level.SHARED):
        return NOT_YET
    if not subject.is_library and requirement.level == Level.HOT:
        return WHY_UNCOUNTED
    if evidence.failures and plan.keeps_going:
        return "no observation that could have failed it was reached: what went wrong before left nothing of it to judge"
    return "no observation that could have failed it was reached"
