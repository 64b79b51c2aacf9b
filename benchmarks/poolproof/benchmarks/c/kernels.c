/* The workloads, with the operations of one rival inlined: compiled once for each, with RIVAL_HEADER its adapter. */
#include "kernels.h"

#include <bufferpool.h>
#include <stddef.h>
#include <string.h>

#include "mixed.h"

#include RIVAL_HEADER

/* 65,536 returns before the order comes again: more than a branch predictor learns. */
enum { PERMUTATIONS = 4096 };
/* Inputs of the whole operation: 12 KB, so that they stay in the first-level cache and no two in turn are alike. */
enum { INPUTS = 64 };

struct triple {
  uint64_t subject, predicate, object;
};

static uint8_t permutations[PERMUTATIONS][NESTED_DEPTH];
static struct triple inputs[INPUTS][BP_LANES];
static uint32_t next_permutation, next_stretch, next_input;

/* What holds a buffer may do anything with it: the compiler must neither leave out a store to it nor move one past here. */
static inline void hand_to_user(const void *memory) { __asm__ volatile("" : : "r"(memory) : "memory"); }

/* Between two operations lies the rest of a program: the compiler must not make one of two. */
static inline void leave_pool(void) { __asm__ volatile("" : : : "memory"); }

/* Who gives nothing back at a return clears instead, once all that was lent is done with. */
static inline void leave_with_nothing_lent(rival_pool *pool) {
#ifdef RIVAL_MUST_CLEAR
  rival_clear(pool);
#else
  (void)pool;
#endif
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
  for (uint32_t i = 0; i < INPUTS; ++i) {
    for (uint32_t j = 0; j < BP_LANES; ++j) {
      inputs[i][j].subject = draw(&state) % 4;
      inputs[i][j].predicate = draw(&state) % 4;
      inputs[i][j].object = draw(&state) % 4;
    }
  }
  draw_stretches(&state);
  next_permutation = next_stretch = next_input = 0;
}

static void run_depth1(void *state, uint64_t times) {
  rival_pool *const pool = (rival_pool *)state;
  bp_soa *buffer = NULL;
  for (; times != 0; --times) {
    rival_get_soa(pool, BP_LANES, &buffer);
    hand_to_user(buffer);
    rival_return_soa(pool, buffer);
    leave_with_nothing_lent(pool);
    leave_pool();
  }
}

static void run_triple(void *state, uint64_t times) {
  rival_pool *const pool = (rival_pool *)state;
  bp_soa *buffer = NULL;
  for (; times != 0; --times) {
    rival_get_soa(pool, BP_LANES, &buffer);
    buffer->s[0] = times;
    buffer->p[0] = times;
    buffer->o[0] = times;
    hand_to_user(buffer);
    rival_return_soa(pool, buffer);
    leave_with_nothing_lent(pool);
    leave_pool();
  }
}

static void run_nested(void *state, uint64_t times) {
  rival_pool *const pool = (rival_pool *)state;
  bp_soa *lent[NESTED_DEPTH];
  for (; times != 0; --times) {
    for (uint32_t i = 0; i < NESTED_DEPTH; ++i) {
      rival_get_soa(pool, BP_LANES, &lent[i]);
      hand_to_user(lent[i]);
    }
    for (uint32_t i = NESTED_DEPTH; i != 0; --i) {
      rival_return_soa(pool, lent[i - 1]);
      leave_pool();
    }
    leave_with_nothing_lent(pool);
  }
}

static void run_random(void *state, uint64_t times) {
  rival_pool *const pool = (rival_pool *)state;
  bp_soa *lent[NESTED_DEPTH];
  for (; times != 0; --times) {
    const uint8_t *const order = permutations[next_permutation];
    next_permutation = (next_permutation + 1) % PERMUTATIONS;
    for (uint32_t i = 0; i < NESTED_DEPTH; ++i) {
      rival_get_soa(pool, BP_LANES, &lent[i]);
      hand_to_user(lent[i]);
    }
    for (uint32_t i = 0; i < NESTED_DEPTH; ++i) {
      rival_return_soa(pool, lent[order[i]]);
      leave_pool();
    }
    leave_with_nothing_lent(pool);
  }
}

