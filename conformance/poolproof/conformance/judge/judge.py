"""Holds a trace against the model, step by step, and names the requirement that was broken.

Each operation has a function, in the files beside this one, that says what had to happen (from the pure step of the
reference), counts which requirements this observation could have failed, and returns what it found. After a finding that makes
pool and model part, the rest of the trace proves nothing and is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from poolproof.reference import promises
from poolproof.spec.contracts import Contract, How, default_contract

from ..names import block_name
from ..observations import DeathCause, LentKind, Observation, State, Step
from ..operations import DOUBLE_RETURNS, HOT_KINDS, Kind, Operation, give_back
from .answers import meaning
from .blocks import judge_get, judge_return, note_drain
from .bounds import judge_breach, judge_fault
from .counters import judge_counters
from .coverage import occupancy_of, situation
from .creation import judge_create, judge_destroy
from .docket import Abilities, Docket
from .finding import Finding
from .growth import ENDS_OF_LIVES
from .hot_path import judge_hot_path
from .last_words import ending, with_words
from .sequence import judge_clear, judge_reset, judge_take
from .shortage import resources
from .stale import judge_stale_write
from .surroundings import judge_surroundings, judge_touch, judge_variables

_ABORTS: Final = (DeathCause.SIGNAL, DeathCause.EXIT)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``checked``: how many observations could have failed each requirement."""

    findings: tuple[Finding, ...]
    checked: Counter[str]


def judge(trace: Iterable[Step], abilities: Abilities, contract: Contract | None = None) -> Judgement:
    """Judge a whole trace, from a fresh process on; ``contract``: None for the default one."""
    each = Judge(abilities, contract or default_contract())
    findings = [finding for step in trace for finding in each.observe(step)]
    return Judgement(tuple(findings), each.checked)


