"""From a finding in a long sequence to a counterexample: minimal, confirmed in fresh processes, and rightly blamed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from poolproof.spec import Profile, Status
from poolproof.spec.vocabulary import LANE_POOLS, LOG_CAPACITY, Probe

from .. import operations as op
from ..generators.shapes import closing
from ..judge import ABOUT_POOLS, LIVES_TO_TELL, Abilities, Finding, Judge, refine
from ..observations import Trace
from ..operations import Flag, Kind, Operation, Target
from ..runs import Session
from .shrink import is_minimal, shrink
from .verdicts import Counterexample

SHRINK_SECONDS = 10.0
SHORTEN_SECONDS = 5.0
"""However slow the machine, or stuck the subject."""
SHRINK_WORK = 60_000
"""Operations that the judge looks at, a second or two."""
_FEW_ATTEMPTS = 6_000
"""Operations: for what the model in C left long already, and where each attempt takes a process of its own."""
SHORTEN_WORK = 2_000_000
_SHORTEN_ATTEMPTS = 16
"""Operations that the model in C looks at, a hundred times faster; but as many attempts at what is very long."""
SHRINK_SECONDS_OF_HANGS = 3.0
"""Each attempt at what hangs takes as long as it takes to be sure of that."""
ATTEMPTS = 5
ATTEMPTS_LONG = 1
ATTEMPTS_OF_HANGS = 2
_SHORT_ENOUGH = 20
_SHORT_IN_FRESH = 40
_SHORT = 200
_LONG = 3000
"""Operations; the judge needs some hundredths of a second for as many."""
_DRAINED_AT_MOST = 2000
_FAMILIES = (
    frozenset({"ORDER-1", "ORDER-2", "ORDER-3"}),
    frozenset({"CAP-1", "CAP-3", "CLEAR-1"}),
    frozenset({"GUARD-2", "GUARD-3"}),
)


class Confirmer:
    """Makes counterexamples on one session."""

    def __init__(self, session: Session, profile: Profile, abilities: Abilities) -> None:
        self._session = session
        self._profile = profile
        self._default = profile.soa_capacity, profile.receipt_capacity
        self._abilities = abilities
        self._shortest: list[Operation] = []
        """What was made short last: to find out again that it can't be made shorter takes long."""

    def confirm(self, operations: Sequence[Operation], finding: Finding, trace: Trace = ()) -> Counterexample:
        """Minimise, confirm and blame. ``operations`` ran in the session's present worker, or in the one that just died;
        ``trace``: what came of them, if that was in a fresh one."""
        history = [*self._session.history]
        self._session.restart()
        all_of_them = operations
        whole = operations = [*operations[: finding.place + 1]]
        # Of what hangs, the model in C is as slow to be sure as the judge.
        long_enough = _SHORT if self._session.has_hung else _SHORT_ENOUGH
        if finding.requirements[0] == "LIFE-1":
            operations = self._told_in_lives(whole, finding)
        if finding.requirements[0] == "HOT-5" and len(operations) > _SHORT:
            operations = self._shorten_slow(whole)
            if len(operations) > _SHORT:  # it takes so many, and they were tried already
                return self._described(operations, finding)
        if len(operations) > long_enough and self._session.subject.is_library:
            operations = self.shorten(operations, finding.requirements[0].startswith("HOT-"))
            if len(operations) > _LONG:  # it takes a history as long as this
                shown = Counterexample(tuple(whole), trace[: finding.place + 1], finding, 1, 1)
                return shown if trace else self._described(operations, finding)
        # Within one process first: a new one for each candidate takes a hundred times longer. What that finds may owe something
        # to what the process ran before; then it does not fail in a fresh one, and is minimised again, in fresh ones.
        is_short_already = operations == self._shortest and len(operations) > _SHORT
        minimal = self._minimise_here(operations, finding, _FEW_ATTEMPTS if is_short_already else SHRINK_WORK)
        was_another = len(operations) < len(whole) <= _LONG  # made shorter by the model in C, it may fail in another way
        if minimal is None and was_another:
            minimal = self._minimise_here(whole, finding, SHRINK_WORK)
        if minimal is None:
            minimal = self._minimise(operations, finding, fresh=True)
        if minimal is None and was_another:
            minimal = self._minimise(whole, finding, fresh=True)
        if minimal is None and len(whole) < len(all_of_them) <= _LONG:  # what came early here may come late in a new process
            minimal = self._minimise(all_of_them, finding, fresh=True)
        if minimal is None:  # it takes more than these operations: what the process had run before
            minimal = self._minimise(history, finding, fresh=True)
        if minimal is None:
            return Counterexample(tuple(operations), (), finding, 0, ATTEMPTS)
        example = self._described(minimal, finding)
        if example.finding.requirements[0] == "USAGE-1" or example.finding.requirements[-1] == "USAGE-1":
            return self._told_from_state(example)
        if example.finding.requirements[0] == "ORDER-3":
            return self._told_from_drain(example)
        return example

    def _minimise_here(self, operations: Sequence[Operation], finding: Finding, work: int) -> list[Operation] | None:
        """Minimise in one process; None, too, when what that comes to does not fail in a fresh one."""
        minimal = self._minimise(operations, finding, fresh=False, work=work)
        return None if minimal is None or self._same_failure(finding, fresh=True)(minimal) is None else minimal

    def _minimise(
        self, operations: Sequence[Operation], finding: Finding, *, fresh: bool, work: int = SHRINK_WORK
    ) -> list[Operation] | None:
        fails = self._same_failure(finding, fresh=fresh)
        place = fails(operations)
        if place is None:
            return None
        if fresh and place >= _SHORT:
            work = _FEW_ATTEMPTS
        seconds = SHRINK_SECONDS_OF_HANGS if self._session.has_hung else SHRINK_SECONDS
        return shrink(operations[: place + 1], fails, work=work, seconds=seconds, default=self._default)

    def shorten(self, operations: Sequence[Operation], is_hot: bool) -> Sequence[Operation]:
        """Make a very long sequence shorter with the model in C, a hundred times faster than the judge. It knows of differences
        only, not of requirements: the judge has the last word."""
        probes = Probe.ALLOCATIONS | Probe.SYSTEM_CALLS if is_hot else Probe.NONE
        given = {each.capacities for each in set(operations) if each.kind == Kind.CREATE}

        def differs(candidate: Sequence[Operation]) -> int | None:
            place = self._session.replay_in_lane(candidate, probes).place
            if place is None or candidate[place].kind != Kind.CREATE or candidate[place].capacities in given:
                return place
            return None  # a pool may refuse a capacity that shrinking tries; to the model in C, that is a difference

        def differs_in_fresh_process(candidate: Sequence[Operation]) -> int | None:
            self._session.restart()
            return differs(candidate)

        if self._shortest == [*operations] or len(operations) > LOG_CAPACITY:
            return operations
        if any(each.pool >= LANE_POOLS for each in operations):  # it has no room for them, which would look like a difference
            return operations
        if differs_in_fresh_process(operations) is None:
            return operations
        work = max(SHORTEN_WORK, _SHORTEN_ATTEMPTS * len(operations))
        seconds = SHRINK_SECONDS_OF_HANGS if self._session.has_hung else SHORTEN_SECONDS
        shortest = shrink(operations, differs, work=work, seconds=seconds, default=self._default)
        if differs_in_fresh_process(shortest) is None:  # it owes something to what the process ran before
            shortest = shrink(operations, differs_in_fresh_process, work=work, seconds=seconds, default=self._default)
        self._shortest = shortest
        return shortest

    def _shorten_slow(self, operations: Sequence[Operation]) -> Sequence[Operation]:
        """Make a sequence shorter of which an operation that is stepped through takes too long: only that one is looked at."""

        def fails(candidate: Sequence[Operation]) -> int | None:
            places = [at for at, each in enumerate(candidate) if each.flags & Flag.STEP]
            steps = zip(places, self._session.step_through(closing(candidate), places), strict=False)
            return next((at for at, step in steps if step.observation.instructions > self._profile.instruction_limit), None)

        if fails(operations) is None:
            return operations
        return shrink(operations, fails, work=SHORTEN_WORK, seconds=SHORTEN_SECONDS, default=self._default)

    def _told_in_lives(self, operations: Sequence[Operation], finding: Finding) -> Sequence[Operation]:
        """A leak shows best in pools that do nothing but live, one after the other; or, where it is a refusal that leaks, be
        refused beside one."""
        here, fresh = (self._same_failure(finding, fresh=each) for each in (False, True))
        creates = dict.fromkeys(each._replace(pool=0) for each in operations if each.kind == Kind.CREATE)
        alone = [[create, op.destroy()] for create in creates]
        beside = [[op.create(1, 1), create._replace(pool=1), op.destroy()] for create in creates]
        shorter = [each for each in (life * LIVES_TO_TELL for life in (*alone, *beside)) if len(each) < len(operations)]
        return next((each for each in shorter if here(each) is not None and fresh(each) is not None), operations)

    def _same_failure(self, finding: Finding, *, fresh: bool) -> Callable[[Sequence[Operation]], int | None]:
        def fails(candidate: Sequence[Operation]) -> int | None:
            _, found = self.judged(candidate, fresh=fresh)
            return next((each.place for each in found if _alike(each, finding)), None)

        return fails

    def judged(self, operations: Sequence[Operation], *, fresh: bool) -> tuple[Trace, list[Finding]]:
        """Run the sequence, end its pools, and judge it."""
        trace = self._session.run(closing(operations), fresh=fresh)
        judge = Judge(self._profile, self._abilities)
        return trace, [finding for step in trace for finding in judge.observe(step)]

    def _described(self, minimal: Sequence[Operation], finding: Finding) -> Counterexample:
        """Run it again, several times, in fresh processes; describe the last time that it failed."""
        reproduced, shown = 0, finding
        attempts = ATTEMPTS if len(minimal) <= _LONG else ATTEMPTS_LONG
        if self._session.has_hung:
            attempts = min(attempts, ATTEMPTS_OF_HANGS)
        shown_trace: Trace = ()
        for _ in range(attempts):
            trace, found = self.judged(minimal, fresh=True)
            alike = next((each for each in found if _alike(each, finding)), None)
            if alike is not None:
                reproduced, shown_trace, shown = reproduced + 1, trace[: alike.place + 1], alike
                minimal = minimal[: alike.place + 1]
        # In what is not minimal, the mere presence of a write or a second pool tells nothing: whether it takes the other pools,
        # one attempt without them shows.
        if reproduced and len(minimal) > _SHORT:
            shown = self._told_from_one_pool(minimal, shown)
        # An earlier pool may have left behind what only a fresh process is without.
        fresh = len(minimal) <= _SHORT_IN_FRESH and any(each.kind == Kind.DESTROY for each in minimal[:-1])
        if reproduced and len(minimal) <= _SHORT and is_minimal(minimal, self._same_failure(finding, fresh=fresh)):
            shown = refine(shown, shown_trace)
        return Counterexample(tuple(minimal), shown_trace, shown, reproduced, attempts)

    def _told_from_one_pool(self, operations: Sequence[Operation], finding: Finding) -> Finding:
        """ISO-4: what goes wrong in a pool, and does not without what was done to others."""
        pool = operations[-1].pool
        alone = [each for each in operations if each.pool == pool]
        is_about_pools = finding.requirements[0] in ABOUT_POOLS or operations[-1].target == Target.OTHER_POOL
        if is_about_pools or len(alone) == len(operations) or self._same_failure(finding, fresh=True)(alone) is not None:
            return finding
        return replace(finding, requirements=tuple(dict.fromkeys(("ISO-4", *finding.requirements))))

    def _told_from_state(self, example: Counterexample) -> Counterexample:
        """A wrong usage: is it the report that is wrong, or the pool's state, rightly reported?

        Drain the pool without looking at the usage: if that goes wrong too, it is the state, and the requirement about it."""
        capacities = next((each.capacities for each in reversed(example.operations) if each.kind == Kind.CREATE), (0, 0))
        count = min((capacities[0] or self._profile.soa_capacity) + 1, _DRAINED_AT_MOST)
        pool = example.operations[-1].pool
        blind = [operation.without_usage() for operation in example.operations if operation.kind != Kind.CAPACITY_USAGE]
        probing = [*blind, op.get_receipt(pool), *[op.get_soa(8, pool)] * count]
        _, found = self.judged(probing, fresh=True)
        _, of_fresh = self.judged([example.operations[0], *[op.get_soa(8, pool)] * count], fresh=True)
        if any(each.ends_trace for each in of_fresh):  # a drain goes wrong whatever was done before it, and tells nothing
            return example
        # A refusal at the end of the drain would be blamed for what came before: only what parts pool and model counts.
        state_wrong = next((each for each in found if each.ends_trace and each.requirements[0] != "USAGE-1"), None)
        if state_wrong is None:
            return example
        for fresh in (False, True):  # what was made short in one process may owe something to what that had run
            minimal = self._minimise(probing, state_wrong, fresh=fresh)
            described = example if minimal is None else self._described(minimal, state_wrong)
            if described.reproduced and described is not example:
                return described
        return example

    def _told_from_drain(self, example: Counterexample) -> Counterexample:
        """A wrong buffer after a clear: is only the order wrong, or is one missing, that was not freed?

        Drain the pool after the clear: what it refuses to lend was never freed (CLEAR-1)."""
        last = max((at for at, each in enumerate(example.operations) if each.kind == Kind.CLEAR), default=None)
        if last is None:
            return example
        pool = example.operations[last].pool
        capacities = next((each.capacities for each in reversed(example.operations[:last]) if each.kind == Kind.CREATE), (0, 0))
        count = min(capacities[0] or self._profile.soa_capacity, _DRAINED_AT_MOST)
        trace = self._session.run(closing([*example.operations[: last + 1], *[op.get_soa(8, pool)] * count]), fresh=True)
        if all(step.observation.status == Status.OK for step in trace[last + 1 : last + 1 + count]):
            return example
        requirements = ("CLEAR-1", *(each for each in example.finding.requirements if each != "CLEAR-1"))
        return replace(example, finding=replace(example.finding, requirements=requirements))


def _alike(one: Finding, other: Finding) -> bool:
    """The same failure, as far as a shorter sequence can tell: the requirement that it blames may be a more telling one."""
    first, second = one.requirements[0], other.requirements[0]
    if first == second or set(one.requirements) & set(other.requirements):
        return True
    return any(first in family and second in family for family in _FAMILIES)
