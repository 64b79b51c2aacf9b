"""Campaigns by any contract: every driver agrees with sound pools and asks for what is promised alone, and each of them finds
what breaks a promise."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolproof.conformance.campaign.drivers import Workplace
from poolproof.conformance.campaign.shards import Driver, Order, Shard, ShardResult
from poolproof.conformance.cases import load_case
from poolproof.conformance.faults.of_contract import example_contracts
from poolproof.conformance.subjects import Subject
from poolproof.spec import Level
from poolproof.spec.vocabulary import LOG_CAPACITY

BuildOf = Callable[..., Subject]

COMMAND = (sys.executable, "-m", "poolproof.conformance")
FILES = {each.stem: each for each in example_contracts()}
BLOCKS = 'contract = 1\nname = "tried"\n[block]\nsize = 24\nalign = 8\ncount = 5\nexhausted = "refused:-9"\n'
QUEUE = BLOCKS + '[order]\nreuse = "fifo"\n'
KEPT = BLOCKS + '[contents]\nat_get = "kept"\n'
SIZED = BLOCKS + '[size]\nsmallest = 3\nlargest = 20\ntoo_large = "refused:7"\n'
LANE, WALKS = Shard(20, Driver.LANE, 100_000), Shard(21, Driver.WALKS, 6)
SOUND = (LANE, WALKS, Shard(22, Driver.MARATHONS, 2), Shard(23, Driver.MACHINE, 8))
MACHINE = Shard(23, Driver.MACHINE, 20)
NEWEST_OF_MANY = """
#define OWN_next
#include "pool.h"
static uint32_t next(pp_pool *pool) {
  if (pool->free_count != 3) return plain_next(pool);
  return *in_order(pool, --pool->free_count);
}
"""
FORGETS_A_BYTE = """
#define OWN_retire
#include "pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  plain_retire(pool, number);
  if (number == 1) block_at(pool, number)[17] ^= 1;
}
"""
TAKES_A_SIZE = """
#define OWN_too_large
#include "pool.h"
static int too_large(pp_pool *pool) { return plain_too_large(pool) - (pool->free_count < 3); }
"""
ANOTHER_CODE = """
#define OWN_exhausted
#include "pool.h"
static int exhausted(pp_pool *pool) { return plain_exhausted(pool) + 1; }
"""
REFUSES_ONCE = """
#define POOL_FIELDS uint32_t returns;
#define OWN_give_back
#include "pool.h"
static int give_back(pp_pool *pool, void *block) {
  return ++pool->returns == 400000 ? 77 : plain_give_back(pool, block);
}
"""


def done(subject: Subject, *shards: Shard) -> list[ShardResult]:
    workplace = Workplace(Order(subject, Level.HARDENED, 11))
    return [workplace.run(shard, 60.0) for shard in shards]


@pytest.mark.parametrize(
    "name",
    [
        "aborts-on-all",
        "all-in-storage",
        "contiki-memb",
        "growing",
        "kept-while-free",
        "never-destroyed",
        "only-one-created",
        "returned-before-destroyed",
        "sized-after-capacity",
    ],
)
def test_every_driver_agrees_with_a_sound_pool(name: str, build_of: BuildOf) -> None:
    """It ends the process where anything is asked that is not promised."""
    for result in done(build_of(FILES[name].read_text(encoding="utf-8")), *SOUND):
        assert ([each.group for each in result.discoveries], result.unconfirmed) == ([], ())
        assert result.is_whole
        assert result.operations > 100


@pytest.mark.parametrize(
    ("contract", "source", "requirement", "shard"),
    [
        (QUEUE, NEWEST_OF_MANY, "ORDER-1", LANE),
        (QUEUE, NEWEST_OF_MANY, "ORDER-1", WALKS),
        (KEPT, FORGETS_A_BYTE, "KEEP-1", LANE),
        (SIZED, TAKES_A_SIZE, "GUARD-2", WALKS),
        (QUEUE, ANOTHER_CODE, "CAP-2", MACHINE),
    ],
    ids=["order, lane", "order, walks", "contents", "size", "code, machine"],
)
def test_each_driver_finds_what_breaks_a_promise(
    contract: str, source: str, requirement: str, shard: Shard, build_of: BuildOf
) -> None:
    (result,) = done(build_of(contract, source), shard)
    assert requirement in {each for found in result.discoveries for each in found.case.requirements}
    assert {found.case.contract.name for found in result.discoveries} == {"tried"}


def test_what_a_long_life_shows_is_a_discovery(build_of: BuildOf) -> None:
    """The judge sees no sequence as long as this: the model in C does, and makes it short."""
    stack = BLOCKS.replace("count = 5", "count = 32") + '[order]\nreuse = "lifo"\n'
    (result,) = done(build_of(stack, REFUSES_ONCE), Shard(3, Driver.OPENING, 2))
    assert [each.case.requirements[0] for each in result.discoveries] == ["CAP-3"]
    assert len(result.discoveries[0].case.operations) > LOG_CAPACITY


def test_the_contract_travels_with_the_order(build_of: BuildOf) -> None:
    order = Order(build_of(SIZED), Level.HARDENED, 1)
    assert pickle.loads(pickle.dumps(order)).subject.contract == order.subject.contract


# ---- the command ----


def fuzz(folder: Path, *words: object, seconds: str = "40") -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "fuzz", *map(str, words), "--jobs", "1", "--time", seconds]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=240)


@pytest.fixture
def queue(tmp_path: Path, build_of: BuildOf) -> Path:
    (tmp_path / "queue.toml").write_text(QUEUE, encoding="utf-8")
    (tmp_path / "any.toml").write_text(BLOCKS.replace("tried", "any"), encoding="utf-8")
    return Path(str(build_of(QUEUE, NEWEST_OF_MANY).path))


def test_what_is_found_is_kept_with_its_contract_and_no_news_of_another(tmp_path: Path, queue: Path) -> None:
    first = fuzz(tmp_path, queue, "--contract", "queue.toml", "--until-new", "1", "--json", "report.json")
    assert first.returncode == 1, first.stderr
    assert "contract tried, level hardened: a new campaign" in first.stdout
    (case,) = (tmp_path / "poolproof-corpus").glob("ORDER-1-*.json")
    assert load_case(case).contract.order.reuse == "fifo"
    document: dict[str, Any] = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (document["contract"]["name"], document["contract"]["given"]) == ("tried", "queue.toml")
    assert document["situations"] == {"reached": 0, "possible": 0, "missed": []}
    lawful = fuzz(tmp_path, queue, "--contract", "any.toml", seconds="1")
    assert lawful.returncode == 0, lawful.stdout
    assert f"FIXED {case.name} saved by the contract tried, and judged by any" in " ".join(lawful.stdout.split())
    assert "contract any, level hardened: a new campaign" in lawful.stdout
    again = fuzz(tmp_path, queue, "--contract", "queue.toml", seconds="1")
    assert (again.returncode, f"STILL FAILS {case.name}" in again.stdout) == (1, True)
    assert "contract tried, level hardened: goes on after" in again.stdout


def test_a_case_of_another_contract_does_not_hide_what_is_found(tmp_path: Path, queue: Path) -> None:
    """The same steps may violate both: each has a case of its own."""
    (tmp_path / "loose.toml").write_text(QUEUE.replace("tried", "loose").replace(":-9", ""), encoding="utf-8")
    for contract in ("queue.toml", "loose.toml"):
        done = fuzz(tmp_path, queue, "--contract", contract, "--until-new", "1")
        assert "1 new" in done.stdout, done.stdout + done.stderr
    cases = (tmp_path / "poolproof-corpus").glob("ORDER-*.json")
    assert {load_case(each).contract.name for each in cases} == {"tried", "loose"}


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["native", "--contract", "queue.toml"], 3, "is of binding 2 (blockpool.h)"),
        (["pool.so"], 2, "missing: it is a pool of blockpool.h, and carries no contract"),
        (["pool.so", "--contract", "knhk"], 3, "give a contract with binding = 2"),
        (["pool.so", "--contract", "nowhere.toml"], 2, "nowhere.toml"),
        (["pool.so", "--contract", "counted.toml"], 3, "counters.used promises pp_used"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, words: list[str], status: int, said: str) -> None:
    counted = QUEUE + '[counters]\nused = "exact"\n'
    (tmp_path / "counted.toml").write_text(counted, encoding="utf-8")
    library = "void *pp_get(void *pool, void **block) { return pool; }\nint pp_return(void *pool) { return pool != 0; }\n"
    (tmp_path / "small.c").write_text(library, encoding="utf-8")
    subprocess.run(["cc", "-shared", "-fPIC", "small.c", "-o", "pool.so"], cwd=tmp_path, check=True, capture_output=True)
    done = fuzz(tmp_path, *words, seconds="1")
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr
