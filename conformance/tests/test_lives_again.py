"""LIFE-1 of pools that share an allocator: what it keeps for later pools is no leak, and what a pool forgets is one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from poolproof.benchmarks.toolchain import Compilers, Language
from poolproof.conformance import operations as op
from poolproof.conformance.judge import Abilities, Judge
from poolproof.conformance.judge.leaks import OF_UNLIKE_LIVES
from poolproof.conformance.runs import Session
from poolproof.conformance.subjects.choice import choose
from poolproof.conformance.verification.minimising.lives_again import leave_more
from poolproof.spec.contracts import block_header_path

COUNTS = Abilities(counts_allocations=True)
COMPILERS = Compilers.from_environment()
CONTRACT = """
contract = 1
name = "shared-allocator"
[block]
size = 64
count = 8
counts = [1, 1024]
[life]
destroy = "needs-all-returned"
"""
SOURCE = """
#include <stdlib.h>
#include "blockpool.h"
struct block { struct block *next; char rest[56]; };
static struct block *kept; /* of all pools: what one gave back, the next one takes */
static struct block *take(void) {
  struct block *block = kept;
  if (block != NULL) kept = block->next;
  return block != NULL ? block : malloc(sizeof *block);
}
struct pp_pool { struct block *free; }; /* in a block, too */
int pp_return(pp_pool *pool, void *block) { ((struct block *)block)->next = pool->free, pool->free = block; return 0; }
int pp_create(const pp_config *config, pp_pool **out) {
  pp_pool *pool = *out = (pp_pool *)take();
  pool->free = NULL;
  for (unsigned i = 0; i < config->block_count; i++) pp_return(pool, take());
  return 0;
}
void pp_destroy(pp_pool *pool) {
  struct block *block = pool->free, *next = FORGETS ? block->next : block;
  while ((block = next) != NULL) next = block->next, block->next = kept, kept = block;
  if (!FORGETS) block = (struct block *)pool, block->next = kept, kept = block;
}
int pp_get(pp_pool *pool, void **out) {
  struct block *block = pool->free;
  *out = block;
  if (block != NULL) pool->free = block->next;
  return block == NULL;
}
"""


@pytest.mark.parametrize("forgets", [0, 1])
def test_what_is_kept_for_the_next_pool_is_no_leak(forgets: int, tmp_path: Path) -> None:
    if not COMPILERS.available(Language.C):
        pytest.skip("no C compiler here")
    source, library, contract = tmp_path / "pool.c", tmp_path / "libpool.so", tmp_path / "pool.toml"
    source.write_text(SOURCE, encoding="utf-8")
    contract.write_text(CONTRACT, encoding="utf-8")
    flags = ["-O1", "-shared", "-fPIC", f"-DFORGETS={forgets}", f"-I{block_header_path().parent}"]
    subprocess.run([*COMPILERS.c, *flags, str(source), "-o", str(library)], check=True)
    subject = choose(str(library), str(contract))
    lives = [each for count in (8, 9, 10, 11, 12, 17) for each in (op.create(count, 1), op.destroy())]
    with Session(subject) as session:
        judge = Judge(COUNTS, subject.contract)
        told = [found for step in session.run(lives, fresh=True) for found in judge.observe(step)]
        assert [each.requirements for each in told] == [("LIFE-1",)]  # seen once, both look alike
        assert told[0].observed.endswith(OF_UNLIKE_LIVES)
        assert leave_more(session, lives) == bool(forgets)
