"""Exploration: every state of small pools is visited, and what differs is shown from a fresh pool."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from poolproof.conformance.exploration import explore
from poolproof.conformance.exploration.json_certificate import schema
from poolproof.conformance.judge import Abilities, judge
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects import resolve
from poolproof.spec.vocabulary import ExplorationEnd

Build = Callable[..., Path]
PoolSource = Callable[..., str]


@pytest.mark.parametrize(("block_count", "record_count"), [(1, 1), (2, 2), (3, 3)])
def test_the_native_pool_has_as_many_states_as_orders_of_its_free_buffers(block_count: int, record_count: int) -> None:
    with Session(resolve("native")) as session:
        first = session.explore(block_count, record_count, 250_000)
        again = session.explore(block_count, record_count, 250_000)
    assert first.is_whole
    assert first.log == ()
    assert first.states > (block_count + 1) * (record_count + 1) - 1
    assert first == again


def test_too_few_transitions_are_not_the_whole() -> None:
    with Session(resolve("native")) as session:
        exploration = session.explore(3, 3, 50)
    assert not exploration.is_whole
    assert exploration.log == ()


def test_a_fault_that_needs_particular_steps_is_found_and_shown_again(build: Build) -> None:
    faults = Path(__file__).parents[1] / "poolproof" / "conformance" / "faults"
    source = (faults / "planted" / "rare" / "five_steps.c").read_text(encoding="utf-8")
    with Session(resolve(str(build(source.replace("../../sound", str(faults / "sound")))))) as session:
        exploration = session.explore(2, 2, 250_000)
        assert exploration.log
        trace = session.run(exploration.log, fresh=True)
    findings = judge(trace, Abilities(counts_allocations=True)).findings
    assert [each.requirements for each in findings] == [("SAFE-2", "ZERO-1")]


def test_what_a_library_keeps_in_static_memory_is_a_part_of_its_state(build: Build, pool_source: PoolSource) -> None:
    """The first word that is writable, behind those that the loader makes read-only again."""
    turned = "  *out = NULL;\n  if (size"
    library = build(pool_source("array_stack", (turned, f"  turn ^= 1;\n{turned}"), prelude="static unsigned turn;"))
    with Session(resolve(str(build(pool_source())))) as session:
        without = session.explore(2, 2, 250_000)
    with Session(resolve(str(library))) as session:
        exploration = session.explore(2, 2, 250_000)
    assert exploration.is_whole
    assert without.states < exploration.states <= 2 * without.states


def test_a_bounded_exploration_goes_as_deep_as_it_says_and_says_that_there_is_more() -> None:
    with Session(resolve("native")) as session:
        whole = session.explore(2, 2, 100_000)
        nearly = session.explore(2, 2, 100_000, whole.deepest - 1)
        fully = session.explore(2, 2, 100_000, whole.deepest + 1)
    assert (whole.is_whole, whole.end) == (True, ExplorationEnd.WHOLE)
    assert (nearly.is_whole, nearly.end, nearly.deepest) == (False, ExplorationEnd.DEPTH, whole.deepest - 1)
    assert (fully.states, fully.is_whole) == (whole.states, True)


def test_a_pool_that_is_too_large_is_not_explored() -> None:
    with Session(resolve("native")) as session:
        assert session.explore(257, 2, 1000).end == ExplorationEnd.UNFIT


# ---- the command ----


COMMAND = (sys.executable, "-m", "poolproof.conformance", "explore")
SLOPPY = """
from poolproof.reference import BufferPool

class Pool(BufferPool):
    def clear(self):
        self.reset_receipts()
