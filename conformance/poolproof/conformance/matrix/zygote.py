"""A process that has loaded the judge and becomes one at each request: what a start costs is paid once for many entries.

A request is a line of JSON on its standard input: the words of a command line of ``poolproof``, and a file for what the judge
says on its standard error. The answer is two lines on its standard output: ``judge`` and its process id and, in its time,
``ended`` and the status with which it did. One judge at a time: who wants more starts more zygotes.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType


class ZygoteError(Exception):
    """The process from which judges are forked is gone."""


class Zygote:
    """One such process. It loads the judge while its owner goes on."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,  # a Ctrl-C at the terminal is for the harness to pass on
        )

    def fork(self, words: Sequence[str], complaints: Path) -> ForkedJudge:
        """Start a judge. The one before it must have ended. Raises ZygoteError."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        answers = self._process.stdout.fileno()
        try:
            self._process.stdin.write(json.dumps([[*words], str(complaints)]).encode() + b"\n")
        except BrokenPipeError as error:
            raise ZygoteError("the process that starts judges is gone") from error
        return ForkedJudge(_read_answer(answers, "judge"), answers)

    def close(self) -> None:
        """End the process, and its judge, if that runs still. Idempotent."""
        self._process.communicate()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class ForkedJudge:
    """A judge at work, in a session of its own. ``status``: once it has ended, its exit status, or the negative number of the
    signal that ended it."""

    def __init__(self, process_id: int, answers: int) -> None:
        self.process_id = process_id
        self._answers = answers
        self.status: int | None = None

    def wait(self, seconds: float) -> bool:
        """Wait for its end, but no longer than this. Whether it has ended. Raises ZygoteError."""
        if self.status is None and select.select([self._answers], [], [], seconds)[0]:
            self.status = _read_answer(self._answers, "ended")
        return self.status is not None

    def interrupt(self) -> None:
        """As Ctrl-C does. Raises ZygoteError."""
        if not self.wait(0):
            with contextlib.suppress(ProcessLookupError):  # it ended this moment
                os.kill(self.process_id, signal.SIGINT)

    def kill(self) -> None:
        """End it and what it started, unless it has ended by itself. Raises ZygoteError."""
        if self.wait(0):
            return
        with contextlib.suppress(ProcessLookupError):  # it ended this moment
            os.killpg(self.process_id, signal.SIGKILL)
        self.status = _read_answer(self._answers, "ended")


class Zygotes:
    """As many as are used at one time. Any thread may borrow one."""

    def __init__(self) -> None:
        self._idle: list[Zygote] = []

    @contextmanager
    def borrow(self) -> Iterator[Zygote]:
        """One that nobody else uses meanwhile. One that failed its borrower is not lent again."""
        zygote = self._idle.pop() if self._idle else Zygote()
        try:
            yield zygote
        except BaseException:
            zygote.close()
            raise
        self._idle.append(zygote)

    def close(self) -> None:
        """End those that were given back. Idempotent."""
        while self._idle:
            self._idle.pop().close()


def _read_answer(answers: int, what: str) -> int:
    """Byte by byte: what was read ahead of its time, select would not see."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(answers, 1)
        if not byte:
            raise ZygoteError("the process that starts judges ended before its judge did")
        line += byte
    word, number = line.decode().split()
    if word != what:
        raise ZygoteError(f"the judge ended with status {number} before it began")
    return int(number)
