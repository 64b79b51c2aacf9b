"""Which faults can be planted in the sound pool of a contract: what it leaves open, nothing can break."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from poolproof.spec.contracts import Contract
from poolproof.spec.contracts.conditions import applies

from .terms import is_in_a_word

_ROUNDING: Final = 32
_EIGHT_BITS: Final = 256


def holds(contract: Contract, condition: str) -> bool:
    """Whether the condition holds of the contract: one of the names below, or one as requirements have them.

    Raises ConditionError for one that can't be read.
    """
    named = _NAMED.get(condition)
    return named(contract) if named is not None else applies(contract, condition)


def _records_fit(contract: Contract) -> bool:
    sequence, block = contract.sequence, contract.block
    return sequence is not None and sequence.size <= block.size and sequence.align <= block.align


_NAMED: Final[Mapping[str, Callable[[Contract], bool]]] = {
    "several counts": lambda contract: contract.block.counts.first != contract.block.counts.last,
    "counts beyond 8 bits": lambda contract: contract.block.counts.last > _EIGHT_BITS,
    "a byte while free": lambda contract: contract.contents.while_free.byte is not None,
    "another fill while free": lambda contract: contract.contents.while_free.byte != contract.contents.at_get.byte,
    "sizes below the block's": lambda contract: contract.size is not None and contract.size.smallest < contract.block.size,
    "the largest size is no multiple of 32": lambda contract: (
        contract.size is not None and contract.size.largest % _ROUNDING != 0
    ),
    "records fit into blocks": _records_fit,
    "the tables are the pool's": lambda contract: not is_in_a_word(contract),
}
"""Conditions on several keys at once."""
