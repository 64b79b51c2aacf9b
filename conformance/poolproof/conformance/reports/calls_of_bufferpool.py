"""Calls of ``bufferpool.h``, as a C programmer writes them, and what came of them."""

from __future__ import annotations

from functools import lru_cache

from poolproof.spec import Status
from poolproof.spec.contracts import Contract
from poolproof.spec.vocabulary import BLOCK_BYTES, BLOCK_WORDS, HOLD_MILLISECONDS

from ..foreign_words import foreign_text
from ..judge.wording import words_of
from ..names import block_name, counted, number_name, operation_name, ordinal, pool_name, status_name, word_name
from ..observations import LentKind, Step
from ..operations import WRITES, Flag, Kind, Operation, Pattern, Target, size_of
from .calls_in_words import PLACED, in_process_of_its_own


def call_text(operation: Operation, target: int, contract: Contract) -> str:
    """``target``: the number of the block that it was resolved to."""
    if operation.kind == Kind.GET:
        return f"get_soa({pool_name(operation.pool)}, {number_name(size_of(operation, contract))})"
    return _call_text(operation, target)


@lru_cache(maxsize=1 << 12)
def _call_text(operation: Operation, target: int) -> str:
    """In a long trace the same is called again and again."""
    pool = pool_name(operation.pool)
    match operation.kind:
        case Kind.CREATE:
            return _create_text(operation)
        case Kind.DESTROY:
            return f"destroy({pool})"
        case Kind.DESTROY_NULL:
            return "destroy(NULL)"
        case Kind.RETURN:
            return f"return_soa({pool}, {_target_text(operation, target)})"
        case Kind.WRITE | Kind.WRITE_RECORD:
            return _write_text(operation, target)
        case Kind.COUNTERS if operation.flags & Flag.HOLD:
            return f"capacity_usage({pool}), and {HOLD_MILLISECONDS} ms later"
    return f"{operation_name(operation.kind)}({pool})"


def _create_text(operation: Operation) -> str:
    capacities = ", ".join(map(number_name, operation.capacities))
    call = "create(NULL)" if operation.flags & Flag.DEFAULT_CONFIG else f"create({{{capacities}}})"
    call += PLACED[operation.placement]
    if operation.flags & Flag.GONE:
        call += ", whose caller unmaps what it hands over after each call"
    if not operation.runs_short:
        return call
    fail = "allocation and all later ones fail" if operation.extra else "allocation fails"
    return f"{call}, its {ordinal(operation.nth)} {fail}"


def _target_text(operation: Operation, target: int) -> str:
    name = block_name(LentKind.BLOCK, target, operation.pool) if target >= 0 else "?"
    match Target(operation.target):
        case Target.LENT:
            return name
        case Target.RETURNED:
            return f"{name}: returned before"
        case Target.REVOKED:
            return f"{name}: revoked by clear"
        case Target.NULL:
            return "NULL"
        case Target.FOREIGN:
            return foreign_text(operation, target)
        case Target.OTHER_POOL:
            return f"buffer {target + 1} of another pool"
        case Target.RECORD:
            inside = f" + {counted(operation.distance_inside, 'byte')}" if operation.distance_inside else ""
            return f"receipt {block_name(LentKind.RECORD, target, operation.pool)}{inside}"
        case Target.INTERIOR:
            return f"{name} + {counted(operation.distance_inside, 'byte')}"
        case Target.NEIGHBOUR:
            distance = operation.neighbour_distance
            return f"{name} {'+' if distance > 0 else '-'} {number_name(abs(distance))} bytes"
        case Target.GONE:
            return f"buffer {target + 1} of a pool that has ended"
        case Target.UNLENT:
            sign = "+" if operation.nth % 2 == 0 else "-"
            return f"{name} {sign} {64 * operation.extra} bytes: not lent since create"
        case Target.HANDLE:
            return f"the handle {pool_name(operation.pool)}"


def _write_text(operation: Operation, target: int) -> str:
    kind = LentKind.BLOCK if operation.kind == Kind.WRITE else LentKind.RECORD
    name = block_name(kind, max(target, 0), operation.pool)
    value = number_name(operation.value)
    match Pattern(operation.target):
        case Pattern.FILL:
            return f"write {value} to every word of {name}"
        case Pattern.CANCEL_SUM:
            return f"write {value} and its negative in turn to the words of {name}"
        case Pattern.CANCEL_XOR:
            return f"write {value} to two words of {name}, 0 to the others"
        case Pattern.ONE_WORD:
            return f"write {value} to {word_name(kind, operation.extra % BLOCK_WORDS[kind])} of {name}"
        case Pattern.ADDRESSES:
            return f"write addresses of the pool's buffers to the words of {name}"
        case Pattern.HANDLE:
            return f"write the handle {pool_name(operation.pool)} to every word of {name}"
        case Pattern.COUNT_UP:
            return f"write {value}, and counting up, to the words of {name}"
        case Pattern.BYTES:
            return f"write {operation.value & 0xFF} to byte {operation.extra % BLOCK_BYTES[kind]} of {name}"


def result_text(step: Step, contract: Contract) -> str:
    """What came of it: the block, or the status, or how the process ended that it was asked for in."""
    seen, operation = step.observation, step.operation
    if operation.kind in WRITES:
        return ""
    if seen.ending:
        return in_process_of_its_own(seen, words_of(contract))
    if seen.status != Status.OK:
        return status_name(seen.status)
    usage = f" (usage {', '.join(map(str, seen.usage))})" if seen.usage_observed else ""
    if operation.kind == Kind.CREATE:
        return (pool_name(operation.pool) if seen.out >= 0 else "BP_OK, no pool") + usage
    if operation.kind in (Kind.GET, Kind.TAKE):
        kind = LentKind.BLOCK if operation.kind == Kind.GET else LentKind.RECORD
        return (block_name(kind, seen.out, operation.pool) if seen.out >= 0 else "BP_OK, nothing") + usage
    if operation.kind == Kind.COUNTERS:
        return ", ".join(map(str, seen.usage))
    return ("BP_OK" if operation.kind == Kind.RETURN else "") + usage
