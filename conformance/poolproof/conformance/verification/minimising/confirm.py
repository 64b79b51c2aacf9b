"""From a finding in a long sequence to a counterexample: minimal, confirmed in fresh processes, and rightly blamed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...judge import Abilities, Finding
from ...observations import Trace
from ...operations import Operation
from ...runs import Session
from ..promised import Promised
from ..verdicts import Counterexample
from .long_lives import LongLives
from .shorten import Shortener
from .telling import told_again
from .trials import ATTEMPTS, FEW_ATTEMPTS, LONG, SHORT, SHRINK_WORK, Trials
from .uniform import told_uniformly

_SHORT_ENOUGH = 20
_LEAST = 3
_DEADLY = frozenset({"SAFE-1", "SAFE-2"})


class _Attempt(NamedTuple):
    """At a minimal sequence: where to begin, whether each candidate has a process of its own, and how much may be tried."""

    operations: Sequence[Operation]
    fresh: bool
    work: int = SHRINK_WORK


class Confirmer:
    """Makes counterexamples on one session."""

    def __init__(
        self,
        session: Session,
        abilities: Abilities,
        *,
        follows_order: bool = False,
        promised: Promised | None = None,
    ) -> None:
        """``follows_order``: no order of buffers was asked for."""
        self._session = session
        self._trials = Trials(session, abilities, follows_order=follows_order, promised=promised)
        self._shortener = Shortener(self._trials)
        self._lives = LongLives(session, abilities)

    def confirm(
        self, operations: Sequence[Operation], finding: Finding, trace: Trace = (), *, looks_back: bool = True
    ) -> Counterexample:
        """Minimise, confirm and blame. ``operations`` ran in the session's present worker, or in the one that just died;
        ``trace``: what came of them, if that was in a fresh one; ``looks_back``: to what the worker ran before, too."""
        self._session.watches_surroundings = finding.requirements[0] == "ENV-1"
        try:
            return self._confirm(operations, finding, trace, looks_back=looks_back)
        finally:
            self._session.watches_surroundings = False

    def _confirm(self, operations: Sequence[Operation], finding: Finding, trace: Trace, *, looks_back: bool) -> Counterexample:
        history = [*self._session.history] if looks_back else []
        self._session.restart()
        whole = operations[: finding.place + 1]
        uniform = told_uniformly(self._trials, whole, finding)
        if uniform is not None:
            return told_again(self._trials, self._trials.described(uniform, finding))
        may_count = self._session.subject.is_library and not trace and self._trials.fits_model_in_c
        counted = self._lives.of_process(whole) if may_count else None
        if counted is not None:
            return counted
        short = self._made_short(whole, finding)
        if len(short) > (SHORT if finding.requirements[0] == "HOT-5" else LONG):  # it takes a history as long as this
            return told_again(self._trials, self._shown_long(whole, short, finding, trace))
        minimal = self._minimal(short, whole, operations, history, finding)
        if minimal is None:
            return told_again(self._trials, Counterexample(tuple(short), (), finding, 0, ATTEMPTS))
        return told_again(self._trials, self._trials.described(minimal, finding))

    def shorten(self, operations: Sequence[Operation], is_hot: bool) -> Sequence[Operation]:
        """Make a very long sequence shorter with the model in C: see Shortener."""
        return self._shortener.shorten(operations, is_hot)

    def _made_short(self, whole: Sequence[Operation], finding: Finding) -> Sequence[Operation]:
        """What shows the same in fewer steps, by means that are quicker than the judge, or know what to look for."""
        requirement = finding.requirements[0]
        short = whole
        if requirement == "HOT-5" and len(short) > SHORT:
            return self._shortener.shorten_slow(short)
        # Of what hangs, the model in C is as slow to be sure as the judge.
        long_enough = SHORT if self._session.has_hung else _SHORT_ENOUGH
        if len(short) > long_enough and self._session.subject.is_library:
            return self._shortener.shorten(short, requirement.startswith("HOT-"))
        return short

    def _shown_long(
        self, whole: Sequence[Operation], short: Sequence[Operation], finding: Finding, trace: Trace
    ) -> Counterexample:
        if trace and finding.requirements[0] != "HOT-5":
            return Counterexample(tuple(whole), trace[: finding.place + 1], finding, 1, 1)
        return self._trials.described(short, finding)

    def _minimal(
        self,
        short: Sequence[Operation],
        whole: Sequence[Operation],
        everything: Sequence[Operation],
        history: Sequence[Operation],
        finding: Finding,
    ) -> list[Operation] | None:
        """By the first attempt that comes to anything."""
        for each in self._attempts(short, whole, everything, history):
            minimal = self._trials.minimise(each.operations, finding, fresh=each.fresh, work=each.work)
            if minimal is not None:
                return minimal if each.fresh else self._of_fresh_processes(minimal, finding)
        return None

    def _of_fresh_processes(self, minimal: list[Operation], finding: Finding) -> list[Operation]:
        """What kills the process needs less in a fresh one, where memory lies otherwise than in one that has run others."""
        if _DEADLY.isdisjoint(finding.requirements) or not _LEAST < len(minimal) <= _SHORT_ENOUGH or self._session.has_hung:
            return minimal
        again = self._trials.minimise(minimal, finding, fresh=True, work=FEW_ATTEMPTS // 10)
        return again if again is not None else minimal

    def _attempts(
        self,
        short: Sequence[Operation],
        whole: Sequence[Operation],
        everything: Sequence[Operation],
        history: Sequence[Operation],
    ) -> Iterator[_Attempt]:
        """The cheapest first."""
        is_short_already = short == self._shortener.shortest and len(short) > SHORT
        was_longer = len(short) < len(whole) <= LONG  # made shorter by the model in C, it may fail in another way
        yield _Attempt(short, fresh=False, work=FEW_ATTEMPTS if is_short_already else SHRINK_WORK)
        if was_longer:
            yield _Attempt(whole, fresh=False)
        yield _Attempt(short, fresh=True)
        if was_longer:
            yield _Attempt(whole, fresh=True)
        if len(whole) < len(everything) <= LONG:  # what came early here may come late in a new process
            yield _Attempt(everything, fresh=True)
        if history:
            yield _Attempt(history, fresh=True)  # it takes more than these operations: what the process had run before
