"""What becomes of a verdict and of reports when nobody reads what is printed, or it can't be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from poolproof.conformance.cli.exits import Exit

NO_REFUSAL = ("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", "")
FULL = Path("/dev/full")


@contextmanager
def nobody() -> Iterator[int]:
    """A pipe whose reader has left."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.fixture
def judge(small_pool: Callable[..., Path], tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Judges a pool in the test's folder, and writes ``run.json`` and ``page.html`` there."""
    (tmp_path / "small.toml").write_text(
        'contract = 1\nname = "small"\nbased_on = "knhk"\n[block]\ncount = 2\n[sequence]\ncount = 3\n', encoding="utf-8"
    )
    options = ["--contract", "small.toml", "--no-history", "--json", "run.json", "--html", "page.html"]

    def run(*changes: tuple[str, str], level: str = "core", **streams: int) -> subprocess.CompletedProcess[bytes]:
        command = [
            sys.executable,
            "-m",
            "poolproof.conformance",
            "verify",
            str(small_pool(*changes)),
            *options,
            "--level",
            level,
        ]
        return subprocess.run(command, cwd=tmp_path, check=False, **streams)  # type: ignore[call-overload, no-any-return]

    return run


def verdict(folder: Path) -> str:
    assert "</html>" in (folder / "page.html").read_text(encoding="utf-8")
    told: str = json.loads((folder / "run.json").read_text(encoding="utf-8"))["verdict"]
    return told


def test_who_reads_no_further_changes_no_verdict_and_costs_no_report(
    judge: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path
) -> None:
    with nobody() as unread:
        assert judge(stdout=unread, stderr=unread).returncode == Exit.CONFORMS
        assert verdict(tmp_path) == "conforms"
        assert {each.name for each in tmp_path.iterdir()} == {"small.toml", "run.json", "page.html"}  # it leaves nothing else
        result = judge(NO_REFUSAL, level="hardened", stdout=unread, stderr=subprocess.PIPE)
    assert result.returncode == Exit.VIOLATES
    assert verdict(tmp_path) == "violates"
    assert b"Traceback" not in result.stderr
    assert b"BrokenPipe" not in result.stderr


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_said_in_a_line_and_costs_no_other_report(
    judge: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path
) -> None:
    with FULL.open("wb") as full:
        result = judge(NO_REFUSAL, level="hardened", stdout=full.fileno(), stderr=subprocess.PIPE)
    assert result.returncode == Exit.VIOLATES  # which nothing hides
    assert result.stderr.splitlines()[-1] == b"poolproof: standard output can't be written: No space left on device"
    assert b"Traceback" not in result.stderr
    assert verdict(tmp_path) == "violates"


def test_a_terminal_of_another_encoding_tells_the_marks_apart(
    judge: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    result = judge(NO_REFUSAL, level="hardened", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert result.returncode == Exit.VIOLATES, result.stderr
    told = [line.split()[:2] for line in result.stdout.decode("ascii").splitlines()]
    assert ["~", "CREATE-1"] in told  # met so far: the search ended at the violation
    assert ["x", "OWN-2"] in told
    assert "✗" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_file_whose_name_is_no_text_is_judged_and_reported_on(
    small_pool: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8:strict")
    (tmp_path / "small.toml").write_text(
        'contract = 1\nname = "small"\nbased_on = "knhk"\n[block]\ncount = 2\n[sequence]\ncount = 3\n', encoding="utf-8"
    )
    (tmp_path / os.fsdecode(b"lib\xff.so")).write_bytes(small_pool(NO_REFUSAL).read_bytes())
    options = [
        "--html",
        "page.html",
        "--json",
        "run.json",
        "--junit",
        "junit.xml",
        "--save-case",
        "cases",
        "--history",
        "h.sqlite",
    ]
    command: list[str | bytes] = [sys.executable, "-m", "poolproof.conformance", "verify", b"lib\xff.so"]
    command += ["--contract", "small.toml", *options]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == Exit.VIOLATES, result.stderr
    assert json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["subject"]["given"] == "lib\\xff.so"
    assert "One run so far" in (tmp_path / "page.html").read_text(encoding="utf-8")
    asked = [*command[:3], "history", b"lib\xff.so", "--history", "h.sqlite"]
    assert "violates" in subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False).stdout


def test_closed_streams_change_nothing(
    judge: Callable[..., subprocess.CompletedProcess[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first file that is opened would else become standard output."""
    run = subprocess.run

    def without_streams(command: list[str], **how: object) -> subprocess.CompletedProcess[bytes]:
        return run(["/bin/sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', *command], **how)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "run", without_streams)
    assert judge(NO_REFUSAL, level="hardened").returncode == Exit.VIOLATES
    assert verdict(tmp_path) == "violates"
