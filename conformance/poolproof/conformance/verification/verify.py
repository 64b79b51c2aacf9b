"""One verification, from a subject to a verdict for each requirement: scripts, then random walks, then the state machine."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from poolproof.benchmarks.judgement import Answer
from poolproof.benchmarks.ticks import TickJudgement, judge_ticks
from poolproof.spec import Level, Profile, Requirement, Spec, Status

from ..generators.scripts import creation_scripts, scripts
from ..generators.shapes import closing
from ..generators.walks import Walk, WalkShape
from ..judge import Abilities, Finding, Judge
from ..observations import DeathCause, Trace
from ..operations import BOUNDED_KINDS, Operation, create, create_default, destroy, get_soa, return_soa
from ..runs import Session
from ..runs.cache import CacheUnmeasuredError, measure
from ..subjects import Exploration, Subject
from ..subjects.constants import harvest
from ..subjects.protocol import DICTIONARY_CAPACITY, Probe
from .confirm import Confirmer
from .machine import Capacities, machine_class, run_machine
from .verdicts import Counterexample, RequirementVerdict, Run, Verdict

OnProgress = Callable[[str, float], None]
"""Called with what is being done, and how much of the plan is done (0 to 1)."""

NOT_YET = "this version of poolproof has no probe for it"
_STEPPED_SCRIPT_AT_MOST = 500
"""A longer script would take seconds: a step costs some microseconds."""
_INSTRUCTIONS_PER_TIME_STAMP = 12
"""Eight a cycle at most, and a core may run at one and a half times the rate of its time-stamp counter."""
_SLOW_ONES_OF_A_TRACE = 3
_SLOW_ONES_IN_ALL = 600
_HANGS_AT_MOST = 6
_INTERRUPTED = "interrupted"
_EXPLORED = ((1, 1), (2, 2), (3, 2), (3, 3), (4, 2))
"""Capacities whose states are all visited: 45 states for the second, 4,575 for the last, of a pool that keeps a stack."""
_TRANSITIONS_AT_MOST = 200_000
_LANE_SLICE = 4_000_000
"""About a fifth of a second: how long the lane runs before the time is looked at."""
_LANE_NEWS_AT_MOST = 6
"""A fault that is found at once is found again at once: the lane is left when it keeps stopping."""
_MINIMISED_AT_MOST = 3
"""How often one requirement is minimised: its first failing sequence may turn out, once minimal, to blame another."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to do. The same plan and seed give the same run.

    ``budget_s`` cuts it short or, when it is longer, repeats its random part with other draws."""

    level: Level = Level.HARDENED
    selected: frozenset[str] | None = None
    seed: int = 0
    budget_s: float | None = None
    lane_operations: int = 12_000_000
    corpus: tuple[tuple[Operation, ...], ...] = ()
    """Sequences that are tried first: what failed before."""
    walks: int = 60
    machine_examples: int = 60
    machine_steps: int = 50
    ceiling_s: float = 60.0
    """A slow subject is given this long, unless the user gives a budget."""


@dataclass(slots=True)
class _Evidence:
    checked: Counter[str] = field(default_factory=Counter)
    failures: dict[str, Counterexample] = field(default_factory=dict)
    minimised: Counter[tuple[str, ...]] = field(default_factory=Counter)
    one_pool_at_a_time: bool = False
    addressless: bool = False
    explored: list[Exploration] = field(default_factory=list)
    unmeasured: dict[str, str] = field(default_factory=dict)
    """Why a requirement could not be measured here."""
    figures: dict[str, str] = field(default_factory=dict)
    """What was measured, of a requirement that is met."""


class _OutOfTimeError(Exception):
    """The budget is used up."""


class _HangsError(Exception):
    """Each further hang would cost its time, and show nothing new."""


def verify(
    subject: Subject, spec: Spec, profile: Profile, plan: Plan, on_progress: OnProgress = lambda _what, _share: None
) -> Run:
    """Judge a subject. Raises SubjectError when it can't be loaded."""
    started = time.monotonic()
    with Session(subject) as session:
        verification = _Verification(session, spec, profile, plan, started, on_progress)
        cut_short = verification.run()
        verdicts = tuple(_verdict(each, verification.evidence, session, plan) for each in spec.requirements)
        return Run(
            subject=subject,
            subject_name=session.name or subject.given,
            profile=profile,
            level=plan.level,
            verdicts=verdicts,
            operations=session.operations_run,
            seconds=time.monotonic() - started,
            seed=plan.seed,
            cut_short=cut_short,
            explored=tuple(verification.evidence.explored),
            interrupted=cut_short == _INTERRUPTED,
        )


