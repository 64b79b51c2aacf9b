"""The engine of interleavings is believed only where it knows what is known: never without trap flag or breakpoints."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.doctor import threads
from poolproof.conformance.doctor.capability import State
from poolproof.conformance.faults.sharing import build_shared, shared_pools
from poolproof.conformance.interleaving import why_not_believed

POOL = next(each for each in shared_pools() if each.name == "one_word")
COMMAND = Path(sys.executable).parent / "poolproof"
LACKING = [("trap-flag", "does not step by the trap flag"), ("breakpoints", "can't be believed on this machine")]


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    why_not_believed.cache_clear()
    yield
    why_not_believed.cache_clear()


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *words], capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(("lacking", "why"), LACKING)
def test_without_it_nothing_passes_and_real_threads_are_tried(
    lacking: str, why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = str(build_shared(POOL, tmp_path, compiler=Compilers.from_environment()))
    monkeypatch.setenv("POOLPROOF_LACKS", lacking)
    words = ("--level", "shared", "-k", "SHARE", "--quiet", "--no-history", "--json", f"{tmp_path}/report.json")
    ended = run("verify", library, "--contract", str(POOL.contract), *words)
    rows = {each["id"]: each for each in json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["requirements"]}
    assert ended.returncode == 4, ended.stderr
    assert {rows[each]["verdict"] for each in ("SHARE-1", "SHARE-2", "SHARE-3", "SHARE-4")} == {"unknown"}
    assert why in rows["SHARE-1"]["why"]
    assert "rounds of real threads" in rows["SHARE-1"]["why"]
    ended = run("explore", library, "--contract", str(POOL.contract), "--threads", "3")
    assert ended.returncode == 4
    assert why in " ".join(ended.stdout.split())


@pytest.mark.parametrize(("lacking", "why"), LACKING)
def test_doctor_says_so(lacking: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOLPROOF_LACKS", lacking)
    told = threads.interleavings()
    assert (told.state, why in told.found) == (State.MISSING, True)