"""


def explored(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    command = [*COMMAND, *words, "--json", "-"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=200)
    assert done.stdout, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    Draft202012Validator(schema()).validate(document)
    return done.returncode, document


def planted(build: Build, name: str) -> str:
    faults = Path(__file__).parents[1] / "poolproof" / "conformance" / "faults"
    source = (faults / "planted" / name).read_text(encoding="utf-8").replace("../../sound", str(faults / "sound"))
    return str(build(source, "-shared", "-fPIC", "-std=gnu11", "-Wno-unused-parameter"))


@pytest.mark.parametrize(("buffers", "receipts"), [(2, 2), (3, 1)])
def test_the_c_pool_is_explored_whole(tmp_path: Path, buffers: int, receipts: int) -> None:
    status, certificate = explored(tmp_path, "native", "--blocks", str(buffers), "--records", str(receipts))
    assert status == 0
    assert certificate["whole"]
    assert certificate["method"] == "states"
    assert certificate["counterexample"] is None
    # Each of the states of the model is one of the subject's at least: orders of the free buffers, and receipts in use.
    least = (receipts + 1) * sum(math.perm(buffers, free) for free in range(buffers + 1))
    assert certificate["states"] >= least
    assert certificate["transitions"] > certificate["states"]


@pytest.mark.parametrize(
    ("name", "requirement"),
    [
        ("order/fifo.c", "ORDER-1"),
        ("order/refused_size_reorders.c", "ORDER-2"),
        ("zero/last_word.c", "ZERO-1"),
        ("zero/not_for_size_zero.c", "ZERO-1"),
        ("receipts/keeps_cycle.c", "RECEIPT-2"),
        ("receipts/one_more.c", "RECEIPT-1"),
        ("ownership/interior_line.c", "OWN-1"),
        ("usage/stale_after_clear.c", "USAGE-1"),
        ("guard/eight_bits.c", "GUARD-2"),
        ("rare/five_steps.c", "SAFE-2"),
        # These need what a holder writes to be something else than usual, or an address beside the buffers.
        ("zero/unless_sum_zero.c", "ZERO-1"),
        ("zero/unless_first_word_zero.c", "ZERO-1"),
        ("isolation/mark_in_the_buffer.c", "OWN-2"),
        ("ownership/before_the_first.c", "OWN-1"),
        # And these a number that stands in the library.
        ("guard/magic_size.c", "GUARD-2"),
        ("rare/magic_word.c", "ZERO-1"),
        ("rare/magic_receipt.c", "SAFE-1"),
    ],
)
def test_small_planted_faults_are_found(tmp_path: Path, build: Build, name: str, requirement: str) -> None:
    status, certificate = explored(tmp_path, planted(build, name), "--blocks", "2", "--records", "2", "--save-case", "cases")
    assert status == 1
    assert requirement in certificate["counterexample"]["requirements"]
    assert not certificate["whole"]
    assert sorted(each.suffix for each in (tmp_path / "cases").iterdir()) == [".c", ".json"]


def test_where_varied_writes_make_too_many_states_it_is_said_what_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    varied = explore(resolve("native"), 1, 1)
    monkeypatch.setattr(sys.modules[explore.__module__], "_TRANSITIONS_OF_VARYING", 50)
    alike = explore(resolve("native"), 1, 1)
    assert varied.is_whole
    assert alike.is_whole
    assert varied.states > alike.states
    assert [any("one of them at a time" in line for line in each.abstracted) for each in (varied, alike)] == [True, False]


def test_what_is_bounded_is_said_to_be(tmp_path: Path) -> None:
    status, certificate = explored(tmp_path, "native", "--depth", "4")
    assert status == 4
    assert certificate["depth"] == 4
    assert certificate["unfinished"].startswith("bounded: everything within 4 operations")


def test_a_python_class_is_explored_by_sequences(tmp_path: Path) -> None:
    status, certificate = explored(tmp_path, "reference", "--blocks", "1", "--records", "1", "--depth", "2")
    assert status == 4
    assert certificate["method"] == "sequences"
    assert certificate["transitions"] == 2 * 10**2
    # None lent, one lent; with a receipt and without: three of four can be reached in two steps, and both in none.
    assert certificate["states"] == 4
    (tmp_path / "sloppy.py").write_text(SLOPPY, encoding="utf-8")
    status, certificate = explored(tmp_path, "sloppy.py:Pool", "--blocks", "1", "--records", "1", "--depth", "3")
    assert status == 1
    assert "CLEAR-1" in certificate["counterexample"]["requirements"]


def test_capacities_that_the_subject_does_not_serve_are_no_certificate(tmp_path: Path, build: Build) -> None:
    fixed = Path(__file__).parent / "pools" / "static_storage.c"
    status, certificate = explored(tmp_path, str(build(fixed.read_text(encoding="utf-8"))))
    assert status == 4
    assert "does not serve 3 buffers and 3 receipts" in certificate["unfinished"]
