"""From a subject to the certificate of its exploration."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from poolproof.reference.promises import Remembered, what_is_due
from poolproof.spec import Level, Status
from poolproof.spec.vocabulary import ExplorationEnd

from .. import operations as op
from ..judge import Abilities, Finding, Judge
from ..judge.wording import words_of
from ..observations import Trace
from ..operations import Operation
from ..runs import Session
from ..subjects import Exploration, Subject
from ..subjects.constants import harvest
from ..verification import Counterexample
from ..verification.minimising.confirm import Confirmer
from ..verification.promised import Promised
from .certificate import Certificate, Method
from .counts import counts_to_try, of_pool
from .sequences import enumerate_sequences

_TRANSITIONS_AT_MOST: Final = 50_000_000
_FEW_BLOCKS: Final = 6
_TRANSITIONS_OF_MANY_BLOCKS: Final = 5_000_000
"""Of more, nobody sees all the states: this says after some seconds how far it came."""
_TRANSITIONS_OF_VARYING: Final = 5_000_000
"""A pool that is whole without is certified all the same: the certificate says what was written."""
_TRANSITIONS_OF_CONSTANTS: Final = 500_000
_CONSTANTS: Final = 32
_SECONDS_AT_MOST: Final = 300.0
"""Of sequences, which are slow."""
_DEPTH_OF_SEQUENCES: Final = 4
_LESS: Final = "take fewer blocks (--blocks), or bound the depth (--depth)"
_WHY: Final = {
    ExplorationEnd.TRANSITIONS: f"the subject has more states than can be visited in reasonable time: {_LESS}",
    ExplorationEnd.ROOM: f"the subject has more states than there is room for: {_LESS}",
    ExplorationEnd.UNFIT: "the subject's own memory is too large to be kept and put back",
}


def explore(
    subject: Subject, block_count: int | None = None, record_count: int | None = None, depth: int | None = None
) -> Certificate:
    """Visit every state of a pool of these counts, or every one within ``depth`` operations; where the subject's memory can't
    be kept and put back, run every sequence up to that length. None: counts that suit the contract. Raises SubjectError, and
    CountError for a count that the contract does not have."""
    begun = time.monotonic()
    counts = counts_to_try(subject.contract, block_count, record_count)
    with Session(subject) as session:
        certificate = _of_first_served(session, counts, depth)
    return replace(certificate, seconds=time.monotonic() - begun)


def _of_first_served(session: Session, counts: Sequence[tuple[int, int]], depth: int | None) -> Certificate:
    """The first is wanted; the others are there for when the subject does not serve it."""
    refused = None
    for each in counts:
        explorer = _Explorer(session, *each)
        answer = explorer.refused()
        if answer is None:
            return explorer.states(depth) if session.subject.is_library else explorer.sequences(depth)
        refused = refused or answer
    assert refused is not None
    return refused


class _Explorer:
    def __init__(self, session: Session, block_count: int, record_count: int) -> None:
        contract = session.subject.contract
        self._session = session
        self._promised = Promised(contract)
        self._counts = block_count, record_count
        self._abilities = Abilities(
            counts_allocations=session.counts_allocations,
        )
        self._confirmer = Confirmer(session, self._abilities, promised=self._promised)
        spec = self._promised.spec
        judged = {each.id for each in (*spec.at_level(Level.CORE), *spec.at_level(Level.HARDENED))}
        self._judged = judged - self._promised.reasons.keys()

    def refused(self) -> Certificate | None:
        """The certificate of nothing, where the subject does not serve these counts."""
        opening = self._promised.closed([op.create(*self._counts)])
        step = self._session.run(opening, fresh=self._promised.needs_fresh)[0]
        if step.death is not None or step.observation.status == Status.OK:
            return None
        words = words_of(self._promised.contract)
        size = of_pool(self._promised.contract, *self._counts)
        return self._certificate(
            Method.STATES,
            *(0, 0, 0),
            unfinished=f"the subject does not serve {size}: create answers {words.status(step.observation.status)}",
        )

    def states(self, depth: int | None) -> Certificate:
        seen, writes_vary = self._seen(depth or 0)
        if seen.end == ExplorationEnd.UNFIT and not seen.log:
            return replace(self.sequences(depth), unfinished=_WHY[seen.end])
        certificate = self._certificate(Method.STATES, seen.states, seen.transitions, seen.deepest)
        certificate = replace(certificate, writes_vary=writes_vary)
        if seen.log:
            example = self._shown(seen)
            return replace(certificate, example=example, unconfirmed=example is None)
        if seen.is_whole:
            return certificate
        bound = f"bounded: everything within {depth} operations of a fresh pool, and nothing beyond"
        return replace(certificate, unfinished=_WHY.get(seen.end, bound))

    def _seen(self, depth: int) -> tuple[Exploration, bool]:
        """The exploration that tells most, and whether what is written varies in it: the first in which something differs; else
        the widest that came to its end."""
        most = _TRANSITIONS_AT_MOST if self._counts[0] <= _FEW_BLOCKS else _TRANSITIONS_OF_MANY_BLOCKS
        alike = self._session.explore(*self._counts, most, depth)
        if alike.log or alike.end == ExplorationEnd.UNFIT:
            return alike, False
        varied = self._session.explore(*self._counts, _TRANSITIONS_OF_VARYING, depth, writes_vary=True)
        if varied.log:
            return varied, True
        near = self._with_constants(depth)
        if near.log:
            return near, True
        return (varied, True) if varied.end in (ExplorationEnd.WHOLE, ExplorationEnd.DEPTH) else (alike, False)

    def _with_constants(self, depth: int) -> Exploration:
        """What the subject's own constants lead to, as sizes and as words, in the states nearest to a fresh pool."""
        path = self._session.subject.path
        words = harvest(path, _CONSTANTS) if path is not None else ()
        return self._session.explore(*self._counts, _TRANSITIONS_OF_CONSTANTS, depth, writes_vary=True, dictionary=words)

    def sequences(self, depth: int | None) -> Certificate:
        depth = depth or _DEPTH_OF_SEQUENCES
        deadline = time.monotonic() + _SECONDS_AT_MOST
        seen = enumerate_sequences(
            self._session, self._promised, self._findings, self._counts, depth, lambda: time.monotonic() < deadline
        )
        certificate = self._certificate(Method.SEQUENCES, len(seen.states), seen.transitions, depth)
        if seen.found is not None:
            example = self._confirmed(*seen.found)
            return replace(certificate, example=example, unconfirmed=example is None)
        bound = f"bounded: every sequence of up to {depth} operations, and none that is longer"
        slow = f"the subject is slow: not every sequence of {depth} operations was run"
        return replace(certificate, unfinished=bound if seen.is_whole else slow)

    def _shown(self, seen: Exploration) -> Counterexample | None:
        """What the exploration stopped at, judged from a fresh pool in a fresh process."""
        findings, _ = self._findings(self._session.run(self._promised.closed(seen.log), fresh=True))
        return None if not findings else self._confirmed(self._promised.closed(seen.log), findings[0])

    def _confirmed(self, operations: Sequence[Operation], finding: Finding) -> Counterexample | None:
        example = self._confirmer.confirm(operations, finding)
        return example if example.reproduced else None

    def _findings(self, trace: Trace) -> tuple[list[Finding], set[Remembered]]:
        """What a trace violates of what is judged, and the states of the model that it comes through."""
        judge = Judge(self._abilities, self._session.subject.contract)
        findings, states = [], set()
        for step in trace:
            findings += [each for each in judge.observe(step) if self._judged & set(each.requirements)]
            states |= {what_is_due(view.state) for view in judge.pools.values()}
        return findings, states

    def _certificate(
        self, method: Method, states: int, transitions: int, depth: int, unfinished: str | None = None
    ) -> Certificate:
        subject = self._session.subject
        return Certificate(
            subject=subject,
            subject_name=self._session.name or subject.given,
            block_count=self._counts[0],
            record_count=self._counts[1],
            method=method,
            states=states,
            transitions=transitions,
            depth=depth,
            seconds=0.0,
            unfinished=unfinished,
        )
