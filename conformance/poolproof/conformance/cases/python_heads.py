"""What the pytest file of a case begins with: of a class of buffers, and of one of blocks."""

from __future__ import annotations

from typing import Final

HEAD_OF_BUFFERS: Final = '''\
import gc
import importlib
import runpy
import sys
import time

from poolproof.conformance.subjects.python_blocks import address_of, read_receipt, read_soa, write_receipt, write_soa

REFUSALS = {
    "InvalidSize": "BP_INVALID_SIZE",
    "Exhausted": "BP_EXHAUSTED",
    "ReceiptsExhausted": "BP_RECEIPTS_EXHAUSTED",
    "NotOwned": "BP_NOT_OWNED",
    "NotInUse": "BP_NOT_IN_USE",
    "InvalidConfig": "BP_INVALID_CONFIG",
    "NoMemory": "BP_NO_MEMORY",
    "MemoryError": "BP_NO_MEMORY",
}


def answer(call, *arguments, **named):
    """The status, by the name of the exception's class or of one of its bases, and what came back."""
    try:
        return "BP_OK", call(*arguments, **named)
    except Exception as error:
        names = [each.__name__ for each in type(error).__mro__ if each.__name__ in REFUSALS]
        return (REFUSALS[names[0]] if names else f"it raised {error!r}"), None


def before(step, expected, call, *arguments, **named):
    """A step that was right: if it is not, this is another story."""
    status, result = answer(call, *arguments, **named)
    if status != expected:
        raise RuntimeError(f"step {step} went another way: {status}, not {expected}")
    return result


def where(block):
    address = address_of(block)
    return id(block) if address is None else address


def same(step, block, expected):
    if where(block) != where(expected):
        raise RuntimeError(f"step {step} went another way: another block was handed out")
    return block


def changed(words, places, value):
    words = list(words)
    for place in places:
        words[place] = value
    return words


def with_byte(words, place, value):
    memory = bytearray(b"".join(word.to_bytes(8, "little") for word in words))
    memory[place] = value
    return [int.from_bytes(memory[at : at + 8], "little") for at in range(0, len(memory), 8)]


def usage_of(pool):
    usage = pool.capacity_usage()
    return usage.soa_in_use, usage.soa_total, usage.receipts_in_use, usage.receipts_total
'''

HEAD_OF_BLOCKS: Final = '''\
import gc
import importlib
import os
import runpy
import sys
import time

from poolproof.conformance.subjects import block_bytes
from poolproof.conformance.subjects.promised_members import takes_count

BLOCK_BYTES, RECORD_BYTES, NAMED = @constants@


def create(count):
    return Pool(count) if takes_count(Pool) else Pool()


def answer(call, *arguments):
    """``success``, or the name of the exception, and what came back."""
    try:
        return "success", call(*arguments)
    except Exception as error:
        names = [each.__name__ for each in type(error).__mro__ if each.__name__ in NAMED]
        return (names[0] if names else f"{type(error).__name__}: {error}"), None


def before(step, expected, call, *arguments):
    """A step that was right: if it is not, this is another story."""
    status, result = answer(call, *arguments)
    if status != expected and (expected != "any refusal" or status == "success"):
        raise RuntimeError(f"step {step} went another way: {status}, not {expected}")
    return result


def where(block, size=None):
    seen = block_bytes.look(block, size or BLOCK_BYTES)
    return id(block) if seen is None or seen.address is None else seen.address


def apart(one, one_bytes, other, other_bytes):
    return one + one_bytes <= other or other + other_bytes <= one


def content(block, size=None):
    return block_bytes.look(block, size or BLOCK_BYTES).content


def same(step, block, expected):
    if where(block, 1) != where(expected, 1):
        raise RuntimeError(f"step {step} went another way: another block was handed out")
    return block


def words(size, *values):
    """So many bytes of words, in turn; the last may be a part of one."""
    return b"".join(value.to_bytes(8, "little") for value in values)[:size]


def with_bytes(block, place, written, size):
    memory = bytearray(content(block, size))
    memory[place : place + len(written)] = written
    return bytes(memory[:size])


def ends(call, *arguments):
    """Whether a process of its own ends by it, other than with 0; the answer, where it comes back."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, answer(call, *arguments)[0].encode() or b"?")
        os._exit(0)
    os.close(write)
    deadline = time.monotonic() + 5
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended or time.monotonic() > deadline:
            break
        time.sleep(0.01)
    if not ended:
        os.kill(child, 9)
        os.waitpid(child, 0)
        return False, "it hung"
    said = os.read(read, 400).decode()
    return status != 0 and not said, said or f"it ended with status {status}"
'''
