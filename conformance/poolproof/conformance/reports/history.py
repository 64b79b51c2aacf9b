"""Runs from day to day, in one SQLite file: verdicts and ticks over time.

It is a convenience. Whatever is wrong with the file is a :class:`HistoryError`, which costs who records a warning and no run.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import cache_folder

from ..names import counted
from ..subjects.resolve import BUILTINS
from .document import Document, requirements

_APPLICATION: Final = 0x706F6F6C
"""Written into the file's head: another program's database is left alone."""
_VERSION: Final = 2
_OF_PROFILES: Final = 1
"""The layout of before contracts: the same, but for the name of one column."""
_BUSY_TIMEOUT_S: Final = 1.0
"""Another run holds the file for some milliseconds: who holds it longer is stuck, and not worth the wait."""
_TABLES: Final = (
    """CREATE TABLE run (
        id INTEGER PRIMARY KEY, began TEXT NOT NULL, command TEXT NOT NULL, poolproof TEXT NOT NULL,
        place TEXT NOT NULL, given TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT, contract TEXT NOT NULL,
        level TEXT, verdict TEXT, conforms_at TEXT, failed TEXT NOT NULL, unknown TEXT NOT NULL,
        operations INTEGER NOT NULL, seconds REAL NOT NULL)""",
    """CREATE TABLE tick (
        run INTEGER NOT NULL REFERENCES run, workload TEXT NOT NULL, how TEXT NOT NULL,
        value REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL)""",
    "CREATE INDEX run_by_place ON run (place, began)",
    "CREATE INDEX tick_by_run ON tick (run)",
)
_RUN_COLUMNS: Final = (
    "began, command, poolproof, place, given, name, sha256, contract, "
    "level, verdict, conforms_at, failed, unknown, operations, seconds"
)


class HistoryError(Exception):
    """The history can't be read or written; the text names the file and says why."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What one operation took, in core cycles, with the interval that holds it in 95 of 100 cases."""

    workload: str
    how: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One run. ``place``: what tells its subject from others; ``level``, ``verdict`` and ``conforms_at`` are of ``verify``."""

    began: str
    """UTC, as ISO 8601."""
    command: str
    poolproof: str
    place: str
    given: str
    name: str
    sha256: str | None
    contract: str
    level: str | None
    verdict: str | None
    conforms_at: str | None
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    operations: int
    seconds: float
    ticks: tuple[Tick, ...]


def default_file() -> Path:
    """In the user's cache. Raises HistoryError where there is none."""
    try:
        return cache_folder("history") / "runs.sqlite"
    except RuntimeError as error:
        raise HistoryError(f"there is no place for the history: {error}") from error


def place_of(given: str) -> str:
    """What tells a subject from others: builtin ones and modules by name, files by where they lie."""
    if given in BUILTINS:
        return given
    if not Path(given).exists() and ":" in given:
        file, _, name = given.rpartition(":")
        return f"{Path(file).resolve()}:{name}" if file.endswith(".py") else given
    return str(Path(given).resolve())


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def entry_of(document: Document, began: str) -> Entry:
    """What is kept of a report."""
    subject, ticks = document["subject"], dict[str, Tick]()
    for each in document["ticks"]:
        # The subject's own stands before what it is held against.
        ticks.setdefault(each["workload"], Tick(each["workload"], each["how"], **each["cycles"]))
    return Entry(
        began=began,
        command="verify",
        poolproof=document["poolproof"],
        place=place_of(subject["given"]),
        given=subject["given"],
        name=subject["name"],
        sha256=subject["sha256"],
        contract=document["contract"]["name"],
        level=document["level"],
        verdict=document["verdict"],
        conforms_at=document["conforms_at"],
        failed=tuple(each["id"] for each in requirements(document, "fail")),
        unknown=tuple(each["id"] for each in requirements(document, "unknown")),
        operations=document["operations"],
        seconds=document["seconds"],
        ticks=tuple(ticks.values()),
    )


def bench_entries(document: Document, subjects: Mapping[str, str], began: str) -> list[Entry]:
    """What is kept of the figures of ``poolproof bench``: a run of each subject. ``subjects``: what was given, by the name
    that it has among the figures."""
    return [
        Entry(
            began=began,
            command="bench",
            poolproof=document["poolproof"],
            place=place_of(given),
            given=given,
            name=name,
            sha256=None,
            contract="",
            level=None,
            verdict=None,
            conforms_at=None,
            failed=(),
            unknown=(),
            operations=0,
            seconds=0.0,
            ticks=tuple(
                Tick(each["workload"], each["how"], **each["cycles"])
                for each in document["figures"]
                if each["name"] == name and each["cycles"] is not None
            ),
        )
        for name, given in subjects.items()
    ]


