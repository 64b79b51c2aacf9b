"""A step of a Python class in a process of its own: one that is promised to end the process it runs in.

The worker forks at that point. What comes of the step is told over a pipe; the pool of the worker itself stays as it was.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from poolproof.spec.vocabulary import Ending, Exit
from poolproof.spec.wire import OBSERVATION

from ..observations import Observation

_LIMIT_S: Final = 1.0
_LIMIT_OF_SUSPECTS_S: Final = 0.2
"""Where one has hung before."""
_POLL_S: Final = 0.01
_TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")
_CAME_BACK: Final = b"C"
_ENDS: Final = b"E"
_TEXT_BYTES: Final = 400
_FAILED: Final = 1
_NUMBER_BYTES: Final = 8

Step: TypeAlias = Callable[[], tuple[Observation, str]]
Look: TypeAlias = Callable[[], Observation]


@dataclass(frozen=True, slots=True)
class Apart:
    """What came of it. ``observation``: of the step where it came back, else of the last look at what is lent, if there was
    one; ``number``: of the signal, or the exit status; ``raised``: as a holder says it."""

    ending: Ending
    number: int
    observation: Observation | None
    raised: str = ""


def value_apart(work: Callable[[], int]) -> int | None:
    """A number below 2**63 that work in a fork comes to; None: it came to none."""
    read, write = os.pipe()
    child = _fork()
    if child == 0:
        status = _FAILED
        with contextlib.suppress(BaseException):
            os.close(read)
            os.write(write, work().to_bytes(_NUMBER_BYTES, "little"))
            status = 0
        os._exit(status)
    os.close(write)
    told, ending, _ = _listen(child, read)
    return int.from_bytes(told, "little") if ending == Ending.ZERO and len(told) == _NUMBER_BYTES else None


def run_apart(step: Step, last_look: Look, *, is_suspect: bool = False) -> Apart:
    """Run the step in a fork. ``last_look``: at what is lent, as it is when the process ends; ``is_suspect``: give it less
    time."""
    read, write = os.pipe()
    child = _fork()
    if child == 0:
        os.close(read)
        _run_child(step, last_look, write)
    os.close(write)
    told, ending, number = _listen(child, read, is_suspect=is_suspect)
    mark, packed, text = told[:1], told[1 : 1 + OBSERVATION.size], told[1 + OBSERVATION.size :]
    seen = Observation._make(OBSERVATION.unpack(packed)) if len(packed) == OBSERVATION.size else None
    if mark == _CAME_BACK and seen is not None:
        return Apart(Ending.CAME_BACK, 0, seen, text.decode("utf-8", "replace"))
    return Apart(ending, number, seen)


def _fork() -> int:
    try:
        return os.fork()
    except OSError as error:
        print(f"it can't start a process: {error.strerror} (raise the limit: ulimit -u)", file=sys.stderr, flush=True)
        os._exit(Exit.MACHINE)


def _run_child(step: Step, last_look: Look, pipe: int) -> None:
    leave = os._exit
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # what it says on its way out is no noise for the user
        os.dup2(nowhere, stream)

    def tell(mark: bytes, seen: Observation, text: str = "") -> None:
        os.write(pipe, mark + OBSERVATION.pack(*seen) + text.encode("utf-8", "replace")[:_TEXT_BYTES])

    def looked_first(end: Callable[..., Any]) -> Callable[..., Any]:
        def ends(*arguments: Any) -> None:
            tell(_ENDS, last_look())
            end(*arguments)

        return ends

    vars(os).update(abort=looked_first(os.abort), _exit=looked_first(os._exit))
    status = 0
    try:
        tell(_CAME_BACK, *step())
    except SystemExit as asked:
        tell(_ENDS, last_look())
        status = asked.code if isinstance(asked.code, int) else _FAILED * bool(asked.code)
    except BaseException:
        status = _FAILED
    leave(status & 0xFF)


def _listen(child: int, pipe: int, *, is_suspect: bool = False) -> tuple[bytes, Ending, int]:
    """What a child tells, and how it ends. It is ended where it computes, or sleeps, for too long."""
    watch, told, end = _Watch(child, is_suspect=is_suspect), b"", _descriptor(child)
    sources = [pipe] if end is None else [pipe, end]
    while True:
        if pipe in select.select(sources, [], [], _POLL_S)[0]:
            part = os.read(pipe, 1 << 12)
            told += part
            if not part:
                sources.remove(pipe)
            continue
        ended = os.waitpid(child, os.WNOHANG)
        if ended[0] or watch.hangs():
            break
    hangs = ended[0] == 0
    if hangs:
        _kill(child, end)
        os.waitpid(child, 0)
    for each in (pipe, end):
        if each is not None:
            os.close(each)
    return told, *((Ending.HANG, 0) if hangs else _ending_of(os.waitstatus_to_exitcode(ended[1])))


def _ending_of(code: int) -> tuple[Ending, int]:
    if code < 0:
        return Ending.SIGNAL, -code
    return (Ending.STATUS, code) if code else (Ending.ZERO, 0)


def _descriptor(child: int) -> int | None:
    """Of the process, which is readable once that has ended; None: the kernel gives none."""
    try:
        return os.pidfd_open(child)
    except OSError:
        return None


def _kill(child: int, descriptor: int | None) -> None:
    """By its descriptor: a number lower than the worker's own it may not signal, see ``fence.c``."""
    if descriptor is None:
        os.kill(child, signal.SIGKILL)
    else:
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)


class _Watch:
    """Whether a child hangs, by what it computes: on a busy machine it may wait for long."""

    def __init__(self, child: int, *, is_suspect: bool) -> None:
        self._child = child
        self._limit_s = _LIMIT_OF_SUSPECTS_S if is_suspect else _LIMIT_S
        self._used = 0
        self._quiet_since = time.monotonic()

    def hangs(self) -> bool:
        now, used = time.monotonic(), self._used
        state, self._used = self._state()
        if state == "R" or self._used != used:
            self._quiet_since = now
        return self._used / _TICKS_A_SECOND > self._limit_s or now - self._quiet_since > self._limit_s

    def _state(self) -> tuple[str, int]:
        """Its state, and what it has computed, in ticks; nothing where there is no /proc."""
        try:
            with open(f"/proc/{self._child}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123 - see memory_in_use
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return "", 0
        return fields[0], int(fields[11]) + int(fields[12])
