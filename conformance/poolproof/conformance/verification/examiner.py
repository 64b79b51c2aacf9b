"""Tries sequences on a subject, has them judged, and keeps what they show."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from poolproof.spec import Level
from poolproof.spec.contracts import counts_of, limits_of
from poolproof.spec.vocabulary import LOG_CAPACITY, Probe

from ..generators.shapes import closing
from ..judge import Abilities, Finding, Judge, beyond_core, has_misuse, judge_stepped
from ..judge.growth import grows_each_time, grows_on
from ..judge.leaks import OF_UNLIKE_LIVES
from ..judge.wording import words_of
from ..observations import DeathCause, Step, Trace
from ..operations import BOUNDED_KINDS, Operation
from ..repeated import Repeated, entries_of, filtered
from ..runs import Session
from .events import Busy, Confirmed, Found, OnEvent
from .evidence import Evidence
from .lane_watch import watched_in_lane
from .minimising.confirm import Confirmer
from .minimising.lives_again import leave_more
from .minimising.long_lives import LongLives
from .minimising.memory_growth import goes_on, is_one_life, telling_ones
from .minimising.own_pools import places_of_own_pools
from .plan import Plan
from .promised import Promised
from .promises import why_half_seen, why_not_promised, why_uncounted
from .sanitizers import why_doubtful, why_never_known
from .verdicts import Configuration, Counterexample

_INSTRUCTIONS_PER_TIME_STAMP = 12
"""Eight a cycle at most, and a core may run at one and a half times the rate of its time-stamp counter."""
_SLOW_ONES_OF_A_TRACE = 3
_SLOW_ONES_IN_ALL = 600
_SLOW_INSTRUCTIONS_IN_ALL = 400_000
"""Stepped through: where every operation takes long, some of them will do."""
_LONG = 2000
"""Operations: in so long a sequence, instructions are counted in the lane first."""
_HANGS_AT_MOST = 6
_IN_VAIN_AT_MOST = 3
"""How often the same is looked into that no fresh process shows."""
_ENDS_OF_GROWTH_AT_MOST = 4
"""How often growth is looked into that ends."""
_JUDGED_AT_MOST = 20_000
"""Operations, of what is made for the model in C and is judged without it: a second or so."""
_FOLLOWED_AT_MOST = 6000
"""Operations of a pool of another order than the model in C has."""
_MINIMISING_SECONDS = 6.0
"""Spent on counterexamples: once there is one, what else goes wrong in a subject that takes this long is left alone."""
_MINIMISED_AT_MOST = 3
"""How often one requirement is minimised: its first failing sequence may turn out, once minimal, to blame another."""


class OutOfTimeError(Exception):
    """The budget is used up."""


class HangsError(Exception):
    """Each further hang would cost its time, and show nothing new."""


class Examiner:
    def __init__(
        self,
        session: Session,
        plan: Plan,
        deadline: float,
        on_event: OnEvent,
        promised: Promised | None = None,
    ) -> None:
        self.promised = promised or Promised()
        self.session = session
        self.spec = self.promised.spec
        self.limits = limits_of(self.promised.contract)
        self.plan = plan
        self.deadline = deadline
        self.emit = on_event
        self.abilities = Abilities(
            counts_allocations=session.counts_allocations,
            watches_bounds=session.subject.is_library,
            page_bytes=session.page_bytes,
            counts_python_allocations=session.counts_python_allocations,
            counts_system_calls=bool(session.available_probes & Probe.SYSTEM_CALLS),
            counts_page_faults=bool(session.available_probes & Probe.PAGE_FAULTS)
            and "HOT-4" not in why_never_known(session.subject),
        )
        asks_for_hot = plan.level.includes(Level.HOT)
        if not asks_for_hot:
            session.unwatched = Probe.PAGE_FAULTS | Probe.SYSTEM_CALLS
        self.steps = asks_for_hot and bool(session.available_probes & Probe.INSTRUCTIONS)
        self.lane_probes = watched_in_lane(self.promised, session.available_probes) if asks_for_hot else Probe.NONE
        self.slow_threshold = self.limits.instructions // _INSTRUCTIONS_PER_TIME_STAMP if self.steps else 0
        """No processor retires more instructions than the limit in so few counts: what is above the limit is never missed."""
        self._slow_ones_left = _SLOW_ONES_IN_ALL
        self.tries_misuse = any(plan.asks_for(each) and each.level != Level.CORE for each in self.spec.requirements)
        """Core requirements are judged of proper sequences alone: where no others are asked for, no misuse is tried."""
        of_order = ("ORDER-1", "ORDER-2", "ORDER-3", "ORDER-4")
        self.follows_order = self.promised.contract.order.reuse != "any" and not any(map(self.asks_for, of_order))
        self.configurations: Sequence[Configuration] = ()
        """Those that the subject accepts, as far as that is known already."""
        self.other_capacities: Sequence[Configuration] = ()
        """More of them, for random walks."""
        self.round_number = 0
        """Of the random part, which a longer budget repeats."""
        self._is_misused = False
        """The present worker ran a misuse, of which something may have stayed behind."""
        self._hangs = 0
        self._minimising_seconds = 0.0
        self._in_vain: Counter[tuple[str, ...]] = Counter()
        self._ends_of_growth = 0
        """Sequences in which memory grew, and of which the judge saw it end."""
        self._confirmer = Confirmer(session, self.abilities, follows_order=self.follows_order, promised=self.promised)
        self._lives = LongLives(session, self.abilities)
        self.evidence = Evidence(self.tries_misuse, unpromised=self.promised.reasons)
        self.evidence.lists_situations = self.promised.contract.binding == 1
        self.evidence.instructions.own_buffers = self.promised.contract.block.count
        self.evidence.instructions.words = words_of(self.promised.contract)
        self.evidence.unmeasured.update(why_never_known(session.subject))
        if session.subject.is_library:
            self.evidence.unmeasured.update(why_half_seen(session.available_probes))
            self.evidence.uncounted.update(why_uncounted(self.abilities, steps=self.steps or not asks_for_hot))

    def check_time(self) -> None:
        """Raises OutOfTimeError."""
        if time.monotonic() > self.deadline:
            raise OutOfTimeError

    @property
    def has_enough(self) -> bool:
        """Whether a violation is beyond doubt, and the plan is not to look for more. What fresh processes show now and then is
        told in the end, and does not end the search for what they show each time."""
        failures = self.evidence.failures.items()
        return not self.plan.keeps_going and any(
            not each.is_flaky and self.asks_for(requirement) for requirement, each in failures
        )

    @property
    def knows_a_touch_alone(self) -> bool:
        """Whether all that was found is a page touched for the first time: a read past the pool's memory shows so too."""
        return set(self.evidence.failures) == {"HOT-4"}

    def admitted(self, operations: Sequence[Operation]) -> Sequence[Operation]:
        """The sequence, without misuse where none is to be tried."""
        if not self.tries_misuse and has_misuse(operations):
            operations = filtered(operations, lambda each: not each.is_misuse)
        return self.promised.admitted(operations)

    def asks_for(self, requirement: str) -> bool:
        """Whether the plan does, and such a subject can promise it."""
        is_promised = requirement not in self.promised.reasons and why_not_promised(requirement, self.session.subject) is None
        return is_promised and self.plan.asks_for(self.spec.requirement(requirement))

    def new_judge(self) -> Judge:
        contract = self.promised.without_order() if self.follows_order else self.promised.contract
        return Judge(self.abilities, contract)

    def examine(self, operations: Sequence[Operation], *, fresh: bool = False) -> bool:
        """Run a sequence and judge it. Whether there was anything to find, new or not. Raises HangsError."""
        operations = self.admitted(operations)
        fresh_after_misuse = self._is_misused and not has_misuse(operations)
        fresh = fresh or self.promised.needs_fresh
        trace = self.session.run(operations, fresh=fresh or fresh_after_misuse)
        judge = self.new_judge()
        findings = [finding for step in trace for finding in judge.observe(step)]
        self._is_misused = judge.is_misused or (self._is_misused and not (fresh or fresh_after_misuse))
        self.evidence.note(judge, trace)
        for finding in findings:
            self.take(operations, finding, trace if fresh else ())
        if trace and trace[-1].death is not None and trace[-1].death.cause == DeathCause.HANG:
            self._hangs += 1
            if self._hangs >= _HANGS_AT_MOST:
                self._note_hangs(trace, findings)
                raise HangsError
        if judge.lost or judge.has_forked or judge.pools:  # a pool that lives on may leave no place for the next one
            self.session.restart()
        if self.steps and not judge.lost:
            slow = {
                at: step.observation.time_stamps
                for at, step in enumerate(trace)
                if step.observation.time_stamps > self.slow_threshold and step.operation.kind in BOUNDED_KINDS
            }
            self.step_through(operations, self._slow_again(operations, slow))
        return bool(findings)

    def _note_hangs(self, trace: Trace, findings: Sequence[Finding]) -> None:
        """What hangs again and again is a violation, though no fresh process should have shown it."""
        found = next((each for each in reversed(findings) if not {"SAFE-1", "SAFE-2"}.isdisjoint(each.requirements)), None)
        if found is None:
            return
        is_misused = has_misuse([step.operation for step in trace])
        blamed = replace(found, requirements=beyond_core(found.requirements)) if is_misused else found
        shown = trace[: found.place + 1]
        example = Counterexample(tuple(step.operation for step in shown), shown, blamed, self._hangs, self._hangs)
        known = self.evidence.failures.get(blamed.requirements[0])
        if known is None or not known.reproduced:
            self.evidence.failures[blamed.requirements[0]] = example

    def examine_if_different(self, operations: Sequence[Operation], *, timed: bool = False) -> None:
        """Have a long sequence judged by the model in C, some hundred times faster than the judge, which sees it only when they
        differ. A Python class has no such model. ``timed``: step through what takes long (HOT-5), which takes long itself."""
        operations = self.admitted(operations)
        if not self.session.subject.is_library or entries_of(operations) > LOG_CAPACITY:
            self.examine(operations)
            return
        if not self.promised.fits_model_in_c:
            if len(operations) <= _JUDGED_AT_MOST:
                self.examine(operations)
            return
        self._is_misused = self._is_misused or has_misuse(operations)
        replay = self.session.replay_in_lane(operations, self.lane_probes, self.slow_threshold if timed else 0)
        if replay.place is not None:
            if isinstance(operations, Repeated) and self._examine_life(operations):
                return
            if replay.place < LOG_CAPACITY:
                self.examine_difference(operations[: replay.place + 1])
            return
        self.evidence.note_lane(replay.reached)
        self._examine_growth(operations, replay.growth)
        self.step_through(operations, self._slow_again(operations, {each.place: each.time_stamps for each in replay.slow}))

    def _examine_growth(self, operations: Sequence[Operation], samples: Sequence[tuple[int, int]]) -> None:
        """LIFE-2: memory that was taken while a long sequence ran in the lane. The judge has the last word."""
        if not samples or not is_one_life(operations):
            return
        self.evidence.checked["LIFE-2"] += not has_misuse(operations)
        if not grows_on(samples) or (self._ends_of_growth >= _ENDS_OF_GROWTH_AT_MOST and not grows_each_time(samples)):
            return
        for telling in telling_ones(operations):
            self.examine(closing(telling), fresh=True)
            if self.has_enough:
                return
        self._ends_of_growth += 1

    def _slow_again(self, operations: Sequence[Operation], slow: Mapping[int, int]) -> list[int]:
        """The places of operations that are slow a second time too: interrupts and cold caches seldom strike twice. None of a
        subject with a violation already: nothing more is looked into on this mere suspicion."""
        if self.has_enough:
            return []
        if not slow or entries_of(operations) > LOG_CAPACITY:
            return list(slow)[-_SLOW_ONES_OF_A_TRACE:]
        again = self.session.replay_in_lane(operations, self.lane_probes, self.slow_threshold).slow
        twice = sorted((min(each.time_stamps, slow[each.place]), each.place) for each in again if each.place in slow)
        return [place for _, place in twice[-_SLOW_ONES_OF_A_TRACE:]]

    def _examine_life(self, life: Repeated[Operation]) -> bool:
        """Judge a long life that the model in C found to differ. Whether there was anything to find."""
        if self.follows_order:
            return False
        self.emit(Busy("making a long life short"))
        started = time.monotonic()
        example = self._lives.confirm(life, self.lane_probes)
        self._minimising_seconds += time.monotonic() - started
        if example is None:
            return False
        if self.is_news(example.finding):
            self._keep(example)
        return True

    def examine_as_it_is(self, life: Repeated[Operation]) -> None:
        """Judge a life that has no part that could be left out, and of which most is answered alike: it may be of millions."""
        judge, example = self._lives.look_at(life, self.new_judge)
        self.evidence.note(judge, ())
        if example is not None and self.is_news(example.finding):
            self._keep(example)

    def examine_difference(self, operations: Sequence[Operation]) -> bool:
        """Judge what the model in C found to differ, as short as it can be made. Whether there was anything to find."""
        operations = self.admitted(operations)
        if self.follows_order:  # the model in C knows one order only: what differs from it is for the judge alone
            return self.examine(closing(operations[:_FOLLOWED_AT_MOST]), fresh=True)
        if self.has_enough:
            return self.examine(closing(operations), fresh=True)
        shorter = self._confirmer.shorten(operations, bool(self.lane_probes))
        return self.examine(closing(shorter), fresh=True) or self.examine(closing(operations), fresh=True)

    def step_through(self, operations: Sequence[Operation], places: Sequence[int]) -> None:
        """HOT-5: run a sequence again, and go through the operations at these places instruction by instruction, in pools of
        the profile's own size. What was slow for another reason (an interrupt, a cold cache) is found innocent."""
        places = sorted(self._of_own_pools(operations, places)) if places else []
        self._slow_ones_left -= len(places)
        if not places or self._slow_ones_left < 0 or self.evidence.instructions.total() > _SLOW_INSTRUCTIONS_IN_ALL:
            return
        if places[-1] >= _LONG:
            places = [place for place in places if not self._is_short(operations, place)]
        if not places:
            return
        last = max(places)
        self.look_into(self.promised.closed(operations[: last + 1]), places)

    def _is_short(self, operations: Sequence[Operation], place: int) -> bool:
        """Whether the operation there is found innocent where counting takes least: in the lane."""
        counted = self.session.count_in_lane(operations, place)
        if counted is None or counted[1] > self.limits.instructions:
            return False
        status, instructions = counted
        self.evidence.checked["HOT-5"] += 1
        self.evidence.instructions.note_count(operations[place].kind, status, instructions)
        return True

    def look_into(self, operations: Sequence[Operation], places: Sequence[int]) -> None:
        """HOT-5, HOT-1: run a sequence, and step through the operations at these places, in ascending order."""
        self._is_misused = self._is_misused or has_misuse(operations)
        trace = self.session.step_through(operations, places)
        if trace and trace[-1].death is not None:
            self.examine(stepping(operations, places))
            return
        of_own_pools = self._of_own_pools(operations, places)
        self.note_stepped([step for place, step in zip(places, trace, strict=False) if place in of_own_pools])
        for place, step in zip(places, trace, strict=False):
            limit = self.limits.instructions if place in of_own_pools else None
            for found in judge_stepped(place, step, limit):
                self.take(stepping(operations, places), found)

    def _of_own_pools(self, operations: Sequence[Operation], places: Collection[int]) -> frozenset[int]:
        own = counts_of(self.promised.contract)
        default = self.session.default_capacities or own
        if self.session.subject.contract.sequence is None:  # of receipts, which it has none of, a pool may say anything
            return places_of_own_pools(operations, places, own[:1], default[:1])
        return places_of_own_pools(operations, places, own, default)

    def note_stepped(self, trace: Sequence[Step]) -> bool:
        """Take account of operations that were stepped through, in pools of the profile's own size. Whether one of them took
        more instructions than it may."""
        counts = [step.observation.instructions for step in trace]
        self.evidence.checked["HOT-5"] += sum(count > 0 for count in counts)
        self.evidence.instructions.note(trace)
        return max(counts, default=0) > self.limits.instructions

    def is_news(self, finding: Finding) -> bool:
        # Out of time, the first violation is still made presentable: a run that saw one must not end without it.
        if self.evidence.failures and time.monotonic() > self.deadline:
            return False
        asked = {each for each in finding.requirements if self.asks_for(each)}
        beyond_doubt = {each for each, example in self.evidence.failures.items() if not example.is_flaky}
        return not asked <= beyond_doubt and self.evidence.minimised[finding.requirements] < _MINIMISED_AT_MOST

    def take(self, operations: Sequence[Operation], finding: Finding, trace: Trace = ()) -> None:
        """Make a counterexample of a finding, if it may tell something new. ``trace``: of a fresh process."""
        if not self.is_news(finding):
            return
        if (why := why_doubtful(finding.requirements[0], self.session.subject)) is not None:
            self.evidence.unmeasured[finding.requirements[0]] = f"{finding.observed}, and {why}"
            return
        if not trace and self._in_vain[finding.requirements] >= _IN_VAIN_AT_MOST:
            return  # it was seen in a process that had run much before, and what that was did not show it again
        if "LIFE-2" in finding.requirements and not goes_on(self.session, operations[: finding.place + 1]):
            self.evidence.minimised[finding.requirements] = _MINIMISED_AT_MOST
            return
        if finding.observed.endswith(OF_UNLIKE_LIVES) and not leave_more(self.session, operations[: finding.place + 1]):
            return
        if self.has_enough and self._minimising_seconds > _MINIMISING_SECONDS:
            self.evidence.suspected.add(finding.requirements[0])
            return
        known_before = set(self.evidence.failures)
        self.emit(Found(finding))
        started = time.monotonic()
        # What takes the history of a process in which something went wrong already is, as good as ever, what came of that.
        looks_back = not self.has_enough
        example = self._confirmer.confirm(operations, finding, trace, looks_back=looks_back)
        self._minimising_seconds += time.monotonic() - started
        if "LIFE-2" in finding.requirements and not goes_on(self.session, example.operations):
            self.evidence.minimised[finding.requirements] = _MINIMISED_AT_MOST
            return  # what grew in a sequence where it is done seldom ends growing where nothing else is done
        # What does not come again must not use up the attempts of what does.
        (self.evidence.minimised if example.reproduced else self._in_vain)[finding.requirements] += 1
        if not example.reproduced and not looks_back:
            self.evidence.suspected.add(finding.requirements[0])
            return
        if finding.requirements[0] == "HOT-4" and example.reproduced <= example.attempts // 2:
            return  # the kernel moves a page now and then; a first touch happens every time
        if set(example.finding.requirements) <= known_before:  # what is known already, in another guise
            self.evidence.minimised[finding.requirements] = _MINIMISED_AT_MOST
        self._keep(example)

    def _keep(self, example: Counterexample) -> None:
        news = False
        for requirement in example.finding.requirements:
            known = self.evidence.failures.get(requirement)
            if known is None or known.reproduced < example.reproduced:
                self.evidence.failures[requirement] = example
                news = news or (known is None and self.asks_for(requirement))
        if news and example.reproduced:
            self.emit(Confirmed(example))


def stepping(operations: Sequence[Operation], places: Collection[int]) -> list[Operation]:
    """The sequence, of which the operations at these places are to be stepped through."""
    return [each.stepped() if at in places else each for at, each in enumerate(operations)]
