"""What is given back to a Python pool by a contract of binding 2: the block that is lent, or what is none."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any, Final

from poolproof.spec.vocabulary import POOL_SLOTS, AnswerHow, Terms

from ..operations import Operation, Target
from . import block_bytes
from .block_lendings import BlockLendings
from .lendings import InapplicableError, PythonPool

_FOREIGN_BYTE: Final = 0xA5
_PROMISE_OF: Final[Mapping[int, str]] = {
    Target.RETURNED: "double",
    Target.REVOKED: "revoked",
    Target.NULL: "null",
    Target.FOREIGN: "foreign",
    Target.OTHER_POOL: "other_pool",
    Target.RECORD: "record",
    Target.INTERIOR: "interior",
}
"""The key of [misuse] that says what becomes of its return. Of all others nothing is promised by binding 2."""


def answer_to(terms: Terms, operation: Operation) -> int:
    """What becomes of the return of what is no lent block: an AnswerHow."""
    name = _PROMISE_OF.get(operation.target)
    how: int = AnswerHow.UNDEFINED if name is None else getattr(terms, f"of_{name}_how")
    return how


def target_of(operation: Operation, pool: PythonPool, pools: Mapping[int, PythonPool], size: int) -> tuple[Any, int]:
    """The object, and the number of the block that it is or lies in. Raises InapplicableError."""
    blocks, records, index = pool.blocks, pool.records, operation.nth
    assert isinstance(blocks, BlockLendings)
    match Target(operation.target):
        case Target.LENT:
            return _object(blocks, blocks.lent, index)
        case Target.RETURNED:
            return _object(blocks, blocks.returned, index)
        case Target.REVOKED:
            return _object(blocks, blocks.revoked, index)
        case Target.NULL:
            return None, -1
        case Target.FOREIGN:
            return _foreign(blocks, index, size), -1
        case Target.OTHER_POOL:
            return _of_another_pool(operation, pools)
        case Target.RECORD:
            assert isinstance(records, BlockLendings)
            return _object(records, records.lent, index)
        case Target.INTERIOR if size > 1:
            block, number = _any_object(blocks, index)
            return _inside(block, 1 + operation.extra % (size - 1), size), number
    raise InapplicableError


def _inside(block: Any, offset: int, size: int) -> memoryview:
    """A pool may let nobody look into a block that is free, by whatever its buffer protocol raises."""
    try:
        return block_bytes.inside(block, offset, size)
    except Exception:
        raise InapplicableError from None


def _object(lendings: BlockLendings, numbers: list[int], index: int) -> tuple[Any, int]:
    number = lendings.pick(lendings.held(numbers), index)
    return lendings.objects[number], number


def _any_object(blocks: BlockLendings, index: int) -> tuple[Any, int]:
    """Lent or not, in the order in which they were lent first."""
    numbers = blocks.held(list(range(len(blocks.objects))))
    if not numbers:
        raise InapplicableError
    number = numbers[index % len(numbers)]
    return blocks.objects[number], number


def _foreign(blocks: BlockLendings, index: int, size: int) -> bytearray:
    """Its own memory, with rubbish in it or, for those who compare what blocks hold, with what the block lent last holds."""
    if index % 2 and blocks.lent:
        return bytearray(blocks.read(blocks.lent[-1]))
    return bytearray([_FOREIGN_BYTE]) * size


def _of_another_pool(operation: Operation, pools: Mapping[int, PythonPool]) -> tuple[Any, int]:
    for step in range(1, POOL_SLOTS):
        other = pools.get((operation.pool + step) % POOL_SLOTS)
        if other is None:
            continue
        assert isinstance(other.blocks, BlockLendings)
        with contextlib.suppress(InapplicableError):
            return _any_object(other.blocks, operation.nth)
    raise InapplicableError
