"""What can't be promised at once. Each row says of a contract that is whole: which key, what contradicts it, and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from poolproof.spec.contracts.records import Contract, How
from poolproof.spec.table import Table


@dataclass(frozen=True, slots=True)
class Contradiction:
    key: str
    holds: Callable[[Contract], bool]
    problem: str
    remedy: str


def refuse_contradictions(table: Table, contract: Contract) -> None:
    """Raise SpecError for the first contradiction of the contract."""
    for each in (*CONTRADICTIONS, *BINDING_1):
        if each.holds(contract):
            raise table.error(each.key, each.problem, each.remedy)


def _codes_are_one(contract: Contract) -> bool:
    if contract.size is None or not contract.size.before_capacity:
        return False
    too_large, exhausted = contract.size.too_large, contract.block.exhausted
    return too_large.is_refusal and too_large.code is not None and too_large == exhausted


def _is_shared(contract: Contract) -> bool:
    return contract.sharing.between != "owner"


_NUMBER_BYTES: Final = 8

CONTRADICTIONS: Final = (
    Contradiction(
        "block.counts",
        lambda contract: not contract.block.counts.holds(contract.block.count),
        "does not hold block.count",
        "make the first at most count, and the last at least count",
    ),
    Contradiction(
        "block.exhausted",
        lambda contract: contract.block.exhausted.how is How.GROWS and contract.block.capacity == "exact",
        'a pool that "grows" has no exact capacity',
        'write capacity = "at-least"',
    ),
    Contradiction(
        "order.fresh_first",
        lambda contract: contract.order.fresh_first and contract.order.reuse != "lifo",
        'means something only with reuse = "lifo"',
        'write reuse = "lifo", or leave fresh_first out',
    ),
    Contradiction(
        "order.fresh",
        lambda contract: contract.order.fresh == "descending" and contract.order.reuse == "lowest-address",
        'never-lent blocks are free like any other with reuse = "lowest-address", so they can\'t descend',
        'write fresh = "ascending", or leave it out',
    ),
    Contradiction(
        "order.fresh",
        lambda contract: contract.order.fresh != "any" and contract.block.exhausted.how is How.GROWS,
        'a pool that "grows" may get its blocks anywhere',
        'write fresh = "any", or leave it out',
    ),
    Contradiction(
        "order.fresh",
        lambda contract: contract.order.fresh != "any" and contract.block.capacity == "at-least",
        'of a pool that lends "at-least" so many, nobody knows which blocks are never-lent',
        'write fresh = "any", or leave it out',
    ),
    Contradiction(
        "order.after_clear",
        lambda contract: contract.order.after_clear == "as-created" and not contract.life.clear,
        "there is no clear",
        "write life.clear = true, or leave after_clear out",
    ),
    Contradiction(
        "contents.while_free",
        lambda contract: contract.contents.at_get.kept and contract.contents.while_free.byte is not None,
        'what is overwritten while it is free is not there at the next get, where at_get = "kept" promises it',
        'write while_free = "kept", or another at_get',
    ),
    Contradiction(
        "size.largest",
        lambda contract: contract.size is not None and contract.size.largest > contract.block.size,
        "is more than block.size",
        "give at most block.size",
    ),
    Contradiction(
        "size.smallest",
        lambda contract: contract.size is not None and contract.size.smallest > contract.size.largest,
        "is more than size.largest",
        "give at most size.largest",
    ),
    Contradiction(
        "size.before_capacity",
        _codes_are_one,
        "size.too_large and block.exhausted are the same code, and are to be told apart",
        "write before_capacity = false, or give two codes",
    ),
    Contradiction(
        "misuse.other_pool",
        lambda contract: contract.misuse.other_pool.is_promised and contract.life.instances == "one",
        "there is never another pool",
        'leave it out, or write life.instances = "many"',
    ),
    Contradiction(
        "misuse.revoked",
        lambda contract: contract.misuse.revoked.is_promised and not contract.life.clear,
        "there is no clear to revoke a block",
        "leave it out, or write life.clear = true",
    ),
    Contradiction(
        "misuse.record",
        lambda contract: contract.misuse.record.is_promised and contract.sequence is None,
        "there is no sequence to have records of",
        "leave it out, or add [sequence]",
    ),
    Contradiction(
        "life.destroy_null",
        lambda contract: contract.life.destroy_null and contract.life.destroy == "none",
        "there is no destroy",
        'leave it out, or write destroy = "frees"',
    ),
    Contradiction(
        "sharing.progress",
        lambda contract: contract.sharing.progress != "blocking" and not _is_shared(contract),
        "nobody shares the pool",
        'write between = "threads", or leave progress out',
    ),
    Contradiction(
        "sharing.progress",
        lambda contract: contract.sharing.progress != "blocking" and contract.sharing.between == "interrupts",
        "an interrupt runs to its end: there is no progress to promise",
        'write between = "threads", or leave progress out',
    ),
    Contradiction(
        "sharing.order",
        lambda contract: contract.sharing.order != "any" and not _is_shared(contract),
        "nobody shares the pool",
        'write between = "threads" or "interrupts", or leave order out',
    ),
    Contradiction(
        "sharing.order",
        lambda contract: contract.sharing.order == "as-owner" and contract.order.reuse == "any",
        'order.reuse = "any" promises no order that could hold among those that share',
        "promise order.reuse, or leave sharing.order out",
    ),
    Contradiction(
        "sequence.counts",
        lambda contract: contract.sequence is not None and not contract.sequence.counts.holds(contract.sequence.count),
        "does not hold sequence.count",
        "make the first at most count, and the last at least count",
    ),
    Contradiction(
        "sequence.counts",
        lambda contract: (
            contract.sequence is not None
            and contract.binding != 1
            and contract.sequence.counts != (contract.sequence.count,) * 2
        ),
        "binding 2 has no way to ask for another count of records",
        "leave it out",
    ),
    Contradiction(
        "sequence.number_at",
        lambda contract: (
            contract.sequence is not None
            and contract.sequence.number_at is not None
            and contract.sequence.number_at + _NUMBER_BYTES > contract.sequence.size
        ),
        "the number takes 8 bytes, and reaches beyond the record",
        "give at most sequence.size - 8, or false",
    ),
)
BINDING_1: Final = (
    Contradiction(
        "life.storage",
        lambda contract: contract.binding == 1 and contract.life.storage == "given",
        "bp_create of binding 1 takes no storage",
        "leave it out, or write binding = 2",
    ),
    Contradiction(
        "counters.free",
        lambda contract: contract.binding == 1 and contract.counters.free != "none",
        "bp_capacity_usage of binding 1 tells no number of free blocks",
        'write "none", or binding = 2',
    ),
    Contradiction(
        "counters.peak",
        lambda contract: contract.binding == 1 and contract.counters.peak != "none",
        "bp_capacity_usage of binding 1 tells no peak",
        'write "none", or binding = 2',
    ),
)
"""What bufferpool.h has no function for."""
