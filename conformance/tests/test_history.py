"""The history of runs: kept, read back, and harmless whatever becomes of its file."""

from __future__ import annotations

import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from poolproof.conformance.cli.history import history as history_command
from poolproof.conformance.reports import history
from poolproof.conformance.reports.history import (
    Entry,
    HistoryError,
    Tick,
    bench_entries,
    default_file,
    entry_of,
    place_of,
    read,
    record,
)
from poolproof.conformance.reports.plots import history_plot

Report = dict[str, Any]


@pytest.fixture
def entry(violating: Report) -> Entry:
    return entry_of(violating, "2031-02-03T04:05:06+00:00")


def later(entry: Entry, minute: int, **changes: Any) -> Entry:
    return replace(entry, began=f"2031-02-03T05:{minute:02}:00+00:00", **changes)


def test_what_is_recorded_is_read_back(tmp_path: Path, entry: Entry, violating: Report) -> None:
    file = tmp_path / "a folder" / "runs.sqlite"
    assert read(file) == []
    ticked = later(entry, 1, ticks=(Tick("depth1", "calls", 17.5, 17.0, 18.0), Tick("whole", "calls", 90.0, 89.0, 91.0)))
    record(file, [entry])
    record(file, [ticked])
    assert read(file) == [entry, ticked]
    assert (entry.verdict, entry.conforms_at, entry.failed) == ("violates", "core", ("OWN-2",))
    assert entry.place == violating["subject"]["given"]
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(("level", "said"), [("hot", "hot"), (None, "what -k chose")])
def test_a_run_of_chosen_requirements_says_of_which_it_conforms(
    level: str | None, said: str, tmp_path: Path, entry: Entry
) -> None:
    file = tmp_path / "runs.sqlite"
    record(file, [replace(entry, verdict="conforms", conforms_at=level, failed=())])
    result = CliRunner().invoke(history_command, ["--history", str(file)], standalone_mode=False)
    row = result.output.splitlines()[-1]
    assert re.split(r"\s{2,}", row.strip())[1:3] == ["conforms", said]


def test_only_the_ticks_of_the_subject_are_kept(violating: Report) -> None:
    figure = {"workload": "depth1", "how": "calls", "launches": []}
    ours = figure | {"name": "mine", "cycles": {"value": 17.0, "low": 16.0, "high": 18.0}}
    other = figure | {"name": "two empty calls", "cycles": {"value": 10.0, "low": 9.0, "high": 11.0}}
    assert entry_of(violating | {"ticks": [ours, other]}, "now").ticks == (Tick("depth1", "calls", 17.0, 16.0, 18.0),)


def test_a_contest_is_a_run_of_each_subject() -> None:
    def figure(name: str, how: str, cycles: float | None) -> Report:
        estimate = None if cycles is None else {"value": cycles, "low": cycles - 1, "high": cycles + 1}
        return {"workload": "depth1", "name": name, "how": how, "cycles": estimate}

    measured = [figure("poolproof", "inlined", 7.0), figure("poolproof", "calls", 17.0), figure("./libx.so", "calls", None)]
    contest = {"poolproof": "1", "figures": [*measured, figure("malloc", "inlined", 30.0)]}
    ours, theirs = bench_entries(contest, {"poolproof": "native", "./libx.so": "./libx.so"}, "now")
    assert (ours.command, ours.place, ours.given, ours.verdict) == ("bench", "native", "native", None)
    assert ours.ticks == (Tick("depth1", "inlined", 7.0, 6.0, 8.0), Tick("depth1", "calls", 17.0, 16.0, 18.0))
    assert (theirs.place, theirs.ticks) == (place_of("./libx.so"), ())


