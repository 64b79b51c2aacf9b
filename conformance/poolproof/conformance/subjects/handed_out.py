"""What is to be said of a block, or a record, that a Python class handed out by a contract of binding 2."""

from __future__ import annotations

from typing import Any, Final

from poolproof.spec.vocabulary import FillOf, LentKind, Terms

from ..observations import Out, OutFlag
from .block_bytes import look
from .block_lendings import BlockLendings
from .facts import BlockName, Dirty, Facts

_NUMBER_BYTES: Final = 8


def observe_out(lendings: BlockLendings, block: Any, facts: Facts) -> None:
    """Number it, hold it against the contract's terms, and count it as lent."""
    seen = look(block, lendings.size)
    if seen is None:
        facts.out = Out.UNCOUNTABLE
        facts.raised = f"nothing, and handed out {_named(block)}: no writable buffer of {lendings.size} bytes"
        return
    number, is_new = lendings.number_of(block, seen)
    facts.out, facts.address = number, lendings.keys[number]
    facts.addressless = seen.address is None
    if is_new:
        facts.out_flags |= OutFlag.NEW
    if seen.address is not None and seen.address % lendings.align:
        facts.out_flags |= OutFlag.MISALIGNED
    shared = _shared(lendings, number, seen.address)
    if shared is not None:
        facts.out_flags |= OutFlag.OVERLAPS
        facts.overlaps = shared
    expected = _expected(lendings, number, seen.content, facts)
    if expected is not None and expected != seen.content:
        facts.dirty = _dirty(lendings, seen.content, expected)
    if number not in lendings.lent:
        lendings.lend(number, seen.content)


def _shared(lendings: BlockLendings, number: int, address: int | None) -> BlockName | None:
    if number in lendings.lent:
        return BlockName(lendings.kind, lendings.slot, 0, number)
    return None if address is None else lendings.ranges.shared_by(address, lendings.size)


def _expected(lendings: BlockLendings, number: int, content: bytes, facts: Facts) -> bytes | None:
    """What it must hold; None: anything."""
    terms = lendings.terms
    if lendings.kind == LentKind.RECORD:
        return _expected_of_record(terms, content, facts)
    if terms.at_get == FillOf.BYTE:
        return bytes([terms.at_get_byte]) * lendings.size
    if terms.at_get == FillOf.KEPT and number in lendings.left:
        kept: bytes = lendings.shadows[number]
        return kept
    return None


def _expected_of_record(terms: Terms, content: bytes, facts: Facts) -> bytes | None:
    """Nothing but its number, whatever that is."""
    at = terms.number_at
    if at < 0:
        return None
    number = content[at : at + _NUMBER_BYTES]
    facts.receipt_id = int.from_bytes(number, "little")
    return bytes(at) + number + bytes(len(content) - at - _NUMBER_BYTES)


def _dirty(lendings: BlockLendings, content: bytes, expected: bytes) -> Dirty:
    pairs = zip(lendings.words_of(content), lendings.words_of(expected), strict=True)
    differing = [(at, *pair) for at, pair in enumerate(pairs) if pair[0] != pair[1]]
    return Dirty(len(differing), *differing[0])


def _named(block: object) -> str:
    name = type(block).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
