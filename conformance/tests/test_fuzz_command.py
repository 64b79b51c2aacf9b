"""``poolproof fuzz``: what it finds, keeps, says and ends with; and that it goes on where it was killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from poolproof.conformance.campaign.json_campaign import schema
from poolproof.conformance.cases import load_case

Build = Callable[..., Path]
PoolSource = Callable[..., str]

MARK = "pool->lent[number] = false;"
COMMAND = (sys.executable, "-m", "poolproof.conformance")
PYTHON_POOL = """
from poolproof.reference import BufferPool

class Pool(BufferPool):
    def return_soa(self, buffer):
        super().return_soa(buffer)
        self.get_soa(8)
"""


def fuzz(folder: Path, *words: str, seconds: str = "2") -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "fuzz", *words, "--time", seconds]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=240)


def report(folder: Path, *words: str, seconds: str = "2") -> dict[str, Any]:
    fuzz(folder, *words, "--json", "report.json", seconds=seconds)
    document: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema()).validate(document)
    return document


@pytest.fixture
def faulty(build: Build, pool_source: PoolSource) -> str:
    """It lends the lowest buffer, not the one returned last, when more than two are free."""
    top = "uint32_t number = pool->stack[--pool->free_count];"
    swap = "uint32_t at = pool->free_count > 2 ? 1 : pool->free_count - 1;"
    move = "pool->stack[at] = pool->stack[pool->free_count - 1]; --pool->free_count;"
    return str(build(pool_source("array_stack", (top, f"{swap} uint32_t number = pool->stack[at]; {move}"))))


def test_nothing_is_found_in_a_sound_pool(tmp_path: Path) -> None:
    document = report(tmp_path, "native", "--jobs", "2")
    assert document["discoveries"] == []
    assert document["operations"]["native lane"] > 0
    assert document["situations"]["reached"] > 30
    assert document["complete"]
    assert fuzz(tmp_path, "native", seconds="0.5").returncode == 0


def test_a_discovery_is_a_case_that_stays_and_is_replayed_first(tmp_path: Path, faulty: str) -> None:
    first = fuzz(tmp_path, faulty, "--jobs", "1", "--until-new", "1", seconds="30")
    assert first.returncode == 1
    assert "found ORDER-" in first.stdout
    (case,) = (tmp_path / "poolproof-corpus").glob("ORDER-*.json")
    assert len(load_case(case).operations) <= 8
    again = fuzz(tmp_path, faulty, "--jobs", "1")
    assert again.returncode == 1
    assert f"STILL FAILS {case.name}" in again.stdout
    assert "found ORDER-" not in again.stdout
    assert "goes on after" in again.stdout
    sound = fuzz(tmp_path, "native", "--jobs", "1", seconds="1")
    assert f"FIXED       {case.name}" in sound.stdout
    assert sound.returncode == 0
    assert (tmp_path / "poolproof-corpus" / ".campaign" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_one_fault_met_again_and_again_is_one_case(tmp_path: Path, faulty: str) -> None:
    document = report(tmp_path, faulty, "--jobs", "1", seconds="4")
    orders = [each for each in document["discoveries"] if each["requirements"][0] == "ORDER-1"]
    assert len(orders) == 1
    assert orders[0]["seen"] > 50
    assert len(list((tmp_path / "poolproof-corpus").glob("ORDER-1-*.json"))) == 1


@pytest.mark.long
def test_a_fault_with_many_faces_is_one_discovery_and_never_new_again(
    tmp_path: Path, build: Build, pool_source: PoolSource
) -> None:
    """Who marks nothing takes double returns, revoked ones, and those of buffers that were never lent."""
    marks_nothing = pool_source("array_stack", ("  if (!pool->lent[number]) return BP_NOT_IN_USE;\n", ""))
    library = str(build(marks_nothing))
    first = report(tmp_path, library, "--jobs", "1", seconds="6")
    assert [each["requirements"][0] for each in first["discoveries"]] == ["OWN-2"]
    assert [each["new"] for each in first["discoveries"]] == [True]
    for _ in range(2):
        again = report(tmp_path, library, "--jobs", "1", seconds="6")
        assert [each["new"] for each in again["discoveries"]] == [False]
    assert len(list((tmp_path / "poolproof-corpus").glob("*.json"))) == 1


def test_verify_tells_of_each_case_of_the_corpus(tmp_path: Path, faulty: str) -> None:
    fuzz(tmp_path, faulty, "--jobs", "1", "--fail-fast", seconds="30")
    command = [*COMMAND, "verify", "--corpus", "poolproof-corpus", "--budget", "0.1"]
    sound = subprocess.run([*command, "native"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "FIXED       ORDER-" in sound.stdout
    still = subprocess.run([*command, faulty], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "STILL FAILS ORDER-" in still.stdout
    assert still.returncode == 1


def test_a_python_class_is_fuzzed_too(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PYTHON_POOL, encoding="utf-8")
    done = fuzz(tmp_path, "mine.py:Pool", "--jobs", "1", "--until-new", "1", seconds="60")
    assert done.returncode == 1, done.stderr
    assert "found " in done.stdout


def rebuilt(tmp_path: Path, sound: Path, faulty: str, *, looks_around: bool) -> tuple[int, str]:
    """A campaign on a sound library that becomes a faulty one as soon as the campaign runs."""
    library = tmp_path / "libmine.so"
    library.write_bytes(sound.read_bytes() + (b"$ORIGIN" if looks_around else b""))
    process = start(tmp_path, str(library), "--time", "4")
    wait_for_records(tmp_path, 1)
    library.write_bytes(Path(faulty).read_bytes())
    told, _ = process.communicate(timeout=120)
    return process.returncode, told


@pytest.mark.parametrize("looks_around", [False, True])
def test_a_library_that_is_built_anew_meanwhile_is_not_blamed_for_the_old_one(
    tmp_path: Path, build: Build, pool_source: PoolSource, faulty: str, looks_around: bool
) -> None:
    status, told = rebuilt(tmp_path, build(pool_source("array_stack")), faulty, looks_around=looks_around)
    assert "found " not in told.replace("nothing found", "")
    if looks_around:
        assert status == 4, told
        assert "ended: the subject was changed meanwhile" in told
    else:
        assert status == 0, told


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [*COMMAND, "fuzz", *words, "--jobs", "1"]
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def wait_for_records(folder: Path, least: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        journals = list(folder.glob("poolproof-corpus/.campaign/*/journal.jsonl"))
        if journals and journals[0].read_text(encoding="utf-8").count("\n") >= least:
            return
        time.sleep(0.05)
    raise AssertionError("nothing was recorded in a minute")


def test_a_campaign_that_is_killed_goes_on_and_loses_nothing(tmp_path: Path, faulty: str) -> None:
    process = start(tmp_path, faulty)
    wait_for_records(tmp_path, 3)
    process.kill()
    process.communicate()
    (journal,) = tmp_path.glob("poolproof-corpus/.campaign/*/journal.jsonl")
    records = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    found = {name for record in records for name, _ in record["groups"]}
    done = sum(record.get("operations", 0) for record in records)
    assert found
    document = report(tmp_path, faulty, "--jobs", "1")
    assert found <= {each["group"] for each in document["discoveries"]}
    assert sum(document["operations"].values()) == done + document["run"]["operations"]


def test_ctrl_c_ends_with_a_report(tmp_path: Path) -> None:
    process = start(tmp_path, "native")
    wait_for_records(tmp_path, 1)
    os.kill(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert "nothing found" in output
    assert "ended: interrupted" in output
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["native", "--corpus", "file"], 2, "is not a folder"),
        (["nowhere.so"], 3, "there is no such file"),
        (["native", "--corpus", "redis://127.0.0.1:1/0"], 2, "is a Redis server running there?"),
        (["native", "--json", "no/where.json"], 2, "there is no folder no"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, words: list[str], status: int, said: str) -> None:
    (tmp_path / "file").touch()
    done = fuzz(tmp_path, *words)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["8x", "h", "-1s", ""])
def test_what_is_no_time_is_said(tmp_path: Path, text: str) -> None:
    done = fuzz(tmp_path, "native", seconds=text)
    assert done.returncode == 2
    assert "is no time" in done.stderr