class Judge(Docket):
    """Judges a trace as it grows."""

    __slots__ = ()

    def observe(self, step: Step) -> list[Finding]:
        """Judge the next step: what it violates, and count what it could have violated."""
        self.place += 1
        self.kinds.append(step.operation.kind)
        if self.lost:
            return []
        # What was asked in a process of its own did not happen here.
        happened = step.observation.state == State.DONE and not step.observation.ending
        if step.operation.is_misuse and (step.death is not None or happened):
            self.note_misuse()
        if step.death is not None:
            findings = [self._death(step)]
        elif step.observation.state != State.DONE:
            return []
        elif step.observation.ending:
            self.has_forked = True
            findings = self._judge_operation(step.operation, step.observation)
        else:
            self.checked["SAFE-2" if self.is_misused else "SAFE-1"] += 1
            self._note_situation(step.operation, step.observation)
            findings = [judge_breach(self, step.observation)] if step.observation.breach else []
            if not _ends(findings):
                findings += self._judge_operation(step.operation, step.observation)
                findings += self._judge_always(step, has_parted=_ends(findings))
            findings += self._judge_growth(step.operation.kind, step.observation)
            if step.raised:
                findings = [replace(each, observed=f"it raised {step.raised}") for each in findings]
            if step.said:
                findings = [replace(each, observed=with_words(each.observed, step.said)) for each in findings]
        self.lost |= _ends(findings)
        return [each for each in findings if each.requirements]

    def skip(self, steps: Sequence[Step], times: int) -> None:
        """Pass over these steps, which came so many times more and were answered each time as here. They left the pools as they
        found them; or they are a drain, whose every get handed out one never-lent block more; or returns of the newest."""
        self.place += len(steps) * times
        operation, seen = steps[0].operation, steps[0].observation
        view = self.pools.get(operation.pool)
        if len(steps) > 1 or view is None:
            return
        if operation.kind == Kind.GET and seen.is_new:
            note_drain(self, view, times)
        elif operation == give_back(0, operation.pool):
            view.state = promises.after_returns(self.contract, view.state, seen.target - 1, times)

    def _note_situation(self, operation: Operation, seen: Observation) -> None:
        view = self.pools.get(operation.pool)
        if view is not None:
            status = meaning(self.contract, operation, seen)
            self.reached[situation(occupancy_of(len(view.state.lent), view.state.block_count), operation.kind, status)] += 1

    def _death(self, step: Step) -> Finding:
        assert step.death is not None
        if step.observation.variable_is_gone:
            return judge_touch(self, step.observation, step.death)
        beyond = judge_fault(self, step.operation, step.death)
        if beyond is not None:
            return beyond
        requirements = "SAFE-1"
        if step.operation.runs_short and step.death.cause != DeathCause.NONSENSE:
            requirements = "CREATE-4"
        elif step.death.cause == DeathCause.CLOSED_DESCRIPTORS:
            requirements = "ENV-1 SAFE-1"
        elif step.operation.is_misuse:
            requirements = "SAFE-2 OWN-2" if step.operation.target in DOUBLE_RETURNS else "SAFE-2 OWN-1"
            requirements += " ABORT-1"
        elif step.operation.kind in (Kind.DESTROY, Kind.DESTROY_NULL) and step.death.cause != DeathCause.NONSENSE:
            requirements += " LIFE-1"  # of what was written where it does not belong, nobody knows when
        elif step.operation.kind == Kind.GET and step.death.cause in _ABORTS:
            requirements += self._of_proper_get(step.operation.pool)
        oversteps = step.death.cause in (DeathCause.NONSENSE, DeathCause.REACHED_OUT)
        expected = "it keeps to what is its own" if oversteps else "the operation comes back"
        if step.operation.runs_short and not oversteps:
            expected = f"{self.words.answer(self.contract.life.out_of_memory)}: memory ran out in create"
        return self.finding(requirements, expected, ending(step.death))

    def _of_proper_get(self, pool: int) -> str:
        """What else a get violates that ends the process, where the contract lets one do so that finds nothing, or asks for too
        much: the pool says so of one that does neither."""
        view, size = self.pools.get(pool), self.contract.size
        is_something_lent = view is not None and bool(view.state.lent)
        aborts_when_exhausted = self.contract.block.exhausted.how is How.ABORTS
        if aborts_when_exhausted and view is not None and view.cleared_while_lent:
            return " CLEAR-1 CAP-1"
        if size is not None and size.too_large.how is How.ABORTS and not is_something_lent:
            return " GUARD-1"
        return " CAP-1" if aborts_when_exhausted else ""

    def _judge_always(self, step: Step, *, has_parted: bool) -> list[Finding]:
        """``has_parted``: this very step made pool and model part, and what the usage is to be is not known any more."""
        operation, seen = step.operation, step.observation
        findings = []
        if self.something_is_lent:
            self.checked["ISO-3"] += 1
        if len(self.pools) > 1:
            self.checked["ISO-4"] += 1
        if self.abilities.watches_bounds:
            self.checked["BOUND-1"] += 1
        if seen.disturbed_kind != LentKind.NONE:
            findings.append(self._disturbed(operation, seen))
        if any(view.returned for view in self.pools.values()):
            self.checked["FREE-1"] += self.contract.contents.while_free.is_promised
        if seen.changed_free_kind != LentKind.NONE:
            findings.append(self._changed_free(seen))
        view = self.pools.get(operation.pool)
        is_of_new = bool(seen.counters_seen) and operation.kind == Kind.CREATE  # judged with the create
        if view is not None and not (has_parted or is_of_new):
            findings += judge_counters(self, view, seen)
        if operation.kind in HOT_KINDS:
            findings += judge_hot_path(self, step)
        if seen.stale_block_bytes:
            findings.append(judge_stale_write(self, operation, seen))
        # These first: whatever else went wrong may have come of it.
        return [*judge_surroundings(self, operation, seen), *judge_variables(self, operation, seen), *findings]

    def _judge_growth(self, kind: int, seen: Observation) -> list[Finding]:
        """LIFE-2, and what CREATE-4 compares with."""
        if kind in ENDS_OF_LIVES:
            self.taken_at = {self.place: resources(seen)}
        self.checked["LIFE-2"] += self.growth.is_long_now(self.place)
        alone = len(self.pools) == 1
        may_take = seen.is_new and not (alone and self._grows_in_vain())
        grown = self.growth.note(self.place, kind, seen, counts=alone and not may_take)
        if grown is None and alone:
            (view,) = self.pools.values()
            lent, count = len(view.state.lent), view.state.block_count
            grown = self.growth.note_lent(self.place, seen, lent, count, self.contract.block.size)
        if grown is None:
            return []
        return [self.finding("LIFE-2", "a pool takes no more memory while it lives", grown, ends_trace=False)]

    def _grows_in_vain(self) -> bool:
        """Whether the block that the only pool has just made was one more than its count, and one that it knew was free."""
        state = next(iter(self.pools.values())).state
        grows = self.contract.block.exhausted.how is How.GROWS
        return grows and state.known > state.block_count and state.free.known_count > 0

    def _disturbed(self, operation: Operation, seen: Observation) -> Finding:
        name = block_name(seen.disturbed_kind, seen.disturbed_index, seen.disturbed_pool)
        expected, found = seen.disturbed_expected, seen.disturbed_found
        where = self.words.place(seen.disturbed_kind, seen.disturbed_word, expected, found)
        requirements = "ISO-3"
        if operation.kind == Kind.RESET and seen.disturbed_kind == LentKind.BLOCK:
            requirements += " RECEIPT-3"
        if operation.pool != seen.disturbed_pool:
            requirements = f"ISO-4 {requirements}"
        return self.finding(
            requirements,
            f"{where} of {name}, which is lent, stays {self.words.due(expected, found)}",
            f"the pool changed it to {self.words.held(expected, found)}",
            ends_trace=False,
        )

    def _changed_free(self, seen: Observation) -> Finding:
        expected, found = seen.changed_free_expected, seen.changed_free_found
        name = block_name(seen.changed_free_kind, seen.changed_free_index, seen.changed_free_pool)
        where = self.words.place(seen.changed_free_kind, seen.changed_free_word, expected, found)
        return self.finding(
            "FREE-1",
            f"{where} of {name}, which is free, is {self.words.due(expected, found)}",
            f"it is {self.words.held(expected, found)}",
            ends_trace=False,
        )

    def _judge_operation(self, operation: Operation, seen: Observation) -> list[Finding]:
        return _JUDGES.get(operation.kind, _never_refused)(self, operation, seen)


def _ends(findings: list[Finding]) -> bool:
    return bool(findings) and any(finding.ends_trace for finding in findings)


def _judge_write(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    view = docket.pools[operation.pool]
    written = view.written if operation.kind == Kind.WRITE else view.written_records
    written.add(seen.target)
    return docket.void("", seen)


def _never_refused(docket: Docket, _operation: Operation, seen: Observation) -> list[Finding]:
    return docket.void("", seen)


_JUDGES: Final[Mapping[int, Callable[[Docket, Operation, Observation], list[Finding]]]] = {
    Kind.CREATE: judge_create,
    Kind.DESTROY: judge_destroy,
    Kind.DESTROY_NULL: judge_destroy,
    Kind.GET: judge_get,
    Kind.RETURN: judge_return,
    Kind.TAKE: judge_take,
    Kind.RESET: judge_reset,
    Kind.CLEAR: judge_clear,
    Kind.COUNTERS: _never_refused,
    Kind.WRITE: _judge_write,
    Kind.WRITE_RECORD: _judge_write,
}