def record(file: Path, entries: Sequence[Entry]) -> None:
    """Add runs. Raises HistoryError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HistoryError(f"{file.parent} can't be made: {error.strerror}") from error
    with _connected(file) as connection, connection:
        _refuse_others(connection, file)
        if not _is_empty(connection):
            _check_tables(connection, file)
        connection.execute("PRAGMA journal_mode = WAL")  # a reader waits for no writer
        connection.execute("BEGIN IMMEDIATE")
        _make_tables(connection)
        for entry in entries:
            values = [getattr(entry, column) for column in _RUN_COLUMNS.split(", ")]
            row = [json.dumps(value) if isinstance(value, tuple) else value for value in values]
            places = ", ".join("?" * len(row))
            number = connection.execute(f"INSERT INTO run ({_RUN_COLUMNS}) VALUES ({places})", row).lastrowid
            connection.executemany(
                "INSERT INTO tick VALUES (?, ?, ?, ?, ?, ?)",
                [(number, each.workload, each.how, each.value, each.low, each.high) for each in entry.ticks],
            )


def read(
    file: Path,
    given: str | None = None,
    *,
    sha256: str | None = None,
    limit: int = 1000,
    on_odd: Callable[[str], None] = lambda _: None,
) -> list[Entry]:
    """The latest runs, oldest first: of all subjects, or of what ``given`` names, and of the very same file elsewhere.
    ``on_odd``: told of rows that hold no run; they are left out.

    No file is an empty history. Raises HistoryError."""
    if not file.exists():
        return []
    chosen, values = "1", list[object]()
    if given is not None:
        chosen, values = "place = ? OR given = ? OR name = ? OR sha256 = ?", [place_of(given), given, given, sha256]
    with _connected(file) as connection:
        if _is_empty(connection):
            return []
        _check_tables(connection, file)
        rows = connection.execute(
            f"SELECT id, {_RUN_COLUMNS} FROM run WHERE {chosen} ORDER BY began DESC, id DESC LIMIT ?", [*values, limit]
        ).fetchall()
        entries = [_entry(row, connection) for row in reversed(rows)]
    found = [each for each in entries if each is not None]
    if len(found) < len(entries):
        on_odd(f"{counted(len(entries) - len(found), 'row')} of {file} can't be read")
    return found


def _entry(row: Sequence[object], connection: sqlite3.Connection) -> Entry | None:
    """The run that a row is; None where somebody wrote something else into it."""
    number, *values = row
    named = dict(zip(_RUN_COLUMNS.split(", "), values, strict=True))
    ticks = connection.execute("SELECT workload, how, value, low, high FROM tick WHERE run = ? ORDER BY rowid", [number])
    try:
        for column in ("failed", "unknown"):
            named[column] = tuple(json.loads(str(named[column])))
        entry = Entry(**named, ticks=tuple(Tick(*each) for each in ticks))  # type: ignore[arg-type]
    except (TypeError, ValueError, RecursionError):
        return None
    return entry if _is_sound(entry) else None


def _is_sound(entry: Entry) -> bool:
    """Whether each field is of its type: SQLite takes anything anywhere."""
    texts = [entry.began, entry.command, entry.poolproof, entry.place, entry.given, entry.name, entry.contract]
    texts += [*entry.failed, *entry.unknown, *(text for each in entry.ticks for text in (each.workload, each.how))]
    texts += [each for each in (entry.sha256, entry.level, entry.verdict, entry.conforms_at) if each is not None]
    numbers = [entry.seconds, *(number for each in entry.ticks for number in (each.value, each.low, each.high))]
    are_numbers = all(isinstance(each, int | float) and math.isfinite(each) for each in numbers)
    return are_numbers and isinstance(entry.operations, int) and all(isinstance(each, str) for each in texts)


@contextmanager
def _connected(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection, and everything that may go wrong with it by one name."""
    try:
        with closing(sqlite3.connect(file, timeout=_BUSY_TIMEOUT_S, isolation_level=None)) as connection:
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            yield connection
    except (sqlite3.Error, ValueError) as error:
        raise HistoryError(f"{file}: {error}") from error


def _make_tables(connection: sqlite3.Connection) -> None:
    if not _is_empty(connection):  # another run may have made them since
        return
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _refuse_others(connection: sqlite3.Connection, file: Path) -> None:
    """Another program's, though it has no tables yet."""
    if _number(connection, "application_id") not in (0, _APPLICATION):
        raise _of_something_else(file)


def _of_something_else(file: Path) -> HistoryError:
    return HistoryError(f"{file} is a database of something else: name another file with --history")


def _check_tables(connection: sqlite3.Connection, file: Path) -> None:
    if _number(connection, "application_id") != _APPLICATION:
        raise _of_something_else(file)
    version = _number(connection, "user_version")
    if version == _OF_PROFILES:
        connection.execute("ALTER TABLE run RENAME COLUMN profile TO contract")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
    elif version != _VERSION:
        raise HistoryError(f"{file} was made by another version of poolproof (layout {version}, not {_VERSION})")


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def _number(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