class _Verification:
    def __init__(
        self, session: Session, spec: Spec, profile: Profile, plan: Plan, started: float, on_progress: OnProgress
    ) -> None:
        self._session = session
        self._spec = spec
        self._profile = profile
        self._plan = plan
        self._deadline = started + (plan.budget_s if plan.budget_s is not None else plan.ceiling_s)
        self._on_progress = on_progress
        self._abilities = Abilities(
            counts_allocations=session.counts_allocations,
            counts_system_calls=bool(session.available_probes & Probe.SYSTEM_CALLS),
            counts_page_faults=bool(session.available_probes & Probe.PAGE_FAULTS),
        )
        asked_for = plan.level in (Level.HOT, Level.TICKS)
        self._steps = asked_for and bool(session.available_probes & Probe.INSTRUCTIONS)
        self._slow_ones_left = _SLOW_ONES_IN_ALL
        self._confirmer = Confirmer(session, profile, self._abilities)
        self.evidence = _Evidence()

    def run(self) -> str | None:
        """Carry out the plan; say why it was cut short, if it was."""
        try:
            self._on_progress("scripts", 0.0)
            for operations in self._plan.corpus:
                self._check_time()
                self._try(closing(operations))
            for script in creation_scripts():
                self._check_time()
                self._try(script.operations)
            self._unload()
            configurations = self._configurations()
            self._explore()
            self._run_scripts(configurations)
            self._step_through(configurations)
            self._simulate_cache()
            self._measure_ticks()
            round_number = 0
            while True:
                self._run_lane(configurations, round_number)
                self._run_walks(configurations, round_number)
                self._run_machine([capacities for capacities, _, _ in configurations], round_number)
                round_number += 1
                if self._plan.budget_s is None:
                    return None
        except _OutOfTimeError:
            if self._plan.budget_s is None:
                return f"the subject is slow: stopped after {self._plan.ceiling_s:.0f} s (--budget gives it longer)"
            return (
                None if self._whole_plan_done else f"the budget of {self._plan.budget_s:g} s was too short for the whole plan"
            )
        except _HangsError:
            return "the subject hangs again and again"
        except KeyboardInterrupt:
            return _INTERRUPTED

    _whole_plan_done = False
    _hangs = 0

    def _check_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise _OutOfTimeError

    # ---- the stages ----

    def _configurations(self) -> list[tuple[Capacities, int, int]]:
        """The configurations that the subject accepts, each as given and as what it amounts to."""
        large = ((64, 64), (257, 300), (1000, 1100)) if self._session.subject.is_library else ((33, 40),)
        accepted: list[tuple[Capacities, int, int]] = []
        for capacities in (None, (1, 1), (2, 3), (3, 2), (4, 8), *large):
            self._check_time()
            opening = create_default() if capacities is None else create(*capacities)
            trace = self._session.run([opening.observing_usage(), destroy()])
            seen = trace[0].observation
            if trace[-1].death is None and seen.status == 0 and seen.out == 0 and seen.soa_total and seen.receipts_total:
                accepted.append((capacities, seen.soa_total, seen.receipts_total))
        return accepted

    def _run_scripts(self, configurations: Sequence[tuple[Capacities, int, int]]) -> None:
        for done, configuration in enumerate(configurations):
            if configuration[1] > 4096 or configuration[2] > 65536:  # a default this large is walked over, not scripted
                continue
            for script in scripts(*configuration):
                self._check_time()
                self._try(script.operations)
            self._on_progress("scripts", 0.4 * (done + 1) / len(configurations))

    def _explore(self) -> None:
        """Every state of small pools. A way to a difference is run again from a fresh pool, and judged like everything else."""
        if not self._session.subject.is_library:
            return
        self._on_progress("exploring every state of small pools", 0.0)
        for soa_capacity, receipt_capacity in _EXPLORED:
            self._check_time()
            accepted = self._session.run([create(soa_capacity, receipt_capacity), destroy()])
            if accepted[0].observation.status != Status.OK:
                continue
            exploration = self._session.explore(soa_capacity, receipt_capacity, _TRANSITIONS_AT_MOST)
            if exploration.log:
                self._try(closing(exploration.log))
            elif exploration.is_whole:
                self.evidence.explored.append(exploration)

    def _unload(self) -> None:
        """SAFE-1, at the very end: a process that used the subject must end well. There is nothing to minimise."""
        operations = [create_default(), get_soa(), return_soa(), destroy()]
        dead = [trace for trace in (self._session.run_to_the_end(operations) for _ in range(2)) if trace[-1].death is not None]
        if len(dead) == 2 and len(dead[-1]) == len(operations):
            finding = Finding(
                ("SAFE-1",), len(operations) - 1, "the process ends well", f"after it, the process {dead[-1][-1].death}"
            )
            self.evidence.failures["SAFE-1"] = Counterexample(tuple(operations), dead[-1], finding, 2, 2)

    def _simulate_cache(self) -> None:
        """CACHE-1: a measurement, which has no counterexample to minimise."""
        if not _is_asked(self._spec.requirement("CACHE-1"), self._plan) or not self._session.subject.is_library:
            return
        self._on_progress("simulating the cache", 0.4)
        try:
            counts = measure(self._session.subject)
        except CacheUnmeasuredError as error:
            self.evidence.unmeasured["CACHE-1"] = str(error)
            return
        self.evidence.checked["CACHE-1"] += counts.references
        rate, wanted = counts.hit_rate, self._profile.l1_hit_rate
        if rate <= wanted:
            observed = f"{rate:.2%}: {counts.misses_an_operation:.1f} misses an operation"
            finding = Finding(("CACHE-1",), 0, f"a simulated hit rate above {wanted:.0%}", observed, ends_trace=False)
            self.evidence.failures["CACHE-1"] = Counterexample((), (), finding, 1, 1)

    def _measure_ticks(self) -> None:
        """TICK-1 and TICK-2: measurements, which have no counterexample to minimise either."""
        asked = [each for each in ("TICK-1", "TICK-2") if _is_asked(self._spec.requirement(each), self._plan)]
        if not asked:
            return
        self._on_progress("measuring ticks", 0.4)
        begun = time.monotonic()
        judged = judge_ticks(
            self._session.subject,
            self._profile,
            on_launch=lambda done, everything: self._on_progress(f"measuring ticks, launch {done} of {everything}", -1.0),
        )
        if self._plan.budget_s is None:  # the time that is spent waiting for a quiet core is not the subject's
            self._deadline += time.monotonic() - begun
        for each in judged:
            if each.requirement in asked:
                self._take_ticks(each)

    def _take_ticks(self, judged: TickJudgement) -> None:
        requirement, judgement = judged.requirement, judged.judgement
        if judgement.answer is Answer.INCONCLUSIVE:
            self.evidence.unmeasured[requirement] = judgement.why
            return
        self.evidence.checked[requirement] += judged.checked
        if judgement.answer is Answer.MEETS:
            self.evidence.figures[requirement] = judgement.why
            return
        wanted = f"at most {self._profile.tick_target:g} ticks" if requirement == "TICK-1" else "at least 1 tick less"
        finding = Finding((requirement,), 0, wanted, judgement.why, ends_trace=False)
        self.evidence.failures[requirement] = Counterexample((), (), finding, 1, 1)

    def _step_through(self, configurations: Sequence[tuple[Capacities, int, int]]) -> None:
        """HOT-5: a sample of the operations in the scripts, stepped through."""
        if not self._steps:
            return
        self._on_progress("counting instructions", 0.4)
        for configuration in configurations[:2]:
            for script in scripts(*configuration):
                self._check_time()
                if len(script.operations) <= _STEPPED_SCRIPT_AT_MOST:
                    self._try([each.stepped() if _is_stepped(at, each) else each for at, each in enumerate(script.operations)])

    def _step_through_slow_ones(self, operations: Sequence[Operation], trace: Trace) -> None:
        """HOT-5, whatever the history: what took long is run again, and stepped through.

        No processor retires more instructions than this in a count of its time-stamp counter: nothing above the limit is
        missed. What was slow for another reason (an interrupt, a cold cache) is found innocent."""
        threshold = self._profile.instruction_limit // _INSTRUCTIONS_PER_TIME_STAMP
        slow = [
            (step.observation.time_stamps, at)
            for at, step in enumerate(trace)
            if step.observation.time_stamps > threshold and step.operation.kind in BOUNDED_KINDS
        ]
        chosen = {at for _, at in sorted(slow)[-_SLOW_ONES_OF_A_TRACE:]}
        self._slow_ones_left -= len(chosen)
        if not chosen or self._slow_ones_left < 0:
            return
        again = [each.stepped() if at in chosen else each for at, each in enumerate(operations)]
        judge = Judge(self._profile, self._abilities)
        for finding in [found for step in self._session.run(again) for found in judge.observe(step)]:
            self._take(again, finding)

    def _run_lane(self, configurations: Sequence[tuple[Capacities, int, int]], round_number: int) -> None:
        """The native lane: millions of operations, judged in C. The judge proper has the last word on what it finds."""
        subject = self._session.subject
        if not configurations or subject.path is None:
            return
        self._on_progress("native lane", 0.4)
        dictionary = harvest(subject.path, DICTIONARY_CAPACITY)
        chosen = [
            (soa, receipts, given is None) for given, soa, receipts in configurations if soa <= 65536 and receipts <= 1 << 20
        ]
        walk, left, news = _lane_seed(self._plan.seed, round_number), self._plan.lane_operations, _LANE_NEWS_AT_MOST
        while chosen and left > 0 and news > 0:
            self._check_time()
            run = self._session.run_lane(walk, min(left, _LANE_SLICE), chosen, dictionary)
            walk, left = walk + run.walks, left - run.operations
            if run.log:
                news -= 1
                self._try(closing(run.log))

    def _run_walks(self, configurations: Sequence[tuple[Capacities, int, int]], round_number: int) -> None:
        if not configurations:
            return
        for number in range(self._plan.walks):
            self._check_time()
            capacities, soa_capacity, receipt_capacity = configurations[number % len(configurations)]
            source = random.Random(f"{self._plan.seed}/{round_number}/{number}")
            length = 200 if soa_capacity <= 64 else 3 * soa_capacity
            self._try(Walk(source, WalkShape(capacities, soa_capacity, receipt_capacity, length)).operations())
            if number % 16 == 0:
                self._on_progress("random walks", 0.4 + 0.3 * number / self._plan.walks)

    def _run_machine(self, capacities: Sequence[Capacities], round_number: int) -> None:
        if not capacities or not self._plan.machine_examples:
            self._whole_plan_done = True
            return
        self._on_progress("state machine", 0.7)
        caught: list[tuple[Sequence[Operation], Finding]] = []

        def new_judge() -> Judge:
            self._check_time()
            judge = Judge(self._profile, self._abilities)
            judge.checked = self.evidence.checked
            return judge

        machine = machine_class(
            self._session,
            new_judge,
            capacities,
            self._is_news,
            lambda operations, finding: caught.append((operations, finding)),
        )
        run_machine(
            machine,
            examples=self._plan.machine_examples,
            steps=self._plan.machine_steps,
            seed=self._plan.seed * 1_000_003 + round_number,
        )
        if caught:
            self._take(*min(caught, key=lambda each: len(each[0])))
        self._whole_plan_done = True

    # ---- one sequence ----

    def _try(self, operations: Sequence[Operation]) -> Trace:
        trace = self._session.run(operations)
        judge = Judge(self._profile, self._abilities)
        findings = [finding for step in trace for finding in judge.observe(step)]
        self._note(judge, trace)
        for finding in findings:
            self._take(operations, finding)
        if trace and trace[-1].death is not None and trace[-1].death.cause == DeathCause.HANG:
            self._hangs += 1
            if self._hangs >= _HANGS_AT_MOST:
                raise _HangsError
        if judge.lost:
            self._session.restart()
        elif self._steps:
            self._step_through_slow_ones(operations, trace)
        return trace

    def _note(self, judge: Judge, trace: Trace) -> None:
        self.evidence.checked.update(judge.checked)
        self.evidence.one_pool_at_a_time |= judge.pools_refused
        self.evidence.addressless |= any(step.observation.addressless for step in trace)

    def _is_news(self, finding: Finding) -> bool:
        # Out of time, the first violation is still made presentable: a run that saw one must not end without it.
        if self.evidence.failures and time.monotonic() > self._deadline:
            return False
        asked = {each for each in finding.requirements if _is_asked(self._spec.requirement(each), self._plan)}
        return not asked <= set(self.evidence.failures) and self.evidence.minimised[finding.requirements] < _MINIMISED_AT_MOST

    def _take(self, operations: Sequence[Operation], finding: Finding) -> None:
        """Make a counterexample of a finding, if it may tell something new."""
        if not self._is_news(finding):
            return
        self.evidence.minimised[finding.requirements] += 1
        self._on_progress(f"minimising a violation of {finding.requirements[0]}", -1.0)
        example = self._confirmer.confirm(operations, finding)
        if finding.requirements[0] == "HOT-4" and example.reproduced <= example.attempts // 2:
            return  # the kernel moves a page now and then; a first touch happens every time
        for requirement in example.finding.requirements:
            known = self.evidence.failures.get(requirement)
            if known is None or known.reproduced < example.reproduced:
                self.evidence.failures[requirement] = example


