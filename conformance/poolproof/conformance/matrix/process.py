"""``poolproof verify`` in a process of its own, which can be ended, and which may die, without harm to the others."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from poolproof.spec import Level

from ..faults import Entry
from .trial import Result, Trial, judged

_GRACE_SECONDS: Final = 10.0
"""Who is interrupted tells what it knows; a subject that blocks signals makes that wait for the judge's own time limit."""
_POLL_SECONDS: Final = 0.1
_VERDICT_EXITS: Final = (0, 1, 4)


def judge_in_process(
    entry: Entry, library: Path, *, level: Level, seed: int, limit_seconds: float, stop: threading.Event
) -> Trial:
    """Return the trial of a library. At the limit, or when ``stop`` is set, the judge is interrupted; what it found counts."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="poolproof-faults-") as folder:
        report, complaints = Path(folder) / "report.json", Path(folder) / "complaints.txt"
        with complaints.open("wb") as errors:
            process = subprocess.Popen(
                verify_command(library, report, level=level, seed=seed),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,  # a Ctrl-C at the terminal is for us to pass on, and its children end with it
            )
            try:
                ended_early = _wait(process, started + limit_seconds, stop)
            finally:
                _kill(process)
        seconds = time.monotonic() - started
        trial = _trial(entry, report, complaints, process.returncode, seconds)
    if not ended_early or trial.failed:
        return trial
    if stop.is_set():
        return Trial(entry, Result.NOT_RUN, seconds=seconds, why="interrupted")
    return Trial(entry, Result.OUT_OF_TIME, seconds=seconds, why=f"nothing was found within {limit_seconds:g} s")


def verify_command(library: Path, report: Path, *, level: Level, seed: int) -> Sequence[str]:
    """The words of the command that judges a library, and writes the report."""
    return [
        *(sys.executable, "-m", "poolproof.conformance", "verify", str(library)),
        *("--level", level.value),
        *("--seed", str(seed)),
        *("--json", str(report)),
    ]


def _wait(process: subprocess.Popen[bytes], deadline: float, stop: threading.Event) -> bool:
    """Wait for the end; True: it had to be interrupted."""
    while not stop.is_set() and time.monotonic() < deadline:
        try:
            process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return False
    if process.poll() is not None:
        return False
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):  # the caller kills what is left
        process.wait(_GRACE_SECONDS)
    return True


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _trial(entry: Entry, report: Path, complaints: Path, status: int, seconds: float) -> Trial:
    if status not in _VERDICT_EXITS or not report.exists():
        said = complaints.read_text(encoding="utf-8", errors="replace").strip()
        why = f"the judge ended with {_ending(status)}: {said.splitlines()[-1] if said else 'it said nothing'}"
        return Trial(entry, Result.BROKEN, seconds=seconds, why=why)
    return judged(entry, json.loads(report.read_text(encoding="utf-8"))["requirements"], seconds)


def _ending(status: int) -> str:
    return f"status {status}" if status >= 0 else signal.Signals(-status).name
