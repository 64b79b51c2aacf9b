"""Level shared: which requirements it asks for, of whom, and what stays unsaid below it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from poolproof.conformance.verification import Plan
from poolproof.conformance.verification.promised import Promised
from poolproof.spec import Level
from poolproof.spec.contracts import derived_requirements, read_contract

BLOCKS = 'contract = 1\nname = "shared-here"\n[block]\nsize = 64\ncount = 4\nexhausted = "refused"\n'
THREADS = f'{BLOCKS}[sharing]\nbetween = "threads"\n'
OF_THREADS = ["SHARE-1", "SHARE-2", "SHARE-3"]
COMMAND = Path(sys.executable).parent / "poolproof"
PYTHON_POOL = """
class Pool:
    def __init__(self):
        self.free = [bytearray(64) for _ in range(4)]
    def get(self):
        return self.free.pop()
    def give_back(self, block):
        self.free.append(block)
    def close(self):
        pass
"""


def promised_ids(text: str) -> list[str]:
    derived = derived_requirements(read_contract(text, "here"))
    return [each.id for each in derived if each.level is Level.SHARED and each.not_promised is None]


def text_of(id: str, text: str) -> str:
    return next(each.text for each in derived_requirements(read_contract(text, "here")) if each.id == id)


def test_who_shares_decides_what_is_asked() -> None:
    assert promised_ids(BLOCKS) == []
    assert promised_ids(THREADS) == OF_THREADS
    assert promised_ids(f'{THREADS}progress = "lock-free"\n') == [*OF_THREADS, "SHARE-4"]
    assert promised_ids(f'{BLOCKS}[sharing]\nbetween = "interrupts"\n') == ["ISR-1"]


def test_the_words_follow_the_contract() -> None:
    assert text_of("SHARE-1", THREADS) == (
        "Get and return, by threads at once: in every interleaving as if one had come after the other, "
        "with one holder of a block at a time."
    )
    counted = f'{THREADS}[counters]\nused = "exact"\nfree = "at-rest"\n[misuse]\ndouble = "refused"\n'
    assert "and what is told to be used, by threads" in text_of("SHARE-1", counted)
    assert text_of("SHARE-1", counted).endswith("; of two returns of one block at once, one is taken.")
    strict = f'{THREADS}order = "as-owner"\n[order]\nreuse = "lifo"\n'
    assert "returned last (LIFO) lent next" in text_of("SHARE-1", strict)


def test_shared_includes_hot_and_leaves_ticks_out() -> None:
    included = {level for level in Level if Level.SHARED.includes(level)}
    assert included == set(Level) - {Level.TICKS}
    assert not any(level.includes(Level.SHARED) for level in Level if level is not Level.SHARED)
    spec = Promised(read_contract(THREADS, "here")).spec
    ids = {each.id for each in spec.requirements if Plan(level=Level.SHARED).asks_for(each)}
    assert {"HOT-1", "SHARE-1"} <= ids
    assert "TICK-1" not in ids


@pytest.mark.parametrize("command", [["verify"], ["faults", "--contract", "knhk"]])
def test_a_contract_that_promises_no_sharing_is_refused_in_words(command: list[str]) -> None:
    ended = subprocess.run([COMMAND, *command, "--level", "shared"], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "contract knhk" in ended.stderr
    assert "promises no sharing" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def rows_of(tmp_path: Path, level: str) -> tuple[int, dict[str, dict[str, str]]]:
    (tmp_path / "pool.py").write_text(PYTHON_POOL, encoding="utf-8")
    (tmp_path / "pool.toml").write_text(THREADS, encoding="utf-8")
    words = ["verify", f"{tmp_path}/pool.py:Pool", "--contract", f"{tmp_path}/pool.toml", "--level", level, "-k", "SHARE,CAP-1"]
    words += ["--no-history", "--quiet", "--json", f"{tmp_path}/report.json"]
    ended = subprocess.run([COMMAND, *words], capture_output=True, text=True, timeout=60, check=False)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    return ended.returncode, {each["id"]: each for each in report["requirements"]}


def test_of_a_python_class_it_stays_open_and_says_why(tmp_path: Path) -> None:
    status, rows = rows_of(tmp_path, "shared")
    assert status == 4
    assert {rows[each]["verdict"] for each in OF_THREADS} == {"unknown"}
    assert "shared libraries alone" in rows["SHARE-1"]["why"]
    assert rows["CAP-1"]["verdict"] == "pass"
    assert rows["SHARE-4"]["verdict"] == "skipped" or "sharing.progress is blocking" in rows["SHARE-4"]["why"]


def test_below_it_is_skipped_with_the_reason(tmp_path: Path) -> None:
    status, rows = rows_of(tmp_path, "core")
    assert status == 0
    assert {(rows[each]["verdict"], rows[each]["why"]) for each in OF_THREADS} == {("skipped", "not asked for (--level core)")}
