"""What became of a case that was replayed."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from poolproof.spec.contracts import Contract

from ..interleaving import Told
from ..judge import Finding
from ..observations import Trace


class Outcome(enum.StrEnum):
    FIXED = "fixed"
    STILL_FAILS = "still fails"
    CANNOT_RUN = "can't run"
    FLAKY = "flaky"
    NOT_SHOWN = "not shown"
    """By real threads, for as long as they were let meet: that is no proof that it is gone."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """``failures`` of ``attempts`` runs failed. ``trace`` ends with the step that fails; ``why``: why it can't run; ``note``:
    what else there is to know; ``contract``: what it was judged by; ``meeting``: of threads that met, in place of a trace."""

    outcome: Outcome
    failures: int
    attempts: int
    trace: Trace = ()
    finding: Finding | None = None
    why: str | None = None
    note: str | None = None
    contract: Contract | None = None
    meeting: Told | None = None
