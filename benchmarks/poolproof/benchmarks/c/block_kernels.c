/* The workloads of pools of blocks, with the operations of one of them inlined: compiled once for each, with BLOCKS_HEADER its
 * adapter, BLOCK_BYTES the size of a block, and BLOCK_WIPED 1 where it is zero when it is lent. They are those of kernels.c
 * that write to nothing they hold. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

#include BLOCKS_HEADER

enum { PERMUTATIONS = 4096 }; /* as in kernels.c */

static uint8_t permutations[PERMUTATIONS][NESTED_DEPTH];
static uint32_t next_permutation;

static inline void hand_to_user(const void *memory) { __asm__ volatile("" : : "r"(memory) : "memory"); }

static inline void leave_pool(void) { __asm__ volatile("" : : : "memory"); }

static uint32_t draw(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

static void prepare(void) {
  uint32_t state = 0x9E3779B9U;
  for (uint32_t i = 0; i < PERMUTATIONS; ++i) {
    for (uint32_t j = 0; j < NESTED_DEPTH; ++j) {
      const uint32_t other = draw(&state) % (j + 1);
      permutations[i][j] = permutations[i][other];
      permutations[i][other] = (uint8_t)j;
    }
  }
  next_permutation = 0;
}

static void run_depth1(void *state, uint64_t times) {
  blocks_pool *const pool = (blocks_pool *)state;
  void *block = NULL;
  for (; times != 0; --times) {
    blocks_get(pool, &block);
    hand_to_user(block);
    blocks_return(pool, block);
    leave_pool();
  }
}

static void run_nested(void *state, uint64_t times) {
  blocks_pool *const pool = (blocks_pool *)state;
  void *lent[NESTED_DEPTH];
  for (; times != 0; --times) {
    for (uint32_t i = 0; i < NESTED_DEPTH; ++i) {
      blocks_get(pool, &lent[i]);
      hand_to_user(lent[i]);
    }
    for (uint32_t i = NESTED_DEPTH; i != 0; --i) {
      blocks_return(pool, lent[i - 1]);
      leave_pool();
    }
  }
}

static void run_random(void *state, uint64_t times) {
  blocks_pool *const pool = (blocks_pool *)state;
  void *lent[NESTED_DEPTH];
  for (; times != 0; --times) {
    const uint8_t *const order = permutations[next_permutation];
    next_permutation = (next_permutation + 1) % PERMUTATIONS;
    for (uint32_t i = 0; i < NESTED_DEPTH; ++i) {
      blocks_get(pool, &lent[i]);
      hand_to_user(lent[i]);
    }
    for (uint32_t i = 0; i < NESTED_DEPTH; ++i) {
      blocks_return(pool, lent[order[i]]);
      leave_pool();
    }
  }
}

/* For threads that meet: contend.c. Who finds nothing free tries again. */
static void run_met(void *state, uint64_t times) {
  blocks_pool *const pool = (blocks_pool *)state;
  void *block = NULL;
  for (; times != 0; --times) {
    while (blocks_get(pool, &block) != 0) continue;
    hand_to_user(block);
    blocks_return(pool, block);
    leave_pool();
  }
}

static const char *create(const char *argument, void **out) {
  (void)argument;
  prepare();
  *out = blocks_create();
  return *out == NULL ? "creates no pool" : NULL;
}

static void destroy(void *pool) { blocks_destroy((blocks_pool *)pool); }

const struct contestant contestant = {
    BLOCKS_NAME,
    create,
    destroy,
    {run_depth1, NULL, run_nested, run_random, NULL, NULL, run_met},
};
