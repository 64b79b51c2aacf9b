"""Asks the process that probes a subject, and knows how each probe ended."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final

from ..subjects import Subject, SubjectError
from ..subjects.machine import machine_error
from ..subjects.resolve import ALLOWANCE_BYTES
from .speakers import Asked

_LIMIT_S: Final = 2
_START_LIMIT_S: Final = 30.0
_ENDS_ON_PURPOSE: Final = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL, signal.SIGTERM})
"""What programs end themselves by. By any other signal a process was ended that went astray."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a probe told before its end, as tuples of a word and what belongs to it, and how it ended."""

    told: list[list[Any]] = field(default_factory=list)
    hung: bool = False
    signal: int = 0
    status: int = 0

    @property
    def came_back(self) -> bool:
        return not (self.hung or self.signal or self.status)

    @property
    def aborted(self) -> bool:
        """Whether the process was ended, and on purpose."""
        return (self.signal in _ENDS_ON_PURPOSE or self.status not in (0, 77)) and not self.hung

    @property
    def ending(self) -> str:
        """A clause, of the process."""
        if self.hung:
            return "hung"
        if self.signal:
            return f"was ended by {signal.Signals(self.signal).name}"
        if self.last("raised") is not None:  # blocks were not there that the probe relied on
            return "did not come to its end"
        return f"ended with status {self.status}" if self.status else "came back"

    def of(self, word: str) -> list[list[Any]]:
        """What was told with this word, without it."""
        return [each[1:] for each in self.told if each[0] == word]

    def last(self, word: str) -> list[Any] | None:
        found = self.of(word)
        return found[-1] if found else None


class Prober:
    """The process. Raises SubjectError when the subject can't be loaded in it."""

    def __init__(self, subject: Subject, kind: str) -> None:
        self._given = subject.given
        given = str(subject.path) if subject.path is not None else str(subject.python)
        asked, self._ask = os.pipe2(os.O_CLOEXEC)
        self._answers, answer = os.pipe2(os.O_CLOEXEC)
        command = [sys.executable, "-m", "poolproof.conformance.inference.prober", kind, given, str(asked), str(answer)]
        # Shadow memory knows no limit of address space.
        command += [str(0 if subject.worker_environment() is not None else 3 * ALLOWANCE_BYTES)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(asked, answer),
                env=subject.worker_environment(),
                start_new_session=True,  # Ctrl-C reaches the harness alone
            )
        except OSError as error:
            raise machine_error(error, "no process can be started for the subject") from error
        finally:
            os.close(asked)
            os.close(answer)
        self._buffer = b""
        first = self._answer(_START_LIMIT_S)
        if "problem" in first:
            self.close()
            raise SubjectError(self._given, *subject.explain_refusal(first["problem"]))
        self.can = frozenset(first["can"])
        """The operations that the subject has, by the names of blockpool.h without their prefix."""
        self.makes_pools: bool = first["makes_pools"]

    def probe(self, name: str, asked: Asked, *, limit_s: int = _LIMIT_S, **more: object) -> Outcome:
        """Run one probe in a process of its own. It is given so much processor time."""
        order = {"probe": name, "asked": {**dataclasses.asdict(asked), **more}, "limit_s": limit_s}
        os.write(self._ask, json.dumps(order).encode() + b"\n")
        return Outcome(**self._answer(None))

    def _answer(self, limit_s: float | None) -> dict[str, Any]:
        deadline = None if limit_s is None else time.monotonic() + limit_s
        while b"\n" not in self._buffer:
            left = None if deadline is None else deadline - time.monotonic()
            part = b""
            if left is None or (left > 0 and select.select([self._answers], [], [], left)[0]):
                part = os.read(self._answers, 1 << 16)
            if not part:
                raise SubjectError(self._given, *self._why_gone())
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\n")
        try:
            document: dict[str, Any] = json.loads(line)
        except (ValueError, RecursionError) as error:
            self.close()
            remedy = "see which file descriptors it writes to"
            raise SubjectError(self._given, "told, in its process, what makes no sense", remedy) from error
        return document

    def _why_gone(self) -> tuple[str, str]:
        self.close()
        return "its process ended, or hung, while it was loaded", "load it by hand to see why"

    def close(self) -> None:
        """End the process and whatever it started. Idempotent."""
        for descriptor in (self._ask, self._answers):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        self._ask = self._answers = -1
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._process.returncode is None:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def __enter__(self) -> Prober:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
