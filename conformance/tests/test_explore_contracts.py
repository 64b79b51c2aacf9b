"""Explorations by any contract: sound pools are whole, or bounded with words; what breaks a promise in one state is found; and
what is left out is said."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from poolproof.conformance.exploration import Certificate, Method, explore
from poolproof.conformance.exploration.counts import CountError, counts_to_try
from poolproof.conformance.exploration.json_certificate import document, schema
from poolproof.conformance.faults.of_contract import example_contracts
from poolproof.conformance.faults.of_contract.catalogue import FOLDER
from poolproof.conformance.subjects import Subject
from poolproof.spec.contracts import load_contract

BuildOf = Callable[..., Subject]

COMMAND = (sys.executable, "-m", "poolproof.conformance", "explore")
BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = {size}\nalign = 8\ncount = {count}\nexhausted = "refused:-9"\n'
THREE = BLOCKS.format(size=24, count=3)
TWO_LARGE = BLOCKS.format(size=4096, count=2)
GIVEN = THREE + '[life]\nstorage = "given"\nstorage_fixed = 4160\nstorage_per_block = 64\n'
RECORDS = THREE + "[sequence]\nsize = 24\ncount = 12\nnumber_at = 8\n"
ONLY_ONE = THREE + '[life]\ninstances = "one"\ndestroy = "none"\n'
SOUND = {
    "any order, misuse refused": THREE + '[misuse]\ndouble = "refused"\nnull = "ignored"\nforeign = "refused:4"\n',
    "lowest address, counted": THREE + '[order]\nreuse = "lowest-address"\n[counters]\nused = "exact"\npeak = "exact"\n',
    "large, kept": TWO_LARGE + '[contents]\nat_get = "kept"\n',
    "poisoned": THREE + '[order]\nreuse = "fifo"\n[contents]\nwhile_free = "0xDD"\n',
    "sized": THREE + '[order]\nreuse = "lifo"\n[size]\nsmallest = 3\nlargest = 20\ntoo_large = "refused:7"\n',
    "given storage": GIVEN + "clear = true\n",
    "many records": RECORDS,
    "made as it is loaded": ONLY_ONE,
    "it aborts": THREE.replace('"refused:-9"', '"aborts"') + '[misuse]\ndouble = "aborts"\nnull = "refused"\n',
    "all given back": THREE + '[life]\ndestroy = "needs-all-returned"\n',
}


@pytest.fixture(autouse=True)
def little_that_varies(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[explore.__module__]
    monkeypatch.setattr(module, "_TRANSITIONS_OF_VARYING", 20_000)
    monkeypatch.setattr(module, "_TRANSITIONS_OF_CONSTANTS", 2_000)


def shown_by(certificate: Certificate) -> tuple[str, ...]:
    return () if certificate.example is None else certificate.example.finding.requirements


@pytest.mark.parametrize("name", SOUND)
def test_a_small_sound_pool_is_whole(name: str, build_of: BuildOf) -> None:
    """It ends the process where anything is asked that is not promised, or is promised to abort."""
    certificate = explore(build_of(SOUND[name]))
    assert (shown_by(certificate), certificate.unconfirmed, certificate.unfinished) == ((), False, None)
    assert certificate.states > certificate.block_count
    Draft202012Validator(schema()).validate(document(certificate))


WITH_ALL_LENT = """
#define OWN_retire
#include "pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  if (pool->lent_count + 1 >= pool->capacity) block_at(pool, number)[PLACE] ^= 1;
}
"""
SECOND_FIRST = """
#define OWN_next
#include "pool.h"
static uint32_t next(pp_pool *pool) {
  if (pool->free_count != 2 || *in_order(pool, 0) != 2) return plain_next(pool);
  return *in_order(pool, --pool->free_count);
}
"""
ELEVENTH_OFF = """
#define OWN_prepare_record
#include "pool.h"
static void prepare_record(pp_pool *pool, uint32_t number) {
  plain_prepare_record(pool, number);
  if (number == 10) ++*record_at(pool, number);
}
"""
OVERRUN = (FOLDER / "planted" / "bound_1_storage_overrun.c").read_text(encoding="utf-8").replace("../pool.h", "pool.h")
KEPT = '[contents]\nat_get = "kept"\n'


@pytest.mark.parametrize(
    ("contract", "source", "requirement"),
    [
        (THREE + '[order]\nreuse = "fifo"\n', SECOND_FIRST, "ORDER-1"),
        (ONLY_ONE.replace("[life]", '[order]\nreuse = "fifo"\n[life]'), SECOND_FIRST, "ORDER-1"),
        (TWO_LARGE + KEPT, WITH_ALL_LENT.replace("PLACE", "3000"), "KEEP-1"),
        (GIVEN + KEPT, WITH_ALL_LENT.replace("PLACE", "23"), "KEEP-1"),
        (
            GIVEN,
            (FOLDER / "planted" / "bound_1_storage_overrun.c").read_text(encoding="utf-8").replace("../pool.h", "pool.h"),
            "BOUND-1",
        ),
        (RECORDS, ELEVENTH_OFF, "RECEIPT-2"),
    ],
    ids=["order", "order, one pool", "large", "given", "beyond what was given", "records"],
)
def test_what_is_wrong_in_one_state_is_found(contract: str, source: str, requirement: str, build_of: BuildOf) -> None:
    certificate = explore(build_of(contract, source))
    assert requirement in shown_by(certificate), certificate


# ---- counts ----


def test_a_pool_of_many_blocks_is_bounded_by_its_depth(build_of: BuildOf) -> None:
    certificate = explore(build_of(BLOCKS.format(size=24, count=40)), depth=4)
    assert (certificate.block_count, certificate.depth, shown_by(certificate)) == (40, 4, ())
    assert certificate.unfinished is not None
    assert certificate.unfinished.startswith("bounded: everything within 4 operations")


def test_of_the_counts_the_usual_one_is_explored_where_there_is_one(build_of: BuildOf) -> None:
    subject = build_of(BLOCKS.format(size=24, count=40) + "counts = [2, 50]\n")
    assert explore(subject, depth=1).block_count == 3
    assert explore(subject, 5, depth=1).block_count == 5


@pytest.mark.parametrize(
    ("text", "blocks", "records", "words"),
    [
        (THREE, 4, None, "tried promises no pool of 4 (block.counts); give --blocks 3, or leave it out"),
        (THREE + "counts = [2, 9]\n", 12, None, "tried promises no pool of 12 (block.counts); give --blocks from 2 to 9"),
        (BLOCKS.format(size=8, count=300), None, None, "tried has pools of 300 and more, and 256 at most can be explored"),
        (THREE, None, 2, "tried has no records (sequence); leave out --records"),
        (RECORDS, None, 2, "every pool of tried has 12 records (sequence.count); leave out --records"),
    ],
)
def test_a_count_that_there_is_not_is_told(
    text: str, blocks: int | None, records: int | None, words: str, build_of: BuildOf
) -> None:
    with pytest.raises(CountError) as told:
        explore(build_of(text), blocks, records)
    assert words in str(told.value)


# ---- what is left out ----


def test_what_is_left_out_is_said(build_of: BuildOf) -> None:
    told = "\n".join(explore(build_of(SOUND["it aborts"]), depth=1).abstracted)
    assert "what is promised to abort is left out (misuse.double, block.exhausted)" in told
    assert "wrong returns: NULL\n" in told
    assert "never tried: misuse.foreign, misuse.interior, misuse.revoked" in told
    given = "\n".join(explore(build_of(GIVEN), depth=1).abstracted)
    assert "the library's data, the storage that it was given and what it allocates" in given


# ---- Python classes ----

SOUND_CLASS = """
from poolproof.conformance.faults.of_contract.sound_class import pool_of
from poolproof.spec.contracts import load_contract

