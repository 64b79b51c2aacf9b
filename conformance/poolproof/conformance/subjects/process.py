"""The process in which a subject runs, under its keeper: started, looked at, and ended with all that it started.

The keeper (``keep.h``) is this process's child and the worker's parent. It ends as the worker does, so its exit status is the
worker's; where a subject ended or stopped the keeper itself, that is seen here too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from .machine import machine_error
from .resolve import Subject

_TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")
_STDERR_TAIL_BYTES: Final = 16_000
_CLOCK_OF_PROCESS: Final = 2
"""CPUCLOCK_SCHED: with a process id, the number of the clock of what that process computes."""


class SubjectProcess:
    """A running worker. ``passed``: descriptors that it is given; they are closed here.

    Raises MachineError where no process can be started."""

    def __init__(self, subject: Subject, passed: Sequence[int]) -> None:
        self.process_id = 0
        """Of the worker, once it is known: it is no child of this process."""
        self._stderr = -1
        try:
            self._stderr = os.memfd_create("poolproof-stderr", os.MFD_CLOEXEC)
            self._keeper = subprocess.Popen(
                subject.worker_command(*passed),
                stdin=subprocess.DEVNULL,
                stdout=self._stderr,
                stderr=self._stderr,
                pass_fds=passed,
                env=subject.worker_environment(),
                start_new_session=True,  # Ctrl-C reaches the harness alone
            )
        except OSError as error:
            self._close_stderr()
            raise machine_error(error, "no process can be started for the subject") from error
        finally:
            for each in passed:
                os.close(each)

    @property
    def keeper_id(self) -> int:
        return self._keeper.pid

    @property
    def returncode(self) -> int | None:
        """None until it is ended; negative: a signal's number."""
        return self._keeper.returncode

    def is_dead(self) -> bool:
        # Not reaped yet: as long as the corpse is there, its number can't be another's.
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return self._keeper.returncode is not None or os.waitid(os.P_PID, self._keeper.pid, options) is not None

    def keeper_is_stopped(self) -> bool:
        """Which only the subject can have done."""
        if self._keeper.returncode is not None:
            return False
        return os.waitid(os.P_PID, self._keeper.pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None

    def processor_time_s(self) -> float:
        fields = self._state()
        if fields:
            return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND
        with contextlib.suppress(OSError, OverflowError):  # it is gone, or a subject made its number up
            return time.clock_gettime((~self.process_id << 3) | _CLOCK_OF_PROCESS)
        return 0.0

    def waits_for_processor(self) -> bool:
        """Which is no sleep."""
        return self._state()[:1] == ["R"]

    def end(self) -> None:
        """End the worker and whatever it started. Idempotent."""
        if self._keeper.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._keeper.pid, signal.SIGTERM)
                os.kill(self._keeper.pid, signal.SIGCONT)  # a subject may have stopped it
            self._keeper.wait()

    def close(self) -> None:
        self.end()
        self._close_stderr()

    def stderr_tail(self) -> str:
        size = os.lseek(self._stderr, 0, os.SEEK_END)
        start = max(0, size - _STDERR_TAIL_BYTES)
        return os.pread(self._stderr, size - start, start).decode("utf-8", "replace").strip()

    def stderr_part(self, start: int, size: int) -> str:
        """What was written there first from a place on, in bytes."""
        return os.pread(self._stderr, min(size, _STDERR_TAIL_BYTES), start).decode("utf-8", "replace").strip()

    def _state(self) -> list[str]:
        """The fields of /proc/PID/stat from the state on; none when the process is gone, or where there is no /proc."""
        try:
            text = Path(f"/proc/{self.process_id}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return []
        return text.rpartition(")")[2].split()

    def _close_stderr(self) -> None:
        with contextlib.suppress(OSError):  # closed before
            os.close(self._stderr)
        self._stderr = -1
