"""A quick look at a contract by the judge, before much is built on it: are blocks as large, and pools, as they seem?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from poolproof.spec import SpecError
from poolproof.spec.contracts import Contract
from poolproof.spec.vocabulary import Probe

from ..generators.shapes import drain, return_newest_first, return_scrambled
from ..judge import Abilities, Finding, Judge
from ..operations import SIZE_MAX, Operation, Pattern, Placement, counters, create, write
from ..runs import Session
from ..subjects import Subject, SubjectError
from ..verification.promised import Promised

_WRITTEN_AT_MOST = 600
_LOOKED_AT_BYTES_AT_MOST = 1 << 14
"""Of all blocks of a pool: in a larger one, not everything is looked at after each step."""


def trouble_with(subject: Subject, contract: Contract, count: int | None = None) -> Finding | None:
    """What goes wrong with a pool of so many blocks (the contract's where None), all of whose bytes are used. None: nothing."""
    promised = Promised(contract)
    subject = replace(subject, contract=contract)
    count = count or contract.block.count
    looks_at_all = count * contract.block.size <= _LOOKED_AT_BYTES_AT_MOST
    try:
        with Session(subject) as session:
            session.unwatched = Probe.PAGE_FAULTS | Probe.SYSTEM_CALLS
            abilities = Abilities(counts_allocations=session.counts_allocations, watches_bounds=subject.is_library)
            for operations in _uses(count):
                admitted = promised.closed(promised.admitted(operations))
                judge = Judge(abilities, contract)
                for step in session.run(admitted, fresh=promised.needs_fresh, looks_at_all=looks_at_all):
                    findings = judge.observe(step)
                    if findings:
                        return findings[0]
    except (SubjectError, SpecError) as error:
        return Finding(("SAFE-1",), 0, "a pool", str(error))
    return None


def _uses(count: int) -> Iterator[list[Operation]]:
    for placement in (Placement.ANYWHERE, Placement.AT_END, Placement.AT_BEGINNING):
        yield [create(count, 1).placed(placement), *_used(count), *_used(count), counters()]


def _used(count: int) -> list[Operation]:
    written = range(min(count, _WRITTEN_AT_MOST))
    return [
        *drain(count),
        *[write(SIZE_MAX, index) for index in written],
        *return_scrambled(count),
        *drain(count),
        *[write(0, index) for index in written],
        *[write(0x1234_5678_9ABC_DEF1, index, Pattern.COUNT_UP) for index in written],
        *return_newest_first(count),
    ]
