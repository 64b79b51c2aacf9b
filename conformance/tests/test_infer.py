"""A contract is inferred of a pool, and the pool conforms to it: what was seen is promised, what was not is left out."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers
from poolproof.conformance.cli.exits import Exit
from poolproof.conformance.faults.of_contract import build_of_contract, entries_of, example_contracts
from poolproof.spec.contracts import Contract, load_contract, read_contract
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


def program(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, "--no-config", *words], capture_output=True, text=True, check=False)


def run(subject: object, *options: str) -> subprocess.CompletedProcess[str]:
    return program("infer", str(subject), "--quiet", *options)


def verified(subject: object, contract: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return program("verify", str(subject), "--contract", str(contract), "--quiet", "--no-history", *options)


def inferred(subject: object, *options: str) -> Contract:
    result = run(subject, *options)
    assert result.returncode == Exit.CONFORMS, result.stderr
    return read_contract(result.stdout, "the contract that was inferred")


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


def test_a_fault_that_no_contract_allows_is_told(library: Library) -> None:
    lends_one_twice = SLAB.replace(
        "pool->free = pool->free->next;", "if (pool->free != &pool->blocks[9]) pool->free = pool->free->next;"
    )
    result = run(library(lends_one_twice), "--level", "core")
    assert result.returncode == Exit.VIOLATES
    assert result.stdout.startswith("# Violated, and every contract has it: ")
    assert "ISO-2" in result.stderr
    assert read_contract(result.stdout, "the contract that was inferred").block.size == 64


@pytest.mark.long
def test_an_order_that_is_kept_but_once_is_in_doubt(library: Library) -> None:
    second_but_one = """
  if (++pool->gets % 97 == 0 && pool->free->next != NULL) {
    union block *second = pool->free->next;
    pool->free->next = second->next, *block = second;
    return 0;
  }
  pool->free = pool->free->next;"""
    odd = SLAB.replace("blocks[32]; };", "blocks[32]; int gets; };").replace("  pool->free = pool->free->next;", second_but_one)
    odd = odd.replace("(*out)->free = NULL;", "(*out)->free = NULL, (*out)->gets = 0;")
    result = run(library(odd), "--level", "core")
    assert result.returncode == Exit.CONFORMS
    assert read_contract(result.stdout, "the contract that was inferred").order.reuse == "any"
    assert any(line.startswith("# In doubt: order.reuse: lifo held in ") for line in result.stdout.splitlines())


def test_what_was_found_before_an_interruption_is_printed(library: Library) -> None:
    command = [PROGRAM, "--no-config", "infer", str(library(SLAB))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "verification" in line:
                break
        process.send_signal(signal.SIGINT)
        printed, told = process.communicate(timeout=60)
    assert process.returncode == Exit.INCONCLUSIVE
    assert "interrupted" in told
    assert read_contract(printed, "the contract that was inferred").order.reuse == "lifo"


@pytest.mark.long
@pytest.mark.parametrize("name", [each.stem for each in example_contracts() if load_contract(str(each)).binding == 2])
def test_a_sound_pool_conforms_to_what_was_inferred(name: str, tmp_path: Path) -> None:
    contract = next(load_contract(str(each)) for each in example_contracts() if each.stem == name)
    subject = build_of_contract(entries_of(contract)[0], contract, tmp_path, compiler=Compilers.from_environment())
    file = tmp_path / "inferred.toml"
    count = () if contract.block.count < 100_000 else ("--count", str(contract.block.count))
    assert run(subject, "--output", str(file), *count).returncode == Exit.CONFORMS
    result = verified(subject, file, "--level", "hot", "--seed", "1")
    assert result.returncode == Exit.CONFORMS, result.stdout


@pytest.mark.long
@pytest.mark.parametrize("subject", ["native", "reference"])
def test_a_builtin_conforms_to_what_was_inferred(subject: str, tmp_path: Path) -> None:
    file = tmp_path / "inferred.toml"
    assert run(subject, "--output", str(file), "--level", "hardened").returncode == Exit.CONFORMS
    assert 'based_on = "knhk"' in file.read_text(encoding="utf-8")
    assert verified(subject, file, "--seed", "1").returncode == Exit.CONFORMS


def test_what_can_not_be_known_is_asked_for(library: Library) -> None:
    result = run(library(OF_ANY_SIZE))
    assert result.returncode == Exit.USAGE
    assert "--block-size N" in result.stderr


def test_a_pool_that_writes_into_the_probes_answers_is_told(library: Library) -> None:
    everywhere = '  for (int each = 3; each < 30; each++) (void)!write(each, "nonsense\\n", 9);\n'
    source = SLAB.replace("  ((union block *)block)->next", f"{everywhere}  ((union block *)block)->next")
    result = run(library(f"#include <unistd.h>\n{source}"))
    assert result.returncode == Exit.NO_SUBJECT, result.stderr
    assert "makes no sense; see which file descriptors it writes to" in result.stderr


def test_a_file_that_is_no_pool_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.so").write_bytes(b"text")
    result = run(tmp_path / "no.so")
    assert result.returncode == Exit.NO_SUBJECT
    assert "is no shared library" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"), [("--block-size", "0"), ("--block-align", "12"), ("--count", "0"), ("--level", "ticks")]
)
def test_wrong_options_are_refused(option: str, value: str) -> None:
    assert run("native", option, value).returncode == Exit.USAGE
