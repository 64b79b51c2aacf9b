"""What is no file, has no end, or holds something else, wherever a file is asked for: words, a status, and nobody waits."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "poolproof.conformance"]


def run(*words: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [*COMMAND, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False, **more
    )


def make_pipe(place: Path) -> None:
    os.mkfifo(place)


def make_socket(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))


ODD: dict[str, Callable[[Path], object]] = {
    "pipe": make_pipe,
    "socket": make_socket,
    "folder": Path.mkdir,
    "device without end": lambda place: place.symlink_to("/dev/zero"),
    "dangling": lambda place: place.symlink_to("nowhere"),
    "empty": Path.touch,
    "binary": lambda place: place.write_bytes(bytes(range(256)) * 40),
    "deep": lambda place: place.write_text("[" * 100_000, encoding="ascii"),
    "digits": lambda place: place.write_text("1" * 10_000, encoding="ascii"),
}
ASKS = {
    "subject": ("verify", "{}"),
    "class": ("verify", "{}:Pool"),
    "contract": ("verify", "--contract", "{}"),
    "configuration": ("--config", "{}", "verify"),
    "case": ("replay", "{}"),
    "report": ("report", "{}"),
    "catalogue": ("faults", "--catalogue", "{}", "--list"),
    "log": ("pipeline", "check", "{}"),
    "baseline": ("bench", "--compare", "{}"),
    "history": ("history", "--history", "{}"),
}
REFUSED = (2, 3)


@pytest.fixture(params=ODD)
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = tmp_path / "odd.toml"
    ODD[request.param](place)
    return place


@pytest.mark.parametrize("ask", ASKS)
def test_what_is_no_such_file_is_refused_with_words(odd: Path, ask: str) -> None:
    done = run(*(word.format(odd) for word in ASKS[ask]))
    sound = (0, 1) if ask in ("log", "configuration", "history", "catalogue") else ()  # an empty one will do
    assert done.returncode in (*REFUSED, *sound), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout or done.stderr


@pytest.mark.parametrize("command", ["verify", "fuzz"])
def test_what_can_not_be_read_in_a_corpus_is_in_the_verdict(
    small_pool: Callable[..., Path], tmp_path: Path, command: str
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    os.mkfifo(corpus / "pipe.json")
    (corpus / "cut.json").write_text('{"case": 2, ', encoding="ascii")
    of_command = (
        ("--no-history", "-k", "GUARD-1", "--budget", "0.1") if command == "verify" else ("--time", "0.1", "--jobs", "1")
    )
    report = tmp_path / "run.json"
    words = ("--corpus", str(corpus), *of_command, "--level", "core", "--json", str(report))
    done = run(command, str(small_pool()), *words, env={**os.environ, "COLUMNS": "200"})
    assert done.returncode == 4, done.stderr
    assert "it is a pipe, and no file" in done.stdout
    assert "inconclusive: 2 cases can't be read: cut.json, pipe.json" in done.stdout
    written = json.loads(report.read_text(encoding="utf-8"))
    assert written["unread"] == ["cut.json", "pipe.json"]
    assert written.get("verdict", "inconclusive") == "inconclusive"


def test_a_log_without_end_is_not_read(tmp_path: Path) -> None:
    data = tmp_path / "data.nt"
    data.write_text("<http://a/s> <http://a/p> <http://a/o> .\n", encoding="ascii")
    done = run("pipeline", "run", str(data), "--log", "/dev/full")
    assert done.returncode == 2
    assert "it is a device, and no file" in done.stderr


def test_a_report_is_read_from_standard_input() -> None:
    done = subprocess.run([*COMMAND, "report", "-"], input="{}", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "- is JSON, but no report" in done.stderr


def test_one_unwritable_output_costs_no_other(small_pool: Callable[..., Path], tmp_path: Path) -> None:
    faulty = small_pool(("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", ""))
    words = ("--no-history", "-q", "--html", "/dev/full", "--json")
    bad = run("verify", str(faulty), *words, str(tmp_path / "bad.json"), "-k", "OWN-2")
    assert (bad.returncode, (tmp_path / "bad.json").exists()) == (1, True), bad.stderr
    assert "--html: can't write /dev/full: No space left on device" in bad.stderr
    good = run("verify", str(small_pool()), *words, str(tmp_path / "good.json"), "-k", "OWN-2")
    assert (good.returncode, (tmp_path / "good.json").exists()) == (2, True), good.stderr


def test_faults_that_cannot_be_built_there_are_said_to_be_so() -> None:
    done = run("faults", "-k", "order-fifo", "--build-dir", "/proc/nowhere")
    assert done.returncode == 2
    assert "can't build into /proc/nowhere" in done.stderr


SURROUNDINGS = {
    "a dumb terminal": {"TERM": "dumb"},
    "one column": {"COLUMNS": "1"},
    "locale C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "no home": {"HOME": "/dev/null/nowhere", "XDG_CACHE_HOME": ""},
}


@pytest.mark.parametrize("variables", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_odd_surroundings_change_no_verdict(small_pool: Callable[..., Path], variables: dict[str, str]) -> None:
    done = run("verify", str(small_pool()), "-k", "GUARD-1", "--level", "core", env={**os.environ, **variables})
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'rmdir "$PWD"; exec "$@"'
    words = ["sh", "-c", script, "sh", *COMMAND, "verify"]
    done = subprocess.run(words, cwd=gone, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "the folder in which this was started is gone" in done.stderr