def _is_stepped(at: int, operation: Operation) -> bool:
    return operation.kind in BOUNDED_KINDS and at % 4 == 0


def _lane_seed(seed: int, round_number: int) -> int:
    """Walk i of a run has this seed and i more: far enough apart that no two runs share walks."""
    return ((seed * 1009 + round_number) << 32) % (1 << 64)


def _is_asked(requirement: Requirement, plan: Plan) -> bool:
    levels = list(Level)
    of_level = levels.index(requirement.level) <= levels.index(plan.level)
    return of_level and (plan.selected is None or requirement.id in plan.selected)


def _verdict(requirement: Requirement, evidence: _Evidence, session: Session, plan: Plan) -> RequirementVerdict:
    checked = evidence.checked[requirement.id]
    if not _is_asked(requirement, plan):
        deselected = plan.selected is not None and requirement.id not in plan.selected
        why = "not selected (-k)" if deselected else f"not asked for (--level {plan.level})"
        return RequirementVerdict(requirement, Verdict.SKIPPED, checked, why)
    example = evidence.failures.get(requirement.id)
    if example is not None and example.reproduced == 0:
        why = f"seen once, and in none of {example.attempts} fresh processes: {example.finding.observed}"
        return RequirementVerdict(requirement, Verdict.UNKNOWN, checked, why)
    if example is not None:
        why = f"{example.finding.expected}; {example.finding.observed}"
        return RequirementVerdict(requirement, Verdict.FAIL, max(checked, 1), why, example)
    if checked:
        return RequirementVerdict(requirement, Verdict.PASS, checked, evidence.figures.get(requirement.id))
    if requirement.id == "ISO-4" and evidence.one_pool_at_a_time:
        why = "the subject gives one pool at a time, which can't affect another"
        return RequirementVerdict(requirement, Verdict.SKIPPED, 0, why, applies=False)
    if requirement.id == "ISO-1" and evidence.addressless:
        why = "the buffers of this Python class have no address"
        return RequirementVerdict(requirement, Verdict.SKIPPED, 0, why, applies=False)
    why = evidence.unmeasured.get(requirement.id) or _why_unknown(requirement, session)
    return RequirementVerdict(requirement, Verdict.UNKNOWN, 0, why)


def _why_unknown(requirement: Requirement, session: Session) -> str:
    if requirement.level in (Level.HOT, Level.TICKS):
        return NOT_YET
    if not session.subject.is_library and requirement.id.startswith("HOT"):
        return "allocations of a Python class are not counted"
    return "no observation that could have failed it was reached"
