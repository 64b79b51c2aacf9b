"""The words of a contract's promises, for requirements and reports: "refused with -12", "the block returned last"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from poolproof.spec.contracts.records import Answer, Contract, Fill, How

_REUSE: Final[Mapping[str, str]] = {
    "any": "any free block",
    "lifo": "the free block that was returned last (LIFO)",
    "fifo": "the free block that has been free for longest (FIFO)",
    "lowest-address": "the free block that lies lowest",
}
_DESTROY: Final[Mapping[str, str]] = {
    "frees": ", lent or not",
    "needs-all-returned": ", once every block came back",
    "none": "",
}
_MISUSES: Final[Mapping[str, str]] = {
    "null": "NULL",
    "foreign": "a foreign address",
    "other_pool": "another pool's block",
    "interior": "an address inside a block",
    "record": "an address of the sequence",
    "double": "a block that is free",
    "revoked": "a block that clear took back",
}


def answer_words(answer: Answer) -> str:
    """Return what becomes of the operation, to be read after "is": "refused with -12"."""
    match answer.how:
        case How.REFUSED if isinstance(answer.code, str):
            return f"refused by raising {answer.code}"
        case How.REFUSED:
            return "refused" if answer.code is None else f"refused with {answer.code}"
        case How.IGNORED:
            return "ignored"
        case How.ABORTS:
            return "fatal: the process ends"
        case How.GROWS:
            return "served from more memory"
        case _:
            return "undefined"


def fill_words(fill: Fill) -> str:
    """Return what a block holds, to be read after "holds"."""
    if fill.byte is not None:
        return "zeros" if fill.byte == 0 else f"0x{fill.byte:02X} in every byte"
    return "what its last holder left" if fill.kept else "anything"


def misuse_words(contract: Contract, names: tuple[str, ...], how: How) -> str:
    """Return the misuses among these that the contract answers so, to be read after "to return": "NULL (with 4) or …"."""
    answers = {name: getattr(contract.misuse, name) for name in names}
    words = [
        _MISUSES[name] + (f" (with {each.code})" if each.code is not None else "")
        for name, each in answers.items()
        if each.how is how
    ]
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def exact_counters(contract: Contract) -> tuple[str, ...]:
    """Return which of the counters that operations move hold at every moment, also while others operate."""
    return tuple(name for name in ("used", "free") if getattr(contract.counters, name) == "exact")


def _of_sharing(contract: Contract) -> dict[str, str]:
    counters = exact_counters(contract)
    calls = "Get, return" if counters else "Get and return"
    follows_order = contract.sharing.order == "as-owner"
    return {
        "shared_calls": calls + (f" and what is told to be {' or '.join(counters)}" if counters else ""),
        "shared_order": f", and {_REUSE[contract.order.reuse]} lent next" if follows_order else "",
        "shared_double": "; of two returns of one block at once, one is taken" if contract.misuse.double.is_refusal else "",
    }


def words_of(contract: Contract) -> dict[str, str]:
    """Return what the placeholders of the requirements' texts stand for in this contract."""
    block, size, sequence, hot, cost = contract.block, contract.size, contract.sequence, contract.hot, contract.cost
    words = {
        "size_bytes": f"{block.size:,}",
        "align": f"{block.align:,}",
        "count": f"{block.count:,}",
        "exactly": "exactly" if block.capacity == "exact" else "at least",
        "Exactly": "Exactly" if block.capacity == "exact" else "At least",
        "exhausted": answer_words(block.exhausted),
        "reuse": _REUSE[contract.order.reuse],
        "fresh": contract.order.fresh,
        "at_get": fill_words(contract.contents.at_get),
        "while_free": fill_words(contract.contents.while_free),
        "out_of_memory": answer_words(contract.life.out_of_memory),
        "bad_config": answer_words(contract.life.bad_config),
        "not_owned": misuse_words(contract, ("null", "foreign", "other_pool", "interior", "record"), How.REFUSED),
        "not_in_use": misuse_words(contract, ("double", "revoked"), How.REFUSED),
        "fatal": misuse_words(contract, tuple(_MISUSES), How.ABORTS),
        "and_records": "" if sequence is None or sequence.align == 1 else f", every record's of {sequence.align:,}",
        "destroy_how": _DESTROY[contract.life.destroy] + ("; of NULL it does nothing" if contract.life.destroy_null else ""),
        "counters": ", ".join(name for name in ("capacity", "used", "free") if getattr(contract.counters, name) != "none"),
        **_of_sharing(contract),
    }
    if size is not None:
        unit = "lanes" if contract.binding == 1 else "bytes"
        words |= {"sizes": f"{size.smallest:,} to {size.largest:,} {unit}", "too_large": answer_words(size.too_large)}
    if sequence is not None:
        words |= {
            "record_bytes": f"{sequence.size:,}",
            "record_align": f"{sequence.align:,}",
            "records": f"{sequence.count:,}",
            "sequence_exhausted": answer_words(sequence.exhausted),
            "number_at": f"{sequence.number_at}",
        }
    if hot is not None:
        words |= {
            "instructions": f"{hot.instructions:,}",
            "calls": "no system call" if not hot.system_calls else "no system call but futex",
        }
    if cost is not None:
        words |= {
            "memory_bytes": f"{cost.memory:,}",
            "cache_hits": f"{cost.cache_hits:.0%}",
            "tick_target": f"{cost.tick_target:g}",
        }
    return words