class Pool(pool_of(load_contract({file!r}))):
    pass
"""


def test_a_class_of_blocks_is_explored_by_sequences(tmp_path: Path, python_subject: Callable[..., Subject]) -> None:
    file = tmp_path / "tried.toml"
    file.write_text(BLOCKS.format(size=24, count=2).replace("refused:-9", "refused") + KEPT, encoding="utf-8")
    contract = load_contract(str(file))
    subject = replace(python_subject(SOUND_CLASS.format(file=str(file))), contract=contract)
    certificate = explore(subject, depth=3)
    assert (certificate.method, shown_by(certificate)) == (Method.SEQUENCES, ())
    # It gets, and returns either: no take, no reset, no clear, and no misuse is promised.
    assert certificate.transitions == 3 * 3**3


# ---- the command ----


def run(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, words)], cwd=folder, capture_output=True, text=True, check=False, timeout=240)


def test_the_command_says_by_which_contract_and_saves_what_it_finds(tmp_path: Path, build_of: BuildOf) -> None:
    (tmp_path / "tried.toml").write_text(THREE + '[order]\nreuse = "fifo"\n', encoding="utf-8")
    library = build_of((tmp_path / "tried.toml").read_text(encoding="utf-8"), SECOND_FIRST).path
    done = run(tmp_path, library, "--contract", "tried.toml", "--save-case", "cases", "--json", "certificate.json")
    assert done.returncode == 1, done.stderr
    assert "3 blocks of 24 bytes, contract tried" in done.stdout
    assert "-> code -9" not in done.stdout
    told: dict[str, Any] = json.loads((tmp_path / "certificate.json").read_text(encoding="utf-8"))
    assert (told["contract"]["name"], told["whole"]) == ("tried", False)
    (case,) = (tmp_path / "cases").glob("ORDER-1-*.json")
    replayed = subprocess.run(
        [*COMMAND[:-1], "replay", str(case), str(library)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert replayed.stdout.startswith("STILL FAILS")
    wrong = run(tmp_path, library, "--contract", "tried.toml", "--blocks", "9")
    assert (wrong.returncode, "give --blocks 3" in wrong.stderr, "Traceback" in wrong.stderr) == (2, True, False)


def test_every_example_contract_has_counts_to_explore_but_the_largest() -> None:
    refused = []
    for file in example_contracts():
        try:
            assert counts_to_try(load_contract(str(file)), None, None)
        except CountError:
            refused.append(file.stem)
    assert refused == ["two-hundred-thousand"]
