"""A campaign: shards are given out, what comes of them is kept, until the time is up or enough is found.

    ledger: numbers not done yet -> pace -> engine -> results -> storage: corpus (cases), ledger (what was done and found)

What is away for a while is tried again (outages.py); what goes wrong in a shard costs that shard. So a campaign ends when its
time is up, and there is a report whatever else ends it.
"""

from __future__ import annotations

import contextlib
import enum
import itertools
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from poolproof.spec.contracts import promise_lines

from ..cases import Case
from ..judge import Situation, Told, situations
from ..subjects.machine import is_of_machine, machine_problem
from ..verification.promised import Promised
from .corpus import Corpus, Kept
from .engine import Engine, Failure, News
from .ledger import Ledger
from .outages import Outage, Outages
from .pace import GuidedPace, Pace
from .ports import CLOCK, Clock
from .private_copy import Watch
from .shape import group_of, is_same_fault
from .shards import Discovery, Driver, Order, ShardResult
from .storage import Storage
from .tally import Group

_POLL_S: Final = 0.2
_GRACE_S: Final = 60.0
"""What is being minimised when the time is up may end."""
_GRACE_OF_INTERRUPTED_S: Final = 4.0
_ABANDONED_AT_MOST: Final = 8
"""One after the other."""
_ERRORS_AT_MOST: Final = 3


class _ChangedError(Exception):
    """The subject is another one now."""


class Ending(enum.StrEnum):
    TIME = "the time is up"
    ENOUGH = "enough was found"
    INTERRUPTED = "interrupted"
    LOST = "the time was up while nobody could do the work"
    UNWORKABLE = "shard after shard came to nothing"
    MACHINE = "this machine lacks what a campaign needs"
    DEFECT = "an error of poolproof itself"
    CHANGED = "the subject was changed meanwhile: what came after that is not told of it"


