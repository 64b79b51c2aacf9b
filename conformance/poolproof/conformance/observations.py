"""What came of one operation: facts only, in numbers that are the same in every run. The judge decides what they mean.

Blocks (buffers, receipts) are numbered in the order in which their pool first handed them out: no address, which differs from
run to run, enters a verdict. The layout is that of ``struct observation`` in the worker's ``protocol.h``.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, NamedTuple

from .operations import Kind, Operation


class State(enum.IntEnum):
    NOT_RUN = 0
    BEGUN = 1
    DONE = 2
    INAPPLICABLE = 3


class Out(enum.IntEnum):
    """What an out parameter holds when it names no block."""

    NULL = -1
    UNTOUCHED = -2
    UNCOUNTABLE = -3


class OutFlag(enum.IntFlag):
    NEW = 1
    MISALIGNED = 2
    OVERLAPS = 4


_NEW: Final = int(OutFlag.NEW)


class BlockKind(enum.IntEnum):
    NONE = 0
    SOA = 1
    RECEIPT = 2


class Observation(NamedTuple):
    state: int
    status: int
    out: int
    """The number of the block handed out, or one of :class:`Out`."""
    target: int
    """The number of the block given back or written to, or -1."""
    out_flags: int
    usage_observed: int
    soa_in_use: int
    soa_total: int
    receipts_in_use: int
    receipts_total: int
    dirty_words: int
    """Bit i: word i was not blank when handed out. A receipt's id does not count."""
    addressless: int
    """The block has no address that could be misaligned: a Python object."""
    dirty_value: int
    receipt_id: int
    address: int
    """For the eyes of the subject's author only: it differs from run to run."""
    overlaps_kind: int
    overlaps_pool: int
    overlaps_word: int
    overlaps_index: int
    disturbed_kind: int
    disturbed_pool: int
    disturbed_word: int
    disturbed_index: int
    disturbed_expected: int
    disturbed_found: int
    allocations: int
    releases: int
    allocated_bytes: int
    live_bytes: int
    virtual_pages: int
    system_calls: int
    system_call_number: int
    page_faults: int
    instructions: int
    """0 when it was not stepped through."""
    locked_instructions: int
    time_stamp_reads: int
    free_descriptor: int
    time_stamps: int
    """What it took, in counts of the time-stamp counter: a hint of what to step through, never a verdict."""

    @property
    def is_new(self) -> bool:
        return bool(self.out_flags & _NEW)

    @property
    def usage(self) -> tuple[int, int, int, int]:
        """Buffers in use and in all, receipts in use and in all."""
        return self.soa_in_use, self.soa_total, self.receipts_in_use, self.receipts_total


NOT_RUN: Final = Observation(State.NOT_RUN, 0, Out.NULL, -1, *([0] * 34))


class DeathCause(enum.StrEnum):
    SIGNAL = "signal"
    EXIT = "exit"
    HANG = "hang"
    STACK_OVERFLOW = "stack overflow"
    CLOSED_DESCRIPTORS = "closed descriptors"


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
    refusal."""

    operation: Operation
    observation: Observation
    death: Death | None = None
    raised: str = ""


Trace = tuple[Step, ...]


def hands_out(kind: int) -> bool:
    """Whether the operation has an out parameter (REFUSE-1)."""
    return kind in (Kind.CREATE, Kind.GET_SOA, Kind.GET_RECEIPT)
