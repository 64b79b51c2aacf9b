"""``poolproof verify`` in a process of its own, which can be ended, and which may die, without harm to the others."""

from __future__ import annotations

import json
import signal
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import Language
from poolproof.spec import Level
from poolproof.spec.contracts import load_contract

from ..faults import Canary, Entry
from .trial import Result, Trial, judged
from .zygote import ForkedJudge, Zygote

_GRACE_SECONDS: Final = 10.0
"""Who is interrupted tells what it knows; a subject that blocks signals makes that wait for the judge's own time limit."""
_POLL_SECONDS: Final = 0.1
_OF_SHARING: Final = "SHARE,ISR"
"""What a pool that threads share is in the catalogue for."""
_OF_HOT_PATH: Final = "HOT"
"""And what its operations cost where they meet, if that is promised."""
_VERDICT_EXITS: Final = (0, 1, 4)


def judge_in_process(
    zygote: Zygote,
    entry: Entry,
    library: Path,
    *,
    level: Level,
    seed: int,
    limit_seconds: float,
    stop: threading.Event,
    contract: str | None = None,
) -> Trial:
    """Return the trial of a library, by a judge that ``zygote`` forks. At the limit, or when ``stop`` is set, the judge is
    interrupted; what it found counts. Raises ZygoteError."""
    with tempfile.TemporaryDirectory(prefix="poolproof-faults-") as folder:
        report, complaints = Path(folder) / "report.json", Path(folder) / "complaints.txt"
        words = verify_words(library, report, level=_level_for(entry, level), seed=seed, contract=contract)
        if entry.contract is not None:
            is_hot = load_contract(str(entry.contract)).hot is not None
            given = ["--programs", entry.programs] if entry.programs is not None else []
            words = [*words, *given, "-k", f"{_OF_SHARING},{_OF_HOT_PATH}" if is_hot else _OF_SHARING]
        judge = zygote.fork(words, complaints)
        started = time.monotonic()
        try:
            ended_early = _wait(judge, started + limit_seconds, stop)
        finally:
            judge.kill()
        seconds = time.monotonic() - started
        assert judge.status is not None
        trial = _trial(entry, report, complaints, judge.status, seconds)
    if not ended_early or trial.failed:
        return trial
    if stop.is_set():
        return Trial(entry, Result.NOT_RUN, seconds=seconds, why="interrupted")
    return Trial(entry, Result.OUT_OF_TIME, seconds=seconds, why=f"nothing was found within {limit_seconds:g} s")


def _level_for(entry: Entry, asked: Level) -> Level:
    """A canary that conforms up to some level is no false alarm above it. Those in Python are made of the reference, whose hot
    path allocates."""
    if entry.language is Language.PYTHON:
        return min(asked, Level.HARDENED, key=[*Level].index)
    levels = [*Level]
    most = entry.level if isinstance(entry, Canary) and entry.level is not None else asked
    return min(asked, most, key=levels.index)


def verify_words(library: Path, report: Path, *, level: Level, seed: int, contract: str | None = None) -> Sequence[str]:
    """The words of the command that judges a library, and writes the report. ``contract``: a name or a path."""
    by = () if contract is None else ("--contract", contract)
    chosen = (*by, "--level", level.value, "--seed", str(seed), "--json", str(report), "--quiet")
    subject = f"{library}:Pool" if library.suffix == ".py" else str(library)
    return ["verify", subject, *chosen, "--no-history"]  # nobody's pools: what becomes of them is no history of the user's


def _wait(judge: ForkedJudge, deadline: float, stop: threading.Event) -> bool:
    """Wait for the end; True: it had to be interrupted."""
    while not stop.is_set() and time.monotonic() < deadline:
        if judge.wait(_POLL_SECONDS):
            return False
    if judge.wait(0):
        return False
    judge.interrupt()
    judge.wait(_GRACE_SECONDS)  # the caller kills what is left
    return True


def _trial(entry: Entry, report: Path, complaints: Path, status: int, seconds: float) -> Trial:
    if status not in _VERDICT_EXITS or not report.exists():
        said = complaints.read_text(encoding="utf-8", errors="replace").strip()
        why = f"the judge ended with {_ending(status)}: {said.splitlines()[-1] if said else 'it said nothing'}"
        return Trial(entry, Result.BROKEN, seconds=seconds, why=why)
    return judged(entry, json.loads(report.read_text(encoding="utf-8"))["requirements"], seconds)


def _ending(status: int) -> str:
    return f"status {status}" if status >= 0 else signal.Signals(-status).name
