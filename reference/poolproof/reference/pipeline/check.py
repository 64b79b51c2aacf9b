"""Whether a log is what its writers wrote: each record by its hash, and its place by the hash of the one before (PIPE-11)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from poolproof.reference.pipeline.records import FIRST_PREV_HASH, VERSION, Chained, is_record, is_torn, read_line
from poolproof.spec.files import refuse_unless_file
from poolproof.spec.pipeline_errors import LogError

_LINE_BYTES_AT_MOST: Final = 16 << 20
"""An opening record names all inputs and hooks: it has room for a hundred thousand. What is longer is no line of a log."""


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
    """Read a whole log, line by line. Raises LogError when it can't be read, or is of a version that is not known here."""
    try:
        refuse_unless_file(path)
        with path.open("rb") as lines:
            return check_lines(path, lines)
    except OSError as problem:
        raise LogError(str(path), f"can't be read: {problem.strerror}", "give a log that a run wrote") from None


def check_lines(path: Path, lines: BinaryIO) -> LogCheck:
    """The same, of an open file. Raises OSError and LogError."""
    counts = {"open": 0, "receipt": 0, "epoch": 0}
    records = sound_bytes = torn_bytes = 0
    last_hash: str | None = None
    bad: BadRecord | None = None
    while line := lines.readline(_LINE_BYTES_AT_MOST):
        if _is_cut(line, records):
            torn_bytes = len(line)
            break
        found = read_line(line)
        problem = _problem(line, found, records, last_hash or FIRST_PREV_HASH)
        if found is None or problem is not None:
            bad = BadRecord(records, problem or "")
            break
        _refuse_unknown_version(path, found)
        counts[found.kind] += 1
        records += 1
        sound_bytes += len(line)
        last_hash = found.hash
    return LogCheck(records, counts["receipt"], counts["epoch"], last_hash, sound_bytes, torn_bytes, bad)


def _is_cut(line: bytes, record: int) -> bool:
    """Whether it is what is left of a record whose writer died over it. A whole one with another line break is not."""
    if line.endswith(b"\n") or len(line) >= _LINE_BYTES_AT_MOST:
        return False
    return is_torn(line, record) and not _lost_its_line_break(line)


def _lost_its_line_break(line: bytes) -> bool:
    return read_line(line[:-1] + b"\n") is not None


def _refuse_unknown_version(path: Path, found: Chained) -> None:
    if found.kind == "open" and found.version != VERSION:
        raise LogError(
            f"{path}: record {found.record}",
            f"version {found.version} is unknown: this poolproof reads version {VERSION}",
            "use a newer poolproof, or give another file",
        )


def _problem(line: bytes, found: Chained | None, record: int, prev_hash: str) -> str | None:
    if not is_record(line):
        return "it is no record of a log"
    if found is None and not line.endswith(b"\n"):
        return "its line break was changed" if _lost_its_line_break(line) else "it is no record of a log"
    if found is None:
        return "its hash is not that of its text: it was changed"
    if record == 0 and found.kind != "open":
        return "a log begins with an opening record"
    if found.record != record:
        return f"it says that it is record {found.record}: one was left out, put in or moved"
    if found.prev_hash != prev_hash:
        return "its prev_hash is not the hash of the record before it: that was changed, or this one put in"
    return None