@dataclass(frozen=True, slots=True)
class Limits:
    """When a campaign ends by itself: after so many seconds, after so many new discoveries, at the first of any."""

    seconds: float | None = None
    until_new: int | None = None
    fail_fast: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Of this run: seconds since it began, and operations; ``reached`` of ``possible`` situations in all runs."""

    seconds: float
    operations: int
    reached: int
    possible: int
    discoveries: int
    new: int

    @property
    def rate(self) -> float:
        """Operations a second."""
        return self.operations / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """A group of this run, and whether neither the corpus nor an earlier run had it."""

    name: str
    group: Group
    is_new: bool


@dataclass(frozen=True, slots=True)
class RunOfCampaign:
    """What one run of a campaign came to."""

    progress: Progress
    ending: Ending
    new: tuple[str, ...]
    """Names of groups that were not known before."""
    missed: tuple[str, ...]
    """Situations that no run has reached yet."""
    outages: tuple[Outage, ...] = ()
    errors: tuple[str, ...] = ()
    """Tracebacks of poolproof itself, the first of this run."""
    unwritten: str | None = None
    """Why the ledger lacks what was done, so that the next run does it again; None: it has all of it."""


OnProgress = Callable[[Progress], None]
OnFound = Callable[[Found], None]


class Campaign:
    def __init__(
        self,
        order: Order,
        ledger: Ledger,
        corpus: Corpus,
        kept: list[Kept],
        engine: Engine,
        limits: Limits,
        pace: Pace | GuidedPace | None = None,
        watch: Watch | None = None,
        clock: Clock = CLOCK,
        outages: Outages | None = None,
    ) -> None:
        """``watch``: sees whether the subject is still the one that the campaign began with; ``outages``: the engine's book of
        them, too."""
        self._watch = watch
        self._clock = clock
        self._outages = outages or Outages(lambda _note: None, clock)
        self._ledger = ledger
        self._storage = Storage(ledger, corpus, {each.name for each in kept if each.case is not None}, self._outages)
        self._engine = engine
        self._limits = limits
        contract = order.subject.contract
        self._promised = Promised(contract)
        self._pace = pace or Pace(has_lane=order.subject.is_library and self._promised.fits_model_in_c)
        self._numbers = ledger.numbers()
        self._begun = self._clock.now()
        self._operations = 0
        self._new: list[str] = []
        self._found_any = False
        self._abandoned = 0
        self._errors: list[str] = []
        self._same_as: dict[str, str] = {}
        self._told: dict[str, Told] = {}
        self._known: dict[str, str] = {}
        """Groups of the corpus, and the names of their cases."""
        for each in kept:
            if each.case is None or each.case.meeting is not None:  # of threads that meet a campaign finds none
                continue
            # What violates another contract may be lawful by this one, and the other way round.
            if promise_lines(each.case.contract) == promise_lines(contract):
                name = group_of(each.case)
                self._known.setdefault(name, each.name)
                self._told[name] = _told(each.case)

    def run(self, on_progress: OnProgress, on_found: OnFound) -> RunOfCampaign:
        """Whatever ends it, this returns what it came to."""
        try:
            ending = self._run(on_progress, on_found)
        except _ChangedError:
            ending = Ending.CHANGED
        except KeyboardInterrupt:
            ending = Ending.INTERRUPTED
            with contextlib.suppress(_ChangedError):
                self._drain(_GRACE_OF_INTERRUPTED_S, on_progress, on_found)
        except Exception as error:
            ending = Ending.MACHINE if is_of_machine(error) else Ending.DEFECT
            if ending == Ending.DEFECT:
                self._errors.append(traceback.format_exc())
            else:
                self._outages.failed("this machine", machine_problem(error))
        with contextlib.suppress(KeyboardInterrupt):
            self._storage.finish()
        return self._come_to(ending)

    def _run(self, on_progress: OnProgress, on_found: OnFound) -> Ending:
        while (over := self._over()) is None:
            self._submit()
            self._take_all(self._engine.wait(_POLL_S), on_found)
            self._storage.keep_up()
            on_progress(self.progress)
        is_lost = over == Ending.TIME and self._engine.is_away
        self._drain(_GRACE_S if over == Ending.TIME else 0.0, on_progress, on_found)
        return Ending.LOST if is_lost else over

    def _come_to(self, ending: Ending) -> RunOfCampaign:
        return RunOfCampaign(
            self.progress,
            ending,
            tuple(self._new),
            tuple(map(str, self._missed())),
            self._outages.told(),
            tuple(self._errors),
            self._ledger.behind,
        )

    @property
    def progress(self) -> Progress:
        tally = self._ledger.tally
        possible = self._possible()
        return Progress(
            seconds=self._clock.now() - self._begun,
            operations=self._operations,
            reached=sum(1 for each in possible if tally.reached[each]),
            possible=len(possible),
            discoveries=len(tally.groups),
            new=len(self._new),
        )

    def _over(self) -> Ending | None:
        limits = self._limits
        if limits.seconds is not None and self._clock.now() - self._begun >= limits.seconds:
            return Ending.TIME
        if (limits.until_new is not None and len(self._new) >= limits.until_new) or (limits.fail_fast and self._found_any):
            return Ending.ENOUGH
        return Ending.UNWORKABLE if self._abandoned >= _ABANDONED_AT_MOST else None

    def _submit(self) -> None:
        for number in itertools.islice(self._numbers, self._engine.room):
            shard = self._pace.shard(number)
            left = float("inf")
            if shard.driver in (Driver.OPENING, Driver.GUIDED) and self._limits.seconds is not None:
                left = self._limits.seconds - (self._clock.now() - self._begun)
            self._engine.submit(shard, left)

    def _drain(self, seconds: float, on_progress: OnProgress, on_found: OnFound) -> None:
        """Take what is under way, as far as it ends within the time, and what was said by then. Who interrupts again does not
        wait for it."""
        deadline = self._clock.now() + seconds
        try:
            while self._engine.busy:
                left = 0.0 if self._engine.is_away else deadline - self._clock.now()
                news = self._engine.wait(min(max(left, 0.0), _POLL_S))
                if left <= 0 and not news:
                    return
                self._take_all(news, on_found)
                on_progress(self.progress)
        except KeyboardInterrupt:
            return

    def _take_all(self, news: list[News], on_found: OnFound) -> None:
        # What is heard after a change may be of the new one.
        if news and self._watch is not None and self._watch.has_changed:
            raise _ChangedError
        for each in news:
            if isinstance(each, ShardResult):
                self._take(each, on_found)
            elif isinstance(each, Discovery):
                self._ledger.note(self._keep_all([each], on_found))
            else:
                self._abandon(each)

    def _abandon(self, failure: Failure) -> None:
        """It costs the shard, and not the night; an error of poolproof itself is told in the end, and at once."""
        shard, text = failure.shard, failure.text
        if failure.is_of_harness:
            last = failure.text.strip().splitlines()[-1]
            text = f"an error of poolproof itself: {last}"
            self._outages.note(f"{shard.driver} {shard.number}: {text}; the campaign goes on without this shard")
            self._errors = [*self._errors, failure.text][:_ERRORS_AT_MOST]
        self._abandoned += 1
        self._ledger.abandon(shard.number, shard.driver, text)

    def _take(self, result: ShardResult, on_found: OnFound) -> None:
        if self._ledger.is_finished(result.shard.number):
            return
        self._abandoned = 0
        self._pace.learn(result)
        groups = self._keep_all(result.discoveries, on_found)
        seen: Counter[str] = Counter()
        for name, count in result.seen.items():
            seen[self._same_as.get(name, name)] += count
        self._ledger.finish(replace(result, seen=seen), groups)
        self._operations += result.operations if result.is_whole else 0

    def _keep_all(self, discoveries: Sequence[Discovery], on_found: OnFound) -> list[tuple[str, Group]]:
        """See that the corpus holds them; what the ledger is to note."""
        found = [self._keep(each) for each in discoveries]
        for each in found:
            self._found_any = True
            if each.is_new and each.name not in self._new:
                self._new.append(each.name)
                on_found(each)
        return [(each.name, each.group) for each in found]

    def _keep(self, discovery: Discovery) -> Found:
        """See that the corpus holds a case for it; the group to which it belongs."""
        name = self._group(discovery)
        self._same_as[discovery.group] = name
        known = self._ledger.tally.groups.get(name)
        if known is not None and self._storage.has(known.case):
            return Found(name, known, is_new=False)
        if name in self._known:
            return Found(name, _group(discovery, self._known[name]), is_new=False)
        return Found(name, _group(discovery, self._storage.save(discovery.case)), is_new=known is None)

    def _group(self, discovery: Discovery) -> str:
        """Its own, or that of a discovery which shows the same fault."""
        if discovery.group not in self._told:
            told = _told(discovery.case)
            same = next((name for name, known in self._told.items() if is_same_fault(known, told)), None)
            if same is not None:
                return same
            self._told[discovery.group] = told
        return discovery.group

    def _possible(self) -> set[Situation]:
        unpromised = self._promised.reasons
        return {
            each
            for capacity in self._ledger.tally.capacities
            for each, requirement in situations(capacity)
            if requirement not in unpromised
        }

    def _missed(self) -> list[Situation]:
        return sorted(each for each in self._possible() if not self._ledger.tally.reached[each])


def _told(case: Case) -> Told:
    return Told(case.requirements, case.operations)


def _group(discovery: Discovery, file: str) -> Group:
    case = discovery.case
    return Group(file, case.requirements, len(case.operations), discovery.driver, discovery.reproduced, discovery.attempts)
