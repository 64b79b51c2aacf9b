"""Every sequence of operations up to a length, for subjects whose memory can't be kept and put back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from poolproof.reference.promises import Remembered

from .. import operations as op
from ..judge import Finding
from ..observations import Trace
from ..operations import SIZE_MAX, Kind, Operation, Target
from ..runs import Session
from ..verification.promised import Promised

_SOON: Final = 256
"""Sequences between two looks at the clock."""


@dataclass(slots=True)
class Enumeration:
    """``finding``: the first, and the sequence that shows it."""

    states: set[Remembered] = field(default_factory=set)
    transitions: int = 0
    is_whole: bool = False
    found: tuple[list[Operation], Finding] | None = None


def alphabet(promised: Promised, block_count: int) -> tuple[Operation, ...]:
    """The operations that make a difference in a pool of so many blocks, as far as its contract promises what comes of them."""
    operations = (
        op.get(),
        *(op.give_back(nth) for nth in range(block_count)),
        op.take(),
        op.reset(),
        op.clear(),
        op.get(9),
        op.misuse(Target.NULL),
        op.misuse(Target.FOREIGN),
        op.misuse(Target.RETURNED),
        op.misuse(Target.REVOKED),
    )
    return tuple(filter(promised.admits, operations))


def enumerate_sequences(
    session: Session,
    promised: Promised,
    findings_of: Callable[[Trace], tuple[list[Finding], set[Remembered]]],
    counts: tuple[int, int],
    depth: int,
    has_time: Callable[[], bool],
) -> Enumeration:
    """Run every sequence of ``depth`` operations: those that are shorter are their beginnings."""
    result = Enumeration()
    for number, sequence in enumerate(itertools.product(alphabet(promised, counts[0]), repeat=depth)):
        if number % _SOON == 0 and not has_time():
            return result
        operations = list(_written(op.create(*counts), *sequence))
        findings, states = findings_of(session.run(promised.closed(operations), fresh=promised.needs_fresh))
        result.states |= states
        result.transitions += depth
        if findings:
            result.found = operations, findings[0]
            return result
    result.is_whole = True
    return result


def _written(*operations: Operation) -> Iterator[Operation]:
    """What is lent is written at once: what is handed out dirty, or disturbed, shows."""
    for operation in operations:
        yield operation.observing_usage()
        if operation.kind == Kind.GET:
            yield op.write(SIZE_MAX)
        if operation.kind == Kind.TAKE:
            yield op.write_record(SIZE_MAX)
