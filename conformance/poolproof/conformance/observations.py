"""What came of one operation: facts only, in numbers that are the same in every run. The judge decides what they mean.

Blocks (buffers, receipts) are numbered in the order in which their pool first handed them out: no address, which differs from
run to run, enters a verdict. The fields stand in ``spec/data/vocabulary.toml``.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from poolproof.spec.vocabulary import HANDING_OUT_KINDS, ObservationFields
from poolproof.spec.vocabulary import Breach as Breach
from poolproof.spec.vocabulary import LentKind as LentKind
from poolproof.spec.vocabulary import Out as Out
from poolproof.spec.vocabulary import OutFlag as OutFlag
from poolproof.spec.vocabulary import State as State

from .operations import RAISED, Operation

_NEW: Final = int(OutFlag.NEW)


class Observation(ObservationFields):
    """The fields that the vocabulary gives it, and what follows from them."""

    __slots__ = ()

    @property
    def is_new(self) -> bool:
        return bool(self.out_flags & _NEW)

    @property
    def is_explained(self) -> bool:
        """Whether the worker of a Python class says what was raised, or what was handed out that is no block."""
        return self.status == RAISED or self.out == Out.UNCOUNTABLE

    @property
    def usage(self) -> tuple[int, int, int, int]:
        """Buffers in use and in all, receipts in use and in all."""
        return self.soa_in_use, self.soa_total, self.receipts_in_use, self.receipts_total


NOT_RUN: Final = Observation(State.NOT_RUN)


class DeathCause(enum.StrEnum):
    SIGNAL = "signal"
    EXIT = "exit"
    HANG = "hang"
    STACK_OVERFLOW = "stack overflow"
    CLOSED_DESCRIPTORS = "closed descriptors"
    NONSENSE = "nonsense"
    """It wrote into the harness's memory or descriptors: what is read there makes no sense."""
    REACHED_OUT = "reached out"
    """It signalled or traced a process that it had not started."""
    OUT_OF_BOUNDS = "out of bounds"
    """It read or wrote next to what it took, or to what came with a call (BOUND-1)."""


@dataclass(frozen=True, slots=True)
class Death:
    """How the process in which the subject ran came to its end."""

    cause: DeathCause
    detail: str
    """One clause: "was killed by SIGSEGV"."""
    in_holder: bool
    """It died when the holder touched what it was lent, not inside the subject."""
    stderr: str
    """The last that the subject wrote there."""

    def __str__(self) -> str:
        where = " when its holder touched what it was lent" if self.in_holder else ""
        return self.detail + where


class Step(NamedTuple):
    """One operation and what came of it. ``death``: it never came back; ``raised``: what a Python class raised that names no
    refusal; ``site``: where in the subject the first allocation or system call of a hot operation was made, as symbol and
    offset; ``outside``: functions outside the subject that it called, where it was stepped through; ``said``: what a
    create that was refused wrote to standard error."""

    operation: Operation
    observation: Observation
    death: Death | None = None
    raised: str = ""
    site: str = ""
    outside: tuple[str, ...] = ()
    said: str = ""


Trace = Sequence[Step]


def hands_out(kind: int) -> bool:
    """Whether the operation has an out parameter (REFUSE-1)."""
    return kind in HANDING_OUT_KINDS
