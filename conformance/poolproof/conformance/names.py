"""Short names for what a trace speaks of: ``b1`` is the first buffer that a pool ever handed out."""

from __future__ import annotations

import platform
import signal

from poolproof.spec import Status
from poolproof.spec.vocabulary import BLOCK_FIELDS

from .observations import LentKind
from .operations import RAISED, Kind

_SPECIAL_NUMBERS = {2**64 - 1: "SIZE_MAX", 2**64 - 2: "SIZE_MAX - 1"}
_LARGEST_IN_DECIMAL = 9999
# Those that a pool is likely to make, by the numbers of x86-64.
_SYSTEM_CALLS = {
    0: "read",
    1: "write",
    3: "close",
    9: "mmap",
    10: "mprotect",
    11: "munmap",
    12: "brk",
    24: "sched_yield",
    28: "madvise",
    35: "nanosleep",
    39: "getpid",
    96: "gettimeofday",
    98: "getrusage",
    186: "gettid",
    201: "time",
    202: "futex",
    228: "clock_gettime",
    230: "clock_nanosleep",
    257: "openat",
    318: "getrandom",
}


_OF_BUFFERPOOL = {
    Kind.GET: "get_soa",
    Kind.RETURN: "return_soa",
    Kind.TAKE: "get_receipt",
    Kind.RESET: "reset_receipts",
    Kind.COUNTERS: "capacity_usage",
    Kind.WRITE: "write_soa",
    Kind.WRITE_RECORD: "write_receipt",
}


def operation_name(kind: int) -> str:
    """What bufferpool.h calls an operation: ``get_soa``."""
    return _OF_BUFFERPOOL.get(Kind(kind), Kind(kind).name.lower())


def counted(count: int, noun: str) -> str:
    """``1 byte``, ``1,200 bytes``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def byte_count(count: int) -> str:
    """``1 byte``, ``24 bytes``, ``SIZE_MAX bytes``: a size that was asked for."""
    return f"{number_name(count)} byte{'' if count == 1 else 's'}"


def ordinal(number: int) -> str:
    """``1st``, ``12th``, ``23rd``."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number:,}{ending}"


def pool_name(pool: int) -> str:
    return f"p{pool + 1}"


def block_name(kind: int, number: int, pool: int = 0) -> str:
    letter = "b" if kind == LentKind.BLOCK else "r"
    of = "" if pool == 0 else f" of {pool_name(pool)}"
    return f"{letter}{number + 1}{of}"


def status_name(status: int) -> str:
    """``BP_EXHAUSTED`` for 2; what is no status of the binding as a number."""
    if status == RAISED:
        return "an exception that names no refusal"
    try:
        return f"BP_{Status(status).name}"
    except ValueError:
        return f"status {status}"


def signal_name(number: int) -> str:
    """``SIGABRT`` for 6; one of the real-time signals by its number."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def system_call_name(number: int) -> str:
    """``futex`` for 202 on x86-64, where the kernel's table says so; else the number."""
    if platform.machine() == "x86_64" and number in _SYSTEM_CALLS:
        return f"the system call {_SYSTEM_CALLS[number]}"
    return f"system call {number}"


def number_name(number: int) -> str:
    """Small numbers in decimal, large ones in hexadecimal, the famous by name."""
    if number in _SPECIAL_NUMBERS:
        return _SPECIAL_NUMBERS[number]
    return str(number) if number <= _LARGEST_IN_DECIMAL else hex(number)


def word_name(kind: int, word: int, bits: int = 2**64 - 1) -> str:
    """Which field of a buffer or receipt a word of 64 bits is; where it is more than one, those in which ``bits`` lie."""
    begin, end = 8 * word, 8 * word + 8
    inside = [field for field in BLOCK_FIELDS[LentKind(kind)] if begin < field.offset + field.bytes and field.offset < end]
    if len(inside) > 1:
        meant = [field for field in inside if bits >> 8 * (field.offset - begin) & (1 << 8 * field.bytes) - 1]
        inside = meant or inside
    return " and ".join(field.name for field in inside)


def usage_name(usage: tuple[int, int, int, int]) -> str:
    """A usage in words: buffers in use and in all, receipts in use and in all."""
    soa_in_use, soa_total, receipts_in_use, receipts_total = map(number_name, usage)
    return f"usage: {soa_in_use} of {soa_total} buffers, {receipts_in_use} of {receipts_total} receipts"
