"""Writers of the pipeline's log are killed at any moment: no epoch that one of them reported may be missing.

A writer reports an epoch when ``end_epoch`` has returned for it. Every other one writes a few bytes at a time, slowly, as on a
disk under load, so that many die in the middle of a line.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, NoReturn

from poolproof.reference.pipeline import emit
from poolproof.reference.pipeline.check import check_log
from poolproof.spec.hot_part import ReceiptRecord

from .errors import LostError

_RECEIPTS: Final = 20
"""Of an epoch."""
_BYTES_AT_A_TIME: Final = 90
_PAUSE_S: Final = 0.0002
_EPOCHS_AT_MOST: Final = 6
_FIRST_EPOCH_OF: Final = 0.8
"""So many of the writers are killed after their first epoch at the earliest."""
_REPORTED, _OPENED = b".", b"o"


@dataclass(slots=True)
class Killed:
    """``after_first_epoch``: writers that had reported one at least; ``torn``: logs that ended in a part of a line;
    ``reported``: epochs of all writers."""

    writers: int = 0
    after_first_epoch: int = 0
    torn: int = 0
    reported: int = 0


def kill_writers(path: Path, count: int, seed: int, on_progress: Callable[[Killed], None] = lambda _killed: None) -> Killed:
    """Kill so many, one after the other, on one log. Raises LostError."""
    draw, killed = Random(seed), Killed()
    epochs = 0
    for number in range(count):
        wanted = draw.randint(1, _EPOCHS_AT_MOST) if draw.random() < _FIRST_EPOCH_OF else 0
        reported = _kill_one(path, wanted, draw.uniform(0, 0.003), is_slow=number % 2 == 1)
        found = check_log(path)
        if found.bad is not None:
            raise LostError(f"{path}: record {found.bad.record} after {number + 1} killed writers: {found.bad.problem}")
        # What was written and not reported, because the kill came in between, is one epoch at most.
        if not epochs + reported <= found.epochs <= epochs + reported + 1:
            raise LostError(f"{path}: {found.epochs} epochs, of {epochs} before and {reported} reported since")
        epochs = found.epochs
        killed.writers += 1
        killed.after_first_epoch += reported > 0
        killed.torn += found.torn_bytes > 0
        killed.reported += reported
        on_progress(killed)
    return killed


def _kill_one(path: Path, epochs: int, seconds: float, *, is_slow: bool) -> int:
    """Start a writer, and kill it when it has reported so many epochs, and some time later. How many it reported."""
    heard, told = os.pipe()
    writer = os.fork()
    if writer == 0:
        _write_for_ever(path, told, is_slow=is_slow)
    os.close(told)
    said = os.read(heard, 1)  # of one that can't open its log, nothing comes
    while said and said.count(_REPORTED) < epochs and (more := os.read(heard, 1)):
        said += more
    time.sleep(seconds)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    while more := os.read(heard, 1 << 16):
        said += more
    os.close(heard)
    if not said:
        raise LostError(f"{path}: what a killed writer left can't be opened again")
    return said.count(_REPORTED)


def _write_for_ever(path: Path, told: int, *, is_slow: bool) -> NoReturn:
    """In a process of its own, until it is killed."""
    write = os.write

    def write_slowly(file: int, data: bytes) -> int:
        time.sleep(_PAUSE_S)
        return write(file, data[:_BYTES_AT_A_TIME])

    if is_slow:
        emit.os.write = write_slowly  # type: ignore[attr-defined]
    try:
        with emit.Log(path, [], []) as log:
            write(told, _OPENED)
            epoch = 0
            while True:
                log.receipts(epoch, [ReceiptRecord(number, epoch, 0, 0, 8, 0, 8, 1, 0, 0) for number in range(_RECEIPTS)])
                log.end_epoch(epoch, 8)
                write(told, _REPORTED)
                epoch += 1
    finally:
        os._exit(1)
