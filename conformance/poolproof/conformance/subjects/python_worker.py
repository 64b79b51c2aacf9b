"""The worker for Python classes: the same conversation over the same mapping as the worker in C.

python -m poolproof.conformance.subjects.python_worker MODULE:CLASS SHARED_FD COMMAND_FD ANSWER_FD ALLOWANCE_BYTES NAME...

NAME: the exceptions that the contract names, in order.
"""

from __future__ import annotations

import gc
import mmap
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from poolproof.spec.vocabulary import PROTOCOL_VERSION, TOKEN_BYTES, Counting, Exit, Phase, Probe, Terms
from poolproof.spec.wire import OBSERVATION, OPERATION, SHARED_BYTES

from ..operations import Kind
from .holder import Holder
from .holder_of_blocks import HolderOfBlocks
from .holder_of_buffers import HolderOfBuffers
from .promised_members import takes_count
from .protocol import Shared
from .python_allocations import PythonAllocations, UncountableError
from .python_class import NoPoolClassError, load_class
from .python_surroundings import Descriptors, Surroundings
from .resolve import python_allocations_path

_NUMBERS_END: Final = 5
_BLOCKS: Final = 2
"""The binding of blocks."""
_TICK_S: Final = 0.1
_HANG_TICKS: Final = 20
_HANG_TICKS_CREATE: Final = 100
_ALLOWANCE_AT_LEAST_BYTES: Final = 1 << 28


def main(arguments: list[str]) -> int:
    given, names = arguments[0], arguments[_NUMBERS_END:]
    memory, command, answer, allowance = map(int, arguments[1:_NUMBERS_END])
    token = os.read(command, TOKEN_BYTES)
    shared = Shared(mmap.mmap(memory, SHARED_BYTES))
    os.close(memory)
    for field, value in (
        ("version", PROTOCOL_VERSION),
        ("operation_bytes", OPERATION.size),
        ("observation_bytes", OBSERVATION.size),
        ("abi_version", 1),
        ("process_id", os.getpid()),
    ):
        shared.put(field, value)
    counter = _counter()
    shared.put("counts_allocations", Counting.NONE if counter is None else Counting.OF_PYTHON)
    _watch(shared, counter)
    _limit(allowance)
    try:
        shared.put("phase", Phase.LOADING)
        descriptors = Descriptors()
        pool_class = load_class(given, shared.terms)
    except NoPoolClassError as refusal:
        shared.put_text(str(refusal))
        shared.put("phase", Phase.REFUSED)
        os.write(answer, token)
        return Exit.REFUSED
    surroundings = Surroundings(descriptors)
    shared.put("available_probes", Probe.SURROUNDINGS)
    shared.put_name(f"{pool_class.__module__}:{pool_class.__qualname__}")

    def on_phase(inside: bool) -> None:
        shared.put("phase", Phase.SUBJECT if inside else Phase.HOLDER)

    holder = _holder(shared.terms, names, pool_class, on_phase, counter, surroundings)
    shared.put("has_create", holder.makes_many)
    shared.put("phase", Phase.READY)
    gc.collect()
    gc.freeze()  # a destroy is followed by a collection, which need not look through what was loaded
    os.write(answer, token)
    return _serve(shared, holder, command, answer)


def _holder(
    terms: Terms,
    names: Sequence[str],
    pool_class: Callable[..., Any],
    on_phase: Callable[[bool], None],
    counter: PythonAllocations | None,
    surroundings: Surroundings,
) -> Holder:
    if terms.binding != _BLOCKS:
        return HolderOfBuffers(pool_class, on_phase, counter, surroundings)
    return HolderOfBlocks(
        *(pool_class, on_phase, counter, surroundings),
        terms=terms,
        names=names,
        takes_count=takes_count(pool_class),
    )


def _counter() -> PythonAllocations | None:
    try:
        return PythonAllocations(python_allocations_path())
    except UncountableError:
        return None


def _serve(shared: Shared, holder: Holder, command: int, answer: int) -> int:
    while token := os.read(command, TOKEN_BYTES):
        shared.put_text("")
        holder.is_suspect |= bool(shared.get("is_suspect"))
        if shared.get("new_session"):
            holder.forget()
        for place in range(shared.get("count")):
            shared.put("begun", place + 1)
            watches = bool(shared.get("wanted_probes") & Probe.SURROUNDINGS)
            observation = holder.run(shared.operation(place), watches=watches, looks_at_all=bool(shared.get("looks_at_all")))
            shared.put_observation(place, observation)
            if holder.raised and observation.is_explained and not shared.text:
                shared.put_text(holder.raised)
        shared.put("phase", Phase.READY)
        _answer(answer, token)
    return 0


def _answer(answer: int, token: bytes) -> None:
    try:
        os.write(answer, token)
    except OSError:  # the descriptor was ours alone: the subject closed it
        os._exit(Exit.CHANNEL)


def _watch(shared: Shared, counter: PythonAllocations | None) -> None:
    """End the process when one operation uses too much processor time."""
    last, ticks = 0, 0

    def tick(_signal: int, _frame: object) -> None:
        nonlocal last, ticks
        if counter is not None:
            counter.spoil()
        begun = shared.get("begun")
        if shared.get("phase") == Phase.READY or begun != last:
            last, ticks = begun, 0
            return
        ticks += 1
        loading = shared.get("phase") == Phase.LOADING
        creating = begun > 0 and shared.operation(begun - 1).kind == Kind.CREATE
        if ticks >= (_HANG_TICKS_CREATE if loading or creating else _HANG_TICKS):
            os._exit(Exit.HANG)

    signal.signal(signal.SIGPROF, tick)
    signal.setitimer(signal.ITIMER_PROF, _TICK_S, _TICK_S)


def _limit(allowance_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        own_bytes = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:  # there is no /proc: a subject that runs away has the machine's memory, and no more
        return
    limit, (soft, hard) = own_bytes + allowance_bytes, resource.getrlimit(resource.RLIMIT_AS)
    allowed = min((each for each in (soft, hard) if each != resource.RLIM_INFINITY), default=limit)
    if allowed < own_bytes + _ALLOWANCE_AT_LEAST_BYTES:
        needed = own_bytes + _ALLOWANCE_AT_LEAST_BYTES
        print(f"it needs {needed} bytes of address space, and the limit is {allowed} (raise it: ulimit -v)", file=sys.stderr)
        sys.stderr.flush()
        os._exit(Exit.MACHINE)
    limit = min(limit, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
