"""From a subject to the certificate of its exploration."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from poolproof.reference.promises import Remembered, what_is_due
from poolproof.spec import Level, Profile, Status, load_spec
from poolproof.spec.vocabulary import ExplorationEnd

from .. import operations as op
from ..generators.shapes import closing
from ..judge import Abilities, Finding, Judge
from ..names import status_name
from ..observations import Trace
from ..operations import Operation
from ..runs import Session
from ..subjects import Exploration, Subject
from ..subjects.constants import harvest
from ..verification import Counterexample
from ..verification.minimising.confirm import Confirmer
from .certificate import Certificate, Method
from .sequences import enumerate_sequences

_TRANSITIONS_AT_MOST: Final = 50_000_000
_TRANSITIONS_OF_VARYING: Final = 5_000_000
"""A pool that is whole without is certified all the same: the certificate says what was written."""
_TRANSITIONS_OF_CONSTANTS: Final = 500_000
_CONSTANTS: Final = 32
_SECONDS_AT_MOST: Final = 300.0
"""Of sequences, which are slow."""
_DEPTH_OF_SEQUENCES: Final = 4
_WHY: Final = {
    ExplorationEnd.TRANSITIONS: "the subject has more states than can be visited in reasonable time: bound the depth",
    ExplorationEnd.ROOM: "the subject has more states than there is room for: take smaller capacities, or bound the depth",
    ExplorationEnd.UNFIT: "the subject's own memory is too large to be kept and put back",
}


def explore(
    subject: Subject, profile: Profile, soa_capacity: int, receipt_capacity: int, depth: int | None = None
) -> Certificate:
    """Visit every state of a pool of these capacities, or every one within ``depth`` operations; where the subject's memory
    can't be kept and put back, run every sequence up to that length. Raises SubjectError."""
    begun = time.monotonic()
    with Session(subject) as session:
        explorer = _Explorer(session, profile, soa_capacity, receipt_capacity)
        certificate = explorer.refused() or (explorer.states(depth) if subject.is_library else explorer.sequences(depth))
    return replace(certificate, seconds=time.monotonic() - begun)


class _Explorer:
    def __init__(self, session: Session, profile: Profile, soa_capacity: int, receipt_capacity: int) -> None:
        self._session = session
        self._profile = profile
        self._capacities = soa_capacity, receipt_capacity
        self._abilities = Abilities(
            counts_allocations=session.counts_allocations,
        )
        spec = load_spec()
        self._judged = {each.id for each in (*spec.at_level(Level.CORE), *spec.at_level(Level.HARDENED))}

    def refused(self) -> Certificate | None:
        """The certificate of nothing, where the subject does not serve these capacities."""
        step = self._session.run([op.create(*self._capacities), op.destroy()])[0]
        if step.death is not None or step.observation.status == Status.OK:
            return None
        status = status_name(step.observation.status)
        size = f"{self._capacities[0]} buffers and {self._capacities[1]} receipts"
        return self._certificate(
            Method.STATES, 0, 0, 0, unfinished=f"the subject does not serve {size}: create answers {status}"
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
        alike = self._session.explore(*self._capacities, _TRANSITIONS_AT_MOST, depth)
        if alike.log or alike.end == ExplorationEnd.UNFIT:
            return alike, False
        varied = self._session.explore(*self._capacities, _TRANSITIONS_OF_VARYING, depth, writes_vary=True)
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
        return self._session.explore(*self._capacities, _TRANSITIONS_OF_CONSTANTS, depth, writes_vary=True, dictionary=words)

    def sequences(self, depth: int | None) -> Certificate:
        depth = depth or _DEPTH_OF_SEQUENCES
        deadline = time.monotonic() + _SECONDS_AT_MOST
        seen = enumerate_sequences(self._session, self._findings, self._capacities, depth, lambda: time.monotonic() < deadline)
        certificate = self._certificate(Method.SEQUENCES, len(seen.states), seen.transitions, depth)
        if seen.found is not None:
            example = self._confirmed(*seen.found)
            return replace(certificate, example=example, unconfirmed=example is None)
        bound = f"bounded: every sequence of up to {depth} operations, and none that is longer"
        slow = f"the subject is slow: not every sequence of {depth} operations was run"
        return replace(certificate, unfinished=bound if seen.is_whole else slow)

    def _shown(self, seen: Exploration) -> Counterexample | None:
        """What the exploration stopped at, judged from a fresh pool in a fresh process."""
        findings, _ = self._findings(self._session.run(closing(seen.log), fresh=True))
        return None if not findings else self._confirmed(closing(seen.log), findings[0])

    def _confirmed(self, operations: Sequence[Operation], finding: Finding) -> Counterexample | None:
        example = Confirmer(self._session, self._profile, self._abilities).confirm(operations, finding)
        return example if example.reproduced else None

    def _findings(self, trace: Trace) -> tuple[list[Finding], set[Remembered]]:
        """What a trace violates of what is judged, and the states of the model that it comes through."""
        judge = Judge(self._profile, self._abilities, self._session.subject.contract)
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
            profile=self._profile,
            soa_capacity=self._capacities[0],
            receipt_capacity=self._capacities[1],
            method=method,
            states=states,
            transitions=transitions,
            depth=depth,
            seconds=0.0,
            unfinished=unfinished,
        )
