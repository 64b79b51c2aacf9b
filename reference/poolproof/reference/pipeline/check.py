"""Whether a log is what its writers wrote: each record by its hash, and its place by the hash of the one before (PIPE-11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from poolproof.reference.pipeline.records import FIRST_PREV_HASH, Chained, read_line
from poolproof.spec.files import refuse_unless_file
from poolproof.spec.pipeline_errors import LogError


@dataclass(frozen=True, slots=True)
class BadRecord:
    record: int
    """The number that it should have: its line, counted from 0."""
    problem: str


@dataclass(frozen=True, slots=True)
class LogCheck:
    """How far the log is sound, and what is wrong with it then."""

    records: int
    receipts: int
    epochs: int
    last_hash: str | None
    sound_bytes: int
    torn_bytes: int
    """Of a last line without a line break: its writer died over it."""
    bad: BadRecord | None
    """The first record that was changed, left out or put in."""


def check_log(path: Path) -> LogCheck:
    """Read a whole log, line by line. Raises LogError when it can't be read."""
    try:
        refuse_unless_file(path)
        with path.open("rb") as lines:
            return _check(lines)
    except OSError as problem:
        raise LogError(str(path), f"can't be read: {problem.strerror}", "give a log that a run wrote") from None


def _check(lines: Iterable[bytes]) -> LogCheck:
    counts = {"open": 0, "receipt": 0, "epoch": 0}
    records = sound_bytes = torn_bytes = 0
    last_hash: str | None = None
    bad: BadRecord | None = None
    for line in lines:
        if not line.endswith(b"\n"):
            torn_bytes = len(line)
            break
        found = read_line(line)
        problem = _problem(found, records, last_hash or FIRST_PREV_HASH)
        if found is None or problem is not None:
            bad = BadRecord(records, problem or "")
            break
        counts[found.kind] += 1
        records += 1
        sound_bytes += len(line)
        last_hash = found.hash
    return LogCheck(records, counts["receipt"], counts["epoch"], last_hash, sound_bytes, torn_bytes, bad)


def _problem(found: Chained | None, record: int, prev_hash: str) -> str | None:
    if found is None:
        return "its hash is not that of its text: it was changed"
    if found.record != record:
        return f"it says that it is record {found.record}: one was left out, put in or moved"
    if found.prev_hash != prev_hash:
        return "its prev_hash is not the hash of the record before it: that was changed, or this one put in"
    return None
