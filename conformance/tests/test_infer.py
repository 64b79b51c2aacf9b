"""A contract is inferred of a pool, and the pool conforms to it: what was seen is promised, what was not is left out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from poolproof.conformance.cli.exits import Exit
from poolproof.conformance.cli.main import commands
from poolproof.spec.contracts import Contract, read_contract
from poolproof.spec.contracts.records import Answer, Counts, Fill, How

PROGRAM = str(Path(sys.executable).with_name("poolproof"))
SLAB = """
#include <stdlib.h>
#include "blockpool.h"
union block { union block *next; unsigned char bytes[64]; };
struct pp_pool { union block *free, blocks[32]; };
int pp_return(pp_pool *pool, void *block) {
  ((union block *)block)->next = pool->free;
  pool->free = block;
  return 0;
}
int pp_create(const pp_config *config, pp_pool **out) {
  if ((*out = malloc(sizeof **out)) == NULL) return -12;
  (*out)->free = NULL;
  for (uint32_t i = config->block_count; i-- > 0;) pp_return(*out, &(*out)->blocks[i]);
  return 0;
}
void pp_destroy(pp_pool *pool) { free(pool); }
int pp_get(pp_pool *pool, void **block) {
  if ((*block = pool->free) == NULL) return -11;
  pool->free = pool->free->next;
  return 0;
}
"""
OF_ANY_SIZE = """
#include <stdlib.h>
#include "blockpool.h"
struct pp_pool { void *free; };
int pp_return(pp_pool *pool, void *block) {
  *(void **)block = pool->free;
  pool->free = block;
  return 0;
}
int pp_create(const pp_config *config, pp_pool **out) {
  size_t size = config->block_size < 8 ? 8 : (config->block_size + 7) / 8 * 8;
  if ((*out = malloc(16 + config->block_count * size)) == NULL) return -12;
  (*out)->free = NULL;
  for (uint32_t i = config->block_count; i-- > 0;) pp_return(*out, (char *)*out + 16 + i * size);
  return 0;
}
void pp_destroy(pp_pool *pool) { free(pool); }
int pp_get(pp_pool *pool, void **block) {
  if ((*block = pool->free) == NULL) return -11;
  pool->free = *(void **)*block;
  return 0;
}
"""
CLASS = """
class Empty(Exception): pass
class Foreign(Exception): pass

class Pool:
    def __init__(self, count):
        if not 1 <= count <= 100: raise ValueError(count)
        self.free_ones = [bytearray(24) for _ in range(count)]
        self.capacity, self.lent = count, {}
    @property
    def used(self): return len(self.lent)
    def get(self):
        if not self.free_ones: raise Empty
        block = self.free_ones.pop(0)
        block[:] = bytes(24)
        self.lent[id(block)] = block
        return block
    def give_back(self, block):
        if self.lent.pop(id(block), None) is None: raise Foreign
        self.free_ones.append(block)
    def close(self): self.free_ones = []
"""
Library = Callable[[str], Path]


@pytest.fixture
def library(build: Callable[..., Path], tmp_path: Path) -> Library:
    def named(source: str) -> Path:
        place = tmp_path / "libslab.so"
        place.symlink_to(build(source))
        return place

    return named


def inferred(subject: object, *options: str, code: int = Exit.CONFORMS) -> Contract:
    result = run(subject, *options)
    assert result.exit_code == code, result.output
    return read_contract(result.stdout, "the contract that was inferred")


def run(subject: object, *options: str) -> Result:
    return CliRunner().invoke(commands, ["--no-config", "infer", str(subject), "--quiet", *options])


def verified(subject: object, contract: Path, *options: str) -> Result:
    words = ["--no-config", "verify", str(subject), "--contract", str(contract), "--quiet", "--no-history", *options]
    return CliRunner().invoke(commands, words)


def test_a_slab(library: Library) -> None:
    contract = inferred(library(SLAB), "--level", "hardened")
    assert contract.name == "slab"
    assert (contract.block.size, contract.block.count, contract.block.counts) == (64, 32, Counts(1, 32))
    assert contract.block.exhausted == Answer(How.REFUSED, -11)
    assert (contract.order.reuse, contract.order.fresh) == ("lifo", "ascending")
    assert not contract.contents.at_get.is_promised
    assert not contract.misuse.double.is_promised
    assert contract.life.out_of_memory == Answer(How.REFUSED, -12)
    assert contract.hot is None


@pytest.mark.long
def test_a_python_class(tmp_path: Path) -> None:
    (tmp_path / "pool.py").write_text(CLASS, encoding="utf-8")
    contract = inferred(f"{tmp_path}/pool.py:Pool", "--level", "hardened")
    assert (contract.block.size, contract.block.counts) == (24, Counts(1, 100))
    assert contract.block.exhausted == Answer(How.REFUSED, "Empty")
    assert contract.order.reuse == "fifo"
    assert contract.contents.at_get == Fill(byte=0)
    assert contract.misuse.double == contract.misuse.foreign == Answer(How.REFUSED, "Foreign")
    assert contract.life.bad_config == Answer(How.REFUSED, "ValueError")
    assert (contract.counters.capacity, contract.counters.used) == ("exact", "exact")


def test_what_can_not_be_known_is_asked_for(library: Library) -> None:
    result = run(library(OF_ANY_SIZE))
    assert result.exit_code == Exit.USAGE
    assert "--block-size N" in result.stderr


def test_a_file_that_is_no_pool_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.so").write_bytes(b"text")
    assert run(tmp_path / "no.so").exception is not None


@pytest.mark.parametrize(
    ("option", "value"), [("--block-size", "0"), ("--block-align", "12"), ("--count", "0"), ("--level", "ticks")]
)
def test_wrong_options_are_refused(option: str, value: str) -> None:
    assert run("native", option, value).exit_code == Exit.USAGE
