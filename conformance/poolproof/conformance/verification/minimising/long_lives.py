"""From a life of a million operations that goes wrong to the shortest that does, by the model in C; then the judge's word.

What it takes so many operations to show is counted somewhere. So the parts of the sequence are made fewer, and what is done in
turn in each, while the counts stay: to try without single operations would take a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeAlias

from poolproof.spec.contracts import counts_of
from poolproof.spec.vocabulary import Probe

from ...generators.marathons import turns
from ...generators.shapes import closing
from ...judge import Abilities, Finding, Judge, beyond_core, core_ids, has_misuse, refine
from ...operations import Flag, Kind, Operation, create, create_default
from ...repeated import Part, Repeated, filtered
from ...runs import Session
from ...runs.folded import FoldedTrace, run_folded, shown
from ..verdicts import Counterexample

Life: TypeAlias = Repeated[Operation]
Differs: TypeAlias = Callable[[Life], int | None]
"""The place of the first operation that is answered otherwise than the model says, or None."""

_WORK: Final = 40_000_000
"""Operations that the model in C looks at: a second or two."""
_WORK_IN_PROCESSES: Final = 4_000_000
"""Where each attempt takes a process of its own, which is what takes long."""
_SMALL_BLOCK_BYTES: Final = 1024
"""Of larger ones, each operation may write to all."""
_ATTEMPTS_AT_LEAST: Final = 12
"""At what is longer still."""
_CAPACITIES: Final = ((1, 1), (2, 1), (2, 2), (3, 3), (1, None), (2, None), (None, 1))
_LIKELY_ROUNDS: Final = tuple((1 << bits) + off for bits in range(7, 20) for off in range(-3, 2))
"""What counters of so many bits come round after, or one that leaves out 0; and less, where some were done before."""
_LONG_LIFE: Final = 3000
"""Operations: what takes fewer is made shorter one by one."""
_COUNTED: Final = (1 << 17) + 100
_CONFIRMATIONS: Final = 2
_QUEUED_AT_MOST: Final = 64
"""Blocks in a queue whose rounds are run as many at a time as it has blocks."""
_REFINED_AT_MOST: Final = 12
"""Steps that are told one by one."""


def shorten_life(life: Life, differs: Differs, default: tuple[int, int], work: int = _WORK) -> Life:
    """The shortest found of a life that differs. It ends where it does. ``work``: operations that may be looked at for it."""
    return _Shortener(differs, max(work, _ATTEMPTS_AT_LEAST * len(life)), default).run(life)


class _Shortener:
    def __init__(self, differs: Differs, work: int, default: tuple[int, int]) -> None:
        self._differs = differs
        self._work_left = work
        self._default = default
        self._best: Life = Repeated()

    def run(self, life: Life) -> Life:
        if not self._accept(life):
            return life
        before: tuple[Part, ...] = ()
        while before != self._best.parts and self._work_left > 0:
            before = self._best.parts
            self._try_without_parts()
            for part in range(len(self._best.parts)):
                self._try_shorter_bodies(part)
            self._try_fewer_rounds()
            self._try_capacities()
        return self._best

    def _accept(self, candidate: Life) -> bool:
        if self._work_left <= 0 or candidate.parts == self._best.parts:
            return False
        place = self._differs(candidate)
        self._work_left -= len(candidate) if place is None else place + 1
        if place is None:
            return False
        self._best = _joined(candidate.first(place + 1))
        return True

    def _with_part(self, place: int, *parts: Part) -> Life:
        """The best so far with others in the place of one part."""
        return Repeated(*self._best.parts[:place], *parts, *self._best.parts[place + 1 :])

    def _try_without_parts(self) -> None:
        """The longest first."""
        place = 0
        while place < len(self._best.parts):
            order = sorted(range(len(self._best.parts)), key=lambda at: -len(self._best.parts[at][0]) * self._best.parts[at][1])
            if not self._accept(self._with_part(order[place])):
                place += 1

    def _try_shorter_bodies(self, part: int) -> None:
        width = len(self._best.parts[part][0]) // 2 if part < len(self._best.parts) else 0
        while width >= 1:
            start = 0
            while part < len(self._best.parts) and start < len(self._best.parts[part][0]):
                body, times = self._best.parts[part]
                rest = [*body[:start], *body[start + width :]]
                if not any(self._accept(self._with_part(part, (rest, rounds))) for rounds in _rounds(len(body), times, rest)):
                    start += width
            width //= 2

    def _try_fewer_rounds(self) -> None:
        for part in range(len(self._best.parts)):
            self._try_rounds(part, [1, *_LIKELY_ROUNDS])
            while self._try_rounds(part, [-1]):
                continue

    def _try_rounds(self, part: int, numbers: Sequence[int]) -> bool:
        """The first of the numbers that will do; one below 0: so many fewer."""
        if part >= len(self._best.parts):
            return False
        body, times = self._best.parts[part]
        fewer = [number if number > 0 else times + number for number in numbers]
        return any(self._accept(self._with_part(part, (body, number))) for number in fewer if 0 < number < times)

    def _try_capacities(self) -> None:
        for buffers, receipts in _CAPACITIES:
            smaller = [([self._resized(each, buffers, receipts) for each in body], times) for body, times in self._best.parts]
            if self._accept(Repeated(*smaller)):
                return

    def _resized(self, operation: Operation, buffers: int | None, receipts: int | None) -> Operation:
        if operation.kind != Kind.CREATE:
            return operation
        given = self._default if operation.flags & Flag.DEFAULT_CONFIG else operation.capacities
        wanted = min(buffers or given[0], given[0]), min(receipts or given[1], given[1])
        return operation if wanted == given else create(*wanted, operation.pool)


def _joined(life: Life) -> Life:
    """Parts that do the same one after the other as one."""
    parts: list[Part] = []
    for body, times in life.parts:
        if parts and [*parts[-1][0]] == [*body]:
            times += parts.pop()[1]
        parts.append((body, times))
    return Repeated(*parts)


def _rounds(width: int, times: int, rest: Sequence[Operation]) -> Iterator[int]:
    """As many rounds as before; and as many operations, for who counts them all and not the rounds."""
    yield times
    if times > 1 and rest and width > len(rest):
        yield times * width // len(rest) + 1


@dataclass(frozen=True, slots=True)
class LongLives:
    """Makes counterexamples of long lives on one session."""

    session: Session
    abilities: Abilities

    def confirm(self, life: Life, probes: Probe) -> Counterexample | None:
        """Of a life that the model in C saw to differ. None: in a fresh process it does not, or early, or the judge sees
        nothing wrong in it."""
        fresh, here = (partial(self._place, probes, is_fresh) for is_fresh in (True, False))
        place = fresh(life)
        if place is None or place < _LONG_LIFE:
            return None
        proper = filtered(life, lambda each: not each.is_misuse)
        if isinstance(proper, Repeated) and has_misuse(life) and fresh(proper) is not None:
            life = proper  # a misuse in it would be to blame for all that comes of it
        # To start a process takes longer than most attempts. It need not be, unless what is counted outlives its pools.
        contract = self.session.subject.contract
        never_ends = contract.life.destroy == "none"
        work = (_WORK_IN_PROCESSES if never_ends else _WORK) // (1 + contract.block.size // _SMALL_BLOCK_BYTES)
        for differs in (here, fresh) if not never_ends and here(life) == place else (fresh,):
            shortest = shorten_life(life, differs, counts_of(self.session.subject.contract), work)
            seen = [self._judged(shortest) for _ in range(_CONFIRMATIONS)]
            found = [each for each in seen if each is not None]
            if found:
                return _counterexample(shortest, *found[-1], len(found))
        return None

    def _place(self, probes: Probe, is_fresh: bool, life: Life) -> int | None:
        if is_fresh:
            self.session.restart()
        place = self.session.replay_in_lane(life, probes).place
        is_of_create = place is not None and life[place].kind == Kind.CREATE
        return None if is_of_create else place  # a pool may refuse a capacity that shortening tries

    def of_process(self, operations: Sequence[Operation]) -> Counterexample | None:
        """What went wrong in a process that had run much before, and does not in a fresh one, may be a count that outlives its
        pools: a life of one kind of operation, in a process of its own, comes to it for certain."""
        trace = self.session.run(closing(operations), fresh=True)
        judge = Judge(self.abilities, self.session.subject.contract)
        if any(judge.observe(step) for step in trace):
            return None
        for turn in turns(*counts_of(self.session.subject.contract)):
            if not turn.enter and not has_misuse(turn.operations):
                example = self.confirm(Repeated(([create_default()], 1), (turn.operations, _COUNTED)), Probe.NONE)
                if example is not None:
                    return example
        return None

    def look_at(self, life: Life, new_judge: Callable[[], Judge]) -> tuple[Judge, Counterexample | None]:
        """Judge a life as it stands, and what it shows: a life of so few parts that none of it can be left out."""
        judge, found = new_judge(), []
        for _ in range(_CONFIRMATIONS):
            trace = run_folded(self.session, life)
            finding = None if trace is None else self._finding(trace, judge)
            if trace is None or finding is None:
                break
            found.append((trace, finding))
            judge = new_judge()
        return judge, _counterexample(life, *found[-1], len(found)) if found else None

    def _judged(self, life: Life) -> tuple[FoldedTrace, Finding] | None:
        """In rounds as they are, then in as many at a time as bring a pool to where it began: two, where two blocks come in
        turn; as many as there are blocks, where they stand in a queue."""
        bodies = [operation for body, _ in life.parts for operation in body]
        ending: Part = (closing(bodies)[len(bodies) :], 1)
        for turn in dict.fromkeys((1, 2, self._rounds_of_queue())):
            parts = [each for part in life.parts for each in _by_turns(part, turn)]
            trace = run_folded(self.session, Repeated(*parts, ending))
            judge = Judge(self.abilities, self.session.subject.contract)
            finding = None if trace is None else self._finding(trace, judge)
            if trace is not None and finding is not None:
                return trace, finding
        return None

    def _rounds_of_queue(self) -> int:
        """After how many gets, each with its return, a queue stands as it stood; 1 where blocks don't queue, or too many do."""
        contract = self.session.subject.contract
        queues = contract.order.reuse in ("fifo", "any")
        return contract.block.count if queues and contract.block.count <= _QUEUED_AT_MOST else 1

    def _finding(self, trace: FoldedTrace, judge: Judge) -> Finding | None:
        found: list[Finding] = []
        for steps, times in trace.parts:
            if times > 1:
                judge.skip(steps, times)
                continue
            found += [finding for step in steps for finding in judge.observe(step)]
        # A page that the kernel moves is seen anywhere. What it takes all of the life to show stands at its end.
        place = max((each.place for each in found), default=0)
        last = [each for each in found if each.place == place]
        # What a misuse leads to is told last: that it was taken says more.
        of_misuse = core_ids() | {"SAFE-2"}
        told = [each for each in last if not of_misuse.issuperset(each.requirements)] if judge.is_misused else last
        return next((_refined(each, trace) for each in (*told, *last)), None)


def _counterexample(life: Life, trace: FoldedTrace, finding: Finding, reproduced: int) -> Counterexample:
    kept = life.first(finding.place + 1)
    if has_misuse(kept):
        finding = replace(finding, requirements=beyond_core(finding.requirements))
    return Counterexample(kept, shown(kept, trace), finding, reproduced, _CONFIRMATIONS)


def _refined(finding: Finding, trace: FoldedTrace) -> Finding:
    """By what the trace contains: each of its parts is needed."""
    told = tuple(step for steps, _ in trace.first(finding.place + 1).parts for step in steps)
    if len(told) > _REFINED_AT_MOST:
        return finding
    return replace(refine(replace(finding, place=len(told) - 1), told), place=finding.place)


def _by_turns(part: Part, turn: int) -> Iterator[Part]:
    """The same, in so many rounds at a time."""
    body, times = part
    yield [*body] * turn, times // turn
    yield body, times % turn