static void run_mixed(void *state, uint64_t times) {
  rival_pool *const pool = (rival_pool *)state;
  bp_soa *lent[NESTED_DEPTH];
  for (; times != 0; --times) {
    const struct stretch *const stretch = &stretches[next_stretch];
    next_stretch = (next_stretch + 1) % STRETCHES;
    uint32_t got = 0, returned = 0;
    for (uint32_t leg = 0; returned < NESTED_DEPTH; ++leg) {
      for (uint32_t i = stretch->rises[leg]; i != 0; --i, ++got) {
        rival_get_soa(pool, BP_LANES, &lent[got]);
        hand_to_user(lent[got]);
      }
      for (uint32_t i = stretch->falls[leg]; i != 0; --i, ++returned) {
        rival_return_soa(pool, lent[stretch->returned[returned]]);
        leave_pool();
      }
    }
    leave_with_nothing_lent(pool);
  }
}

static inline void load(bp_soa *buffer, const struct triple *triples) {
  for (uint32_t i = 0; i < BP_LANES; ++i) {
    buffer->s[i] = triples[i].subject;
    buffer->p[i] = triples[i].predicate;
    buffer->o[i] = triples[i].object;
  }
}

/* How many lanes hold the triple that is asked for. Without a branch: the answer must not be what the time depends on. */
static inline uint64_t ask(const bp_soa *buffer, const struct triple *wanted) {
  uint64_t found = 0;
  for (uint32_t i = 0; i < BP_LANES; ++i) {
    const uint64_t difference =
        (buffer->s[i] ^ wanted->subject) | (buffer->p[i] ^ wanted->predicate) | (buffer->o[i] ^ wanted->object);
    found += difference == 0;
  }
  return found;
}

static inline void fill(bp_receipt *receipt, uint64_t cycle_id, uint64_t found) {
  receipt->cycle_id = cycle_id;
  receipt->shard_id = 1;
  receipt->hook_id = 2;
  receipt->ticks = 8;
  receipt->actual_ticks = 7;
  receipt->lanes = BP_LANES;
  receipt->flags = (uint32_t)found;
  receipt->span_id = cycle_id;
  receipt->a_hash = cycle_id ^ found;
}

static inline bp_receipt *next_receipt(rival_pool *pool) {
  bp_receipt *receipt = NULL;
  if (rival_get_receipt(pool, &receipt) != BP_OK) {
    rival_reset_receipts(pool);
    rival_get_receipt(pool, &receipt);
  }
  return receipt;
}

/* Get a buffer, load triples into it, ask, account for it, return it. */
static void run_whole(void *state, uint64_t times) {
  rival_pool *const pool = (rival_pool *)state;
  const struct triple wanted = {1, 2, 3};
  bp_soa *buffer = NULL;
  for (; times != 0; --times) {
    rival_get_soa(pool, BP_LANES, &buffer);
    load(buffer, inputs[next_input]);
    next_input = (next_input + 1) % INPUTS;
    hand_to_user(buffer);
    bp_receipt *const receipt = next_receipt(pool);
    fill(receipt, times, ask(buffer, &wanted));
    hand_to_user(receipt);
#ifdef RIVAL_RETURNS_RECEIPTS
    rival_return_receipt(pool, receipt);
#endif
    rival_return_soa(pool, buffer);
    leave_with_nothing_lent(pool);
    leave_pool();
  }
}

static const char *create(const char *argument, void **out) {
  rival_pool *pool = NULL;
  bp_usage usage;
#ifdef RIVAL_TAKES_ARGUMENT
  const char *const problem = rival_open(argument);
  if (problem != NULL) return problem;
#else
  (void)argument;
#endif
  if (rival_create(NULL, &pool) != BP_OK) return "creates no pool without a config";
  rival_capacity_usage(pool, &usage);
  if (usage.soa_total < NESTED_DEPTH) {
    rival_destroy(pool);
    return "has fewer buffers than the 16 of the workloads";
  }
  prepare();
  *out = pool;
  return NULL;
}

static void destroy(void *pool) { rival_destroy((rival_pool *)pool); }

const struct contestant contestant = {
    RIVAL_NAME,
    create,
    destroy,
    {run_depth1, run_triple, run_nested, run_random, run_whole, run_mixed},
};