def test_the_latest_are_read_in_the_order_of_their_days(tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    runs = [later(entry, minute) for minute in range(6)]
    record(file, [runs[4], runs[0], runs[5], *runs[1:4]])
    assert read(file) == runs
    assert read(file, limit=2) == runs[-2:]


def test_a_subject_is_found_by_its_place_its_name_or_its_content(
    tmp_path: Path, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "runs.sqlite"
    mine = later(entry, 1, place=str(tmp_path / "libmine.so"), given="./libmine.so", name="mine", sha256="a" * 64)
    other = later(entry, 2, place="native", given="native", name="poolproof native", sha256="b" * 64)
    record(file, [mine, other])
    monkeypatch.chdir(tmp_path)
    for given in ("libmine.so", str(tmp_path / "libmine.so"), "./libmine.so", "mine"):
        assert read(file, given) == [mine], given
    assert read(file, "elsewhere/libmine.so") == []
    assert read(file, "elsewhere/libmine.so", sha256="a" * 64) == [mine]
    assert read(file, "native") == [other]


def test_places_tell_subjects_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_of("native") == "native"
    assert place_of("pkg.mod:Pool") == "pkg.mod:Pool"
    assert place_of("pool.py:Pool") == f"{tmp_path.resolve()}/pool.py:Pool"
    assert place_of("./libx.so") == str(tmp_path.resolve() / "libx.so")


def test_the_history_lies_in_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_file() == tmp_path / "poolproof" / "history" / "runs.sqlite"


def test_many_runs_at_once_lose_nothing(tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    threads = [threading.Thread(target=record, args=(file, [later(entry, minute)])) for minute in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read(file)) == 12


def test_a_plot_has_a_column_for_each_of_the_latest_runs(entry: Entry) -> None:
    ticked = [later(entry, minute, ticks=(Tick("depth1", "calls", 10.0 + minute, 9.0 + minute, 12.0),)) for minute in range(4)]
    plot = history_plot([entry, *ticked])
    assert [run.left for run in plot.runs] == [0, 20, 40, 60, 80]
    (course,) = plot.ticks
    heights = [float(point.split(",")[1]) for point in course.line.split()]
    assert heights == sorted(heights, reverse=True)
    assert len(course.band.split()) == 8
    assert course.latest == "13.00 cycles in the latest run"
    assert history_plot([entry] * 100).runs[-1].left == pytest.approx(100 - 100 / 60)


# ---- a file that is in a bad way ----


def garbage(file: Path) -> None:
    file.write_bytes(b"not a database, whatever its name says. " * 100)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def another_program(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE run (what TEXT)")


def another_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 7")


def a_column_gone(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE run DROP COLUMN verdict")


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "garbage": (garbage, "file is not a database"),
    "cut short": (cut_short, "malformed"),
    "another program's": (another_program, "is a database of something else"),
    "another version's": (another_version, "layout 7, not 2"),
    "a column gone": (a_column_gone, "verdict"),
    "a folder": (a_folder, "unable to open database file"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_and_left_alone(name: str, tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    record(file, [entry] * 50)
    breaks, said = BROKEN[name]
    breaks(file)
    before = file.read_bytes() if file.is_file() else b""
    for attempt in (lambda: record(file, [entry]), lambda: read(file)):
        with pytest.raises(HistoryError, match=said) as caught:
            attempt()
        assert str(file) in str(caught.value)
    assert (file.read_bytes() if file.is_file() else b"") == before


ODD_ROWS = (
    "failed = '[1'", "failed = '5'", "failed = '[[1]]'", "failed = x'ff'", "operations = 'x'", "operations = 1.5",
    "seconds = 'x'",
    "given = x'ff00'", "level = x'00'", "verdict = x'01'", "seconds = 9e999", "unknown = '{\"a\": 1}x'",
)  # fmt: skip


@pytest.mark.parametrize("change", ODD_ROWS)
def test_an_odd_row_costs_itself_alone(change: str, tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    record(file, [entry, entry, entry])
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE run SET {change} WHERE id = 2")
    told: list[str] = []
    assert read(file, on_odd=told.append) == [entry, entry]
    assert told == [f"1 row of {file} can't be read"]


def test_odd_ticks_cost_their_run_alone(tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    record(file, [entry, entry])
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO tick VALUES (1, 'depth1', 'inlined', 'abc', 1, 2)")
    assert read(file) == [entry]


def test_text_of_another_encoding_is_shown_as_far_as_it_goes(tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    record(file, [entry])
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE run SET name = CAST(x'61ff' AS TEXT)")
    assert [each.name for each in read(file)] == ["a\N{REPLACEMENT CHARACTER}"]


def test_a_database_of_another_program_without_tables_is_left_alone(tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA application_id = 7")
    before = file.read_bytes()
    with pytest.raises(HistoryError, match="is a database of something else"):
        record(file, [entry])
    assert file.read_bytes() == before


def test_a_history_of_before_contracts_goes_on(tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    record(file, [entry])
    for goes_on in (lambda: read(file), lambda: record(file, [entry])):
        with sqlite3.connect(file) as connection:
            connection.execute("ALTER TABLE run RENAME COLUMN contract TO profile")
            connection.execute("PRAGMA user_version = 1")
        goes_on()
    assert read(file) == [entry, entry]


def test_an_empty_file_is_an_empty_history(tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    file.touch()
    assert read(file) == []
    record(file, [entry])
    assert read(file) == [entry]


def test_a_locked_file_is_told_after_a_short_wait(tmp_path: Path, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "runs.sqlite"
    record(file, [entry])
    monkeypatch.setattr(history, "_BUSY_TIMEOUT_S", 0.05)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(HistoryError, match="database is locked"):
        record(file, [entry])
    assert read(file) == [entry]  # a reader waits for no writer
    holder.execute("ROLLBACK")
    record(file, [entry])
    holder.close()
    assert len(read(file)) == 2


RECORD = """
import sys
from pathlib import Path
from poolproof.conformance.reports.history import Entry, HistoryError, record
entry = Entry("now", "verify", "0", "p", "g" * 100_000, "n", None, "k", None, None, None, (), (), 1, 1.0, ())
try:
    record(Path(sys.argv[1]), [entry])
except HistoryError as error:
    print(error)
    sys.exit(9)
"""


def recorded_elsewhere(file: Path, *prefix: str, **how: Any) -> subprocess.CompletedProcess[str]:
    """In a process of its own, which may be less allowed."""
    command = [*prefix, sys.executable, "-c", RECORD, str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **how)


def test_a_full_disk_is_told_and_leaves_the_history_whole(tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    record(file, [entry])

    def no_larger_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_960, 40_960))

    result = recorded_elsewhere(file, preexec_fn=no_larger_files)
    assert (result.returncode, result.stderr) == (9, ""), result.stderr
    assert str(file) in result.stdout
    assert read(file) == [entry]
    assert recorded_elsewhere(file).returncode == 0  # the same, with room


def test_a_device_without_room_is_told(entry: Entry) -> None:
    with pytest.raises(HistoryError, match="/dev/full"):
        record(Path("/dev/full"), [entry])


def test_a_read_only_file_is_told(tmp_path: Path, entry: Entry) -> None:
    file = tmp_path / "runs.sqlite"
    record(file, [entry])
    file.chmod(0o444)
    tmp_path.chmod(0o555)
    prefix = without_the_rights_of_root()
    try:
        result = recorded_elsewhere(file, *prefix)
    finally:
        tmp_path.chmod(0o755)
    assert (result.returncode, result.stderr) == (9, "")
    assert "readonly" in result.stdout


def without_the_rights_of_root() -> list[str]:
    """Words before a command that may then not write wherever it likes."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    rights = "-dac_override,-dac_read_search"
    words = [str(setpriv), f"--inh-caps={rights}", f"--bounding-set={rights}", "--"]
    if setpriv is None or subprocess.run([*words, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("root may write everywhere, and setpriv can't take that right away here")
    return words


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path: Path, entry: Entry) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HistoryError, match="can't be made"):
        record(tmp_path / "file" / "runs.sqlite", [entry])
