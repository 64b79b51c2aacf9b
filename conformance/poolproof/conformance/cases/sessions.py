"""Cases replayed one after the other, each by the contract that it was saved by, or all by one that was given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from poolproof.spec.contracts import Contract

from ..runs import Session
from ..subjects import Subject, SubjectError
from ..subjects.choice import chosen
from .case import Case
from .replay import Outcome, Replayed, replay


def replay_all(
    cases: Sequence[tuple[Path, Case]], subject: Subject, *, by_its_own: bool
) -> Iterator[tuple[Path, Case, Replayed]]:
    """Replay each in a session of its contract, which stays open as long as the next is of the same. ``by_its_own``: by that of
    the case; else by the subject's.

    What can't be judged by one of several contracts can't run its cases; where there is but one, it raises SubjectError."""
    contracts = {case.contract if by_its_own else subject.contract for _, case in cases}
    session, opened = None, None
    with ExitStack() as stack:
        for path, case in cases:
            contract = case.contract if by_its_own else subject.contract
            if session is None or opened != contract:
                stack.close()
                try:
                    session = stack.enter_context(Session(_judged_by(subject, contract)))
                except SubjectError as error:
                    if len(contracts) == 1:
                        raise
                    session = None
                    yield path, case, Replayed(Outcome.CANNOT_RUN, 0, 0, why=error.problem)
                    continue
                opened = contract
            yield path, case, replay(case, session)


def _judged_by(subject: Subject, contract: Contract) -> Subject:
    """Raises SubjectError for a subject of another binding."""
    return replace(chosen(subject, contract), contract=contract)
