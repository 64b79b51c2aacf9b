"""Candidates, run on a session and judged: whether they fail in the same way, how short they can be made, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from poolproof.spec.contracts import counts_of, limits_of

from ...judge import Abilities, Finding, Judge, is_same_failure, refine
from ...observations import Trace
from ...operations import Kind, Operation
from ...runs import Session
from ..promised import Promised
from ..verdicts import Counterexample
from .shrink import is_minimal, shrink

SHRINK_SECONDS = 10.0
"""However slow the machine, or stuck the subject."""
SHRINK_SECONDS_OF_HANGS = 3.0
"""Each attempt at what hangs takes as long as it takes to be sure of that."""
SHRINK_WORK = 60_000
"""Operations that the judge looks at, a second or two."""
FEW_ATTEMPTS = 6_000
"""Operations: for what the model in C left long already, and where each attempt takes a process of its own."""
ATTEMPTS = 5
_ATTEMPTS_LONG = 1
_ATTEMPTS_OF_HANGS = 2
SHORT = 200
LONG = 3000
"""Operations; the judge needs some hundredths of a second for as many."""
_SHORT_IN_FRESH = 40


class Trials:
    """What a session shows of candidates."""

    def __init__(
        self,
        session: Session,
        abilities: Abilities,
        *,
        follows_order: bool = False,
        promised: Promised | None = None,
    ) -> None:
        self.promised = promised or Promised()
        self.session = session
        self.abilities = abilities
        self.follows_order = follows_order
        self.default = counts_of(self.promised.contract)
        self.instruction_limit = limits_of(self.promised.contract).instructions

    @property
    def fits_model_in_c(self) -> bool:
        return self.promised.fits_model_in_c and not self.follows_order

    @property
    def seconds(self) -> float:
        """That may be spent on making one sequence shorter."""
        return SHRINK_SECONDS_OF_HANGS if self.session.has_hung else SHRINK_SECONDS

    def judged(
        self, operations: Sequence[Operation], *, fresh: bool, looks_at_all: bool = False
    ) -> tuple[Trace, list[Finding]]:
        """Run the sequence, end its pools, and judge it. ``looks_at_all``: see Worker."""
        if not self.promised.admits_all(operations):  # made shorter, it asks for what nobody promised
            return (), []
        fresh = fresh or self.promised.needs_fresh
        trace = self.session.run(self.promised.closed(operations), fresh=fresh, looks_at_all=looks_at_all)
        contract = self.promised.without_order() if self.follows_order else self.promised.contract
        judge = Judge(self.abilities, contract)
        findings = [finding for step in trace for finding in judge.observe(step)]
        if judge.pools and not judge.lost:  # a pool that lives on may leave no place for the next one
            self.session.restart()
        return trace, findings

    def same_failure(self, finding: Finding, *, fresh: bool) -> Callable[[Sequence[Operation]], int | None]:
        def fails(candidate: Sequence[Operation]) -> int | None:
            _, found = self.judged(candidate, fresh=fresh)
            return next((each.place for each in found if is_same_failure(each, finding)), None)

        return fails

    def minimise(
        self, operations: Sequence[Operation], finding: Finding, *, fresh: bool, work: int = SHRINK_WORK
    ) -> list[Operation] | None:
        """The shortest sequence found that fails in the same way; None: this one does not. Within one process (not ``fresh``)
        it takes a hundredth of the time, and what it comes to may owe something to what the process ran before; None, too, when
        it does."""
        fails = self.same_failure(finding, fresh=fresh)
        place = fails(operations)
        if place is None:
            return None
        if fresh and place >= SHORT:
            work = FEW_ATTEMPTS
        minimal = shrink(operations[: place + 1], fails, work=work, seconds=self.seconds, default=self.default)
        if not fresh and self.same_failure(finding, fresh=True)(minimal) is None:
            return None
        return minimal

    def described(self, minimal: Sequence[Operation], finding: Finding) -> Counterexample:
        """Run it again, several times, in fresh processes; describe the last time that it failed."""
        reproduced, shown = 0, finding
        attempts = ATTEMPTS if len(minimal) <= LONG else _ATTEMPTS_LONG
        if self.session.has_hung:
            attempts = min(attempts, _ATTEMPTS_OF_HANGS)
        shown_trace: Trace = ()
        for _ in range(attempts):
            # Where much is lent, some of it is looked at in turn: only who looks at all of it sees which step it was.
            trace, found = self.judged(minimal, fresh=True, looks_at_all=len(minimal) <= LONG)
            alike = next((each for each in found if is_same_failure(each, finding)), None)
            if alike is not None:
                reproduced, shown_trace, shown = reproduced + 1, trace[: alike.place + 1], alike
                minimal = minimal[: alike.place + 1]
        if reproduced and self._is_minimal(minimal, finding):
            shown = self._promised_alone(refine(shown, shown_trace), shown)
        return Counterexample(tuple(minimal), shown_trace, shown, reproduced, attempts)

    def _promised_alone(self, refined: Finding, finding: Finding) -> Finding:
        """What a minimal trace shows to be at fault may be no promise of this contract."""
        promised = tuple(each for each in refined.requirements if each not in self.promised.reasons)
        return replace(refined, requirements=promised) if promised else finding

    def _is_minimal(self, operations: Sequence[Operation], finding: Finding) -> bool:
        # An earlier pool may have left behind what only a fresh process is without.
        fresh = len(operations) <= _SHORT_IN_FRESH and any(each.kind == Kind.DESTROY for each in operations[:-1])
        return len(operations) <= SHORT and is_minimal(operations, self.same_failure(finding, fresh=fresh))
