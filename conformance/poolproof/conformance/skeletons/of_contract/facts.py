"""What of a contract decides how its pool is written, in whatever language."""

from __future__ import annotations

from typing import Final, TypeAlias

from poolproof.spec.contracts import Contract, How

from .answers import checks_of

Facts: TypeAlias = dict[str, object]

_TABLE_BYTES_PER_BLOCK: Final = 5
"""A number in the list of free blocks, and a state."""
_HANDLE_BYTES_AT_MOST: Final = 256
_WORD_BYTES: Final = 8
_COUNTERS: Final = ("capacity", "used", "free", "peak")


def facts_of(contract: Contract) -> Facts:
    """Return what templates may ask for, but for what is spelled otherwise in each language."""
    checks = checks_of(contract)
    facts: Facts = {
        "contract": contract.name,
        "binding_1": contract.binding == 1,
        "header": "bufferpool.h" if contract.binding == 1 else "blockpool.h",
        "prefix": "bp" if contract.binding == 1 else "pp",
        "marks": contract.order.reuse == "lowest-address" or checks.double is not None,
        "told_apart": checks.revoked is not None,
        "registry": checks.other_pool is not None,
        "checks_null": checks.null is not None,
        "checks_record": checks.record is not None,
        "checks_other_pool": checks.other_pool is not None,
        "checks_outside": checks.outside is not None,
        "checks_outside_and_inside": checks.inside_as_outside,
        "checks_interior": checks.interior is not None,
        "checks_revoked": checks.revoked is not None,
        "checks_double": checks.double is not None,
        "shared": contract.sharing.between != "owner",
    }
    return (
        facts
        | _block(contract)
        | _order(contract)
        | _contents(contract)
        | _life(contract)
        | _sequence(contract)
        | _size(contract)
    )


def is_the_only_one(contract: Contract) -> bool:
    """Whether nothing is promised that ``pp_create`` would be called for: then the pool is the process's only one."""
    life, block = contract.life, contract.block
    needs_create = life.out_of_memory.is_promised or life.bad_config.is_promised or block.counts != (block.count, block.count)
    is_one = life.instances == "one" and life.destroy == "none" and life.storage == "own"
    return contract.binding != 1 and is_one and not needs_create


def rounded(size: int, align: int) -> int:
    return -(-size // align) * align


def storage_that_lacks(contract: Contract) -> int:
    """How many bytes more the storage would have to be for all blocks to lie in it; 0 or less: it is enough."""
    return _lacks(contract, bytes_once=0, bytes_per_block=0)


def _lacks(contract: Contract, bytes_once: int, bytes_per_block: int) -> int:
    block, life = contract.block, contract.life
    if life.storage == "own":
        return 0
    stride = rounded(block.size, block.align)
    once = bytes_once + max(0, block.align - life.storage_align)
    return max(once + count * (stride + bytes_per_block) - contract.storage_bytes(count) for count in block.counts)


def _block(contract: Contract) -> Facts:
    block = contract.block
    return {
        "size": block.size,
        "align": block.align,
        "aligned": block.align > 1,
        "stride": rounded(block.size, block.align),
        "count": block.count,
        "first_count": block.counts.first,
        "last_count": block.counts.last,
        "grows": block.exhausted.how is How.GROWS,
    }


def _order(contract: Contract) -> Facts:
    order = contract.order
    return {
        "reuse": order.reuse,
        "lifo": order.reuse in ("lifo", "any"),
        "fifo": order.reuse == "fifo",
        "lowest": order.reuse == "lowest-address",
        "lists": order.reuse != "lowest-address",
        "list": "queue" if order.reuse == "fifo" else "stack",
        "fresh_first": order.fresh_first,
        "descending": order.fresh == "descending",
    }


def _contents(contract: Contract) -> Facts:
    at_get, while_free = contract.contents.at_get, contract.contents.while_free
    return {
        "fills_at_get": at_get.byte is not None,
        "at_get": _byte(at_get.byte),
        "fills_at_return": while_free.byte is not None,
        "while_free": _byte(while_free.byte),
    }


def _byte(byte: int | None) -> str:
    return "0" if not byte else f"0x{byte:02X}"


def _life(contract: Contract) -> Facts:
    life, only = contract.life, is_the_only_one(contract)
    counters = {name: getattr(contract.counters, name) != "none" for name in _COUNTERS}
    is_given = life.storage == "given" and contract.block.exhausted.how is not How.GROWS  # what grows takes memory of its own
    return counters | {
        "only_pool": only,
        "has_create": not only,
        "instances_many": life.instances != "one",
        "has_destroy": contract.binding == 1 or life.destroy != "none",
        "destroy_null": life.destroy_null,
        "clear": life.clear,
        "bad_config": life.bad_config.is_promised,
        "given": is_given,
        "all_in_storage": is_given and _lacks(contract, _once(contract) + _HANDLE_BYTES_AT_MOST, _TABLE_BYTES_PER_BLOCK) <= 0,
        "records_in_storage": is_given and contract.sequence is not None and _lacks(contract, _once(contract), 0) <= 0,
        "touches": contract.hot is not None and not contract.hot.first_touch,
    }


def _once(contract: Contract) -> int:
    """Bytes of the records."""
    sequence = contract.sequence
    return 0 if sequence is None else rounded(sequence.size, sequence.align) * sequence.count + sequence.align


def _sequence(contract: Contract) -> Facts:
    sequence = contract.sequence
    if sequence is None:
        return {"sequence": False, "numbered": False, "number_at": 0, "records_aligned": False, "record_count_or_none": 0}
    return {
        "sequence": True,
        "record_size": sequence.size,
        "record_align": sequence.align,
        "records_aligned": sequence.align > 1,
        "record_stride": rounded(sequence.size, sequence.align),
        "record_count": sequence.count,
        "record_count_or_none": sequence.count,
        "first_record_count": sequence.counts.first,
        "last_record_count": sequence.counts.last,
        "numbered": sequence.number_at is not None,
        "number_at": sequence.number_at or 0,
    }


def _size(contract: Contract) -> Facts:
    size = contract.size
    return {
        "takes_size": size is not None or contract.binding == 1,
        "checks_size": size is not None and size.too_large.is_promised,
        "largest": size.largest if size is not None else 0,
    }
