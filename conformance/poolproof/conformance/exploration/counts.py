"""How many blocks and records the pool has that is explored: as few as the contract allows, for every one more makes many more
states."""

from __future__ import annotations

from typing import Final

from poolproof.spec.contracts import Contract

from .. import operations as op
from ..judge.wording import words_of
from ..subjects.terms import TIMES_ITS_COUNT
from ..verification.promised import Promised

MOST: Final = 256
"""Blocks that a pool may lend: see explored_state.h."""
_MOST_RECORDS: Final = 1 << 16
_USUAL: Final = 3
_OTHERWISE: Final = "judge the pool with `poolproof verify`, or give a contract of smaller counts"


class CountError(Exception):
    """``key``: of the contract; the text says what else would do."""

    def __init__(self, key: str, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} ({key}); {remedy}")


def counts_to_try(contract: Contract, block_count: int | None, record_count: int | None) -> list[tuple[int, int]]:
    """Blocks and records of pools that the contract promises, the first wanted; the others for when the subject does not serve
    it. Raises CountError."""
    records = _records(contract, record_count)
    promised = Promised(contract)
    wanted = [_USUAL, contract.block.count, contract.block.counts.first] if block_count is None else [block_count]
    admitted = [each for each in dict.fromkeys(wanted) if _is_served(promised, each, records)]
    fitting = [each for each in admitted if each <= _most(contract)]
    if block_count is not None and not admitted:
        raise CountError("block.counts", f"{contract.name} promises no pool of {block_count}", f"give {_few(contract)}")
    if not fitting:
        smallest = min(admitted or [contract.block.count])
        problem = f"{contract.name} has pools of {smallest:,} and more, and {_most(contract)} at most can be explored"
        raise CountError("block.counts", problem, _OTHERWISE)
    return [(each, records) for each in fitting]


def of_pool(contract: Contract, blocks: int, records: int) -> str:
    """The pool in words: 3 blocks of 64 bytes, 5 records."""
    words = words_of(contract)
    of = f" of {contract.block.size:,} byte{'s' if contract.block.size != 1 else ''}" if contract.binding == 2 else ""
    text = f"{_counted(blocks, words.block)}{of}"
    if contract.sequence is None:
        return text
    between = " and " if contract.binding == 1 else ", "
    return f"{text}{between}{_counted(records, words.record)}"


def _records(contract: Contract, given: int | None) -> int:
    sequence = contract.sequence
    if sequence is None:
        if given is not None:
            raise CountError("sequence", f"{contract.name} has no records", "leave out --records")
        return 1
    if contract.binding == 1:
        return _USUAL if given is None else given
    if given not in (None, sequence.count):
        problem = f"every pool of {contract.name} has {_counted(sequence.count, 'record')}"
        raise CountError("sequence.count", problem, "leave out --records")
    if sequence.count > _MOST_RECORDS:
        problem = f"{contract.name} has {sequence.count:,} records, and {_MOST_RECORDS:,} at most can be explored"
        raise CountError("sequence.count", problem, _OTHERWISE)
    return sequence.count


def _is_served(promised: Promised, count: int, records: int) -> bool:
    """Whether the contract promises such a pool, or at least what becomes of asking for it."""
    counts = promised.contract.block.counts
    fits = promised.contract.binding == 1 or counts.holds(count)
    return fits and promised.admits(op.create(count, records))


def _most(contract: Contract) -> int:
    return MOST // TIMES_ITS_COUNT if contract.block.capacity == "at-least" else MOST


def _few(contract: Contract) -> str:
    counts = contract.block.counts
    if counts.first == counts.last or not contract.block.all_counts:
        return f"--blocks {contract.block.count}, or leave it out"
    return f"--blocks from {counts.first:,} to {counts.last:,}"


def _counted(number: int, one: str) -> str:
    return f"{number:,} {one}{'s' if number != 1 else ''}"
