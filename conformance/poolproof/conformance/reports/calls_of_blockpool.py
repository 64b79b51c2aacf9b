"""Calls of ``blockpool.h``, or of a class of that shape, in plain words, and what came of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from poolproof.spec.contracts import Contract
from poolproof.spec.vocabulary import HOLD_MILLISECONDS

from ..foreign_words import foreign_text
from ..judge.counters import told
from ..judge.wording import Words, words_of
from ..names import block_name, byte_count, counted, number_name, ordinal, pool_name
from ..observations import LentKind, Step
from ..operations import WRITES, Flag, Kind, Operation, Pattern, Target, distance_inside, size_of
from .calls_in_words import PLACED, in_process_of_its_own

_HANDING_OUT: Final = {Kind.GET: LentKind.BLOCK, Kind.TAKE: LentKind.RECORD}


def call_text(operation: Operation, target: int, contract: Contract) -> str:
    """``target``: the number of the block that it was resolved to."""
    words = words_of(contract)
    match operation.kind:
        case Kind.CREATE:
            return _create_text(operation, contract.block.count)
        case Kind.GET if contract.size is not None:
            return _get_text(words, size_of(operation, contract)) + _of(operation.pool)
        case Kind.RETURN:
            return _return_text(operation, target, *_sizes(contract))
        case Kind.WRITE | Kind.WRITE_RECORD:
            return _write_text(operation, target, *_sizes(contract))
        case Kind.COUNTERS if operation.flags & Flag.HOLD:
            return f"{words.operation(operation.kind)}{_of(operation.pool)}, and {HOLD_MILLISECONDS} ms later"
        case Kind.DESTROY_NULL:
            return words.operation(operation.kind)
    return words.operation(operation.kind) + _of(operation.pool)


def _of(pool: int) -> str:
    """Which pool: the first goes without saying, as in the names of blocks."""
    return "" if pool == 0 else f" of {pool_name(pool)}"


def _sizes(contract: Contract) -> tuple[int, int]:
    """Bytes of a block, and of a record."""
    return contract.block.size, contract.sequence.size if contract.sequence is not None else 0


def _create_text(operation: Operation, own_count: int) -> str:
    count = own_count if operation.flags & Flag.DEFAULT_CONFIG else operation.capacities[0]
    call = f"create {number_name(count)}{_of(operation.pool)}{PLACED[operation.placement]}"
    if operation.flags & Flag.GONE:
        call += ", whose caller unmaps what it hands over after each call"
    if not operation.runs_short:
        return call
    fail = "allocation and all later ones fail" if operation.extra else "allocation fails"
    return f"{call}, its {ordinal(operation.nth)} {fail}"


def _get_text(words: Words, size: int) -> str:
    return f"{words.operation(Kind.GET)} {byte_count(size)}"


@lru_cache(maxsize=1 << 12)
def _return_text(operation: Operation, target: int, block_bytes: int, record_bytes: int) -> str:
    name = block_name(LentKind.BLOCK, target, operation.pool) if target >= 0 else "a block"
    to = "" if operation.pool == 0 else f" to {pool_name(operation.pool)}"
    match Target(operation.target):
        case Target.LENT:
            return f"return {name}"
        case Target.RETURNED:
            return f"return {name}, which was returned before"
        case Target.REVOKED:
            return f"return {name}, which clear revoked"
        case Target.NULL:
            return f"return NULL{to}"
        case Target.OTHER_POOL:
            return f"return {f'block {target + 1}' if target >= 0 else 'a block'} of another pool{to}"
        case Target.RECORD:
            inside = _further(distance_inside(operation, block_bytes, record_bytes))
            record = f"the record {block_name(LentKind.RECORD, target, operation.pool)}" if target >= 0 else "a record"
            return f"return {record}{inside}"
        case Target.INTERIOR:
            return f"return {name}{_further(distance_inside(operation, block_bytes, record_bytes))}"
    return f"return {foreign_text(operation, target)}{to}"


def _further(distance: int) -> str:
    return f" + {counted(distance, 'byte')}" if distance else ""


@lru_cache(maxsize=1 << 12)
def _write_text(operation: Operation, target: int, block_bytes: int, record_bytes: int) -> str:
    kind = LentKind.BLOCK if operation.kind == Kind.WRITE else LentKind.RECORD
    name, value = block_name(kind, max(target, 0), operation.pool), number_name(operation.value)
    size = block_bytes if kind == LentKind.BLOCK else record_bytes
    words = max((size + 7) // 8, 1)
    match Pattern(operation.target):
        case Pattern.FILL:
            return f"write {value} to every 8 bytes of {name}"
        case Pattern.CANCEL_SUM:
            return f"write {value} and its negative in turn to every 8 bytes of {name}"
        case Pattern.CANCEL_XOR:
            return f"write {value} twice into {name}, and 0 to the rest"
        case Pattern.ONE_WORD:
            return f"write {value} to byte {8 * (operation.extra % words)} of {name} and those behind it"
        case Pattern.ADDRESSES:
            return f"write addresses of the pool's blocks into {name}"
        case Pattern.HANDLE:
            return f"write the handle {pool_name(operation.pool)} to every 8 bytes of {name}"
        case Pattern.COUNT_UP:
            return f"write {value}, and counting up, to every 8 bytes of {name}"
        case Pattern.BYTES:
            return f"write {operation.value & 0xFF} to byte {operation.extra % max(size, 1)} of {name}"


def result_text(step: Step, contract: Contract) -> str:
    """What came of it: the block, or the answer, or how the process ended that it was asked for in."""
    seen, operation, words = step.observation, step.operation, words_of(contract)
    if operation.kind in WRITES:
        return ""
    if seen.ending:
        return in_process_of_its_own(seen, words)
    counters = ", ".join(f"{name} {number_name(value)}" for name, value in told(seen).items())
    if operation.kind == Kind.COUNTERS and seen.status == 0:
        return counters
    beside = f" ({counters})" if counters else ""
    if seen.status:
        return words.status(seen.status) + beside
    if operation.kind == Kind.CREATE:
        return (pool_name(operation.pool) if seen.out >= 0 else f"{words.success}, no pool") + beside
    kind = _HANDING_OUT.get(Kind(operation.kind))
    if kind is not None:
        nothing = f"{words.success}, no {words.block if kind == LentKind.BLOCK else words.record}"
        return (block_name(kind, seen.out, operation.pool) if seen.out >= 0 else nothing) + beside
    return words.success + beside if operation.kind == Kind.RETURN else counters
