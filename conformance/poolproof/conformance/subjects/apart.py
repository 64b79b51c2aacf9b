"""A step of a Python class in a process of its own: one that is promised to end the process it runs in.

The worker forks at that point. What comes of the step is told over a pipe; the pool of the worker itself stays as it was.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from poolproof.spec.vocabulary import Ending
from poolproof.spec.wire import OBSERVATION

from ..observations import Observation

_LIMIT_S: Final = 1.0
_POLL_S: Final = 0.005
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
    child = os.fork()
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


def run_apart(step: Step, last_look: Look) -> Apart:
    """Run the step in a fork. ``last_look``: at what is lent, as it is when the process ends."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _run_child(step, last_look, write)
    os.close(write)
    told, ending, number = _listen(child, read)
    mark, packed, text = told[:1], told[1 : 1 + OBSERVATION.size], told[1 + OBSERVATION.size :]
    seen = Observation._make(OBSERVATION.unpack(packed)) if len(packed) == OBSERVATION.size else None
    if mark == _CAME_BACK and seen is not None:
        return Apart(Ending.CAME_BACK, 0, seen, text.decode("utf-8", "replace"))
    return Apart(ending, number, seen)


def _run_child(step: Step, last_look: Look, pipe: int) -> None:
    leave = os._exit

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


def _listen(child: int, pipe: int) -> tuple[bytes, Ending, int]:
    """What a child tells, and how it ends. It is ended where that takes too long."""
    deadline = time.monotonic() + _LIMIT_S
    told = _read_all(pipe, deadline)
    os.close(pipe)
    return told, *_wait(child, deadline)


def _read_all(pipe: int, deadline: float) -> bytes:
    """What is written there until its other end is closed, or time is up."""
    told = b""
    while select.select([pipe], [], [], max(deadline - time.monotonic(), 0))[0]:
        part = os.read(pipe, 1 << 12)
        if not part:
            break
        told += part
    return told


def _wait(child: int, deadline: float) -> tuple[Ending, int]:
    while (ended := os.waitpid(child, os.WNOHANG))[0] == 0:
        if time.monotonic() >= deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return Ending.HANG, 0
        time.sleep(_POLL_S)
    code = os.waitstatus_to_exitcode(ended[1])
    if code < 0:
        return Ending.SIGNAL, -code
    return (Ending.STATUS, code) if code else (Ending.ZERO, 0)
