/* What can be seen only from inside: the invariant after random histories, and that is_valid notices each way to break it.
 * Built without NDEBUG, so the assertions of the pool check the whole state on entry and exit of every operation too. */
#include <bufferpool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bufferpool_inline.h"
#include "internal/limits.h"
#include "internal/validity.h"

#define EXPECT(condition)                                             \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                        \
    }                                                                 \
  } while (0)

enum { CAPACITY = 5, RECEIPTS = 3, STEPS = 200000 };

static bp_pool *new_pool(uint32_t soa_capacity, uint32_t receipt_capacity) {
  const bp_config config = {soa_capacity, receipt_capacity};
  bp_pool *pool = NULL;
  EXPECT(bp_create(&config, &pool) == BP_OK);
  EXPECT(bp_pool_is_valid(pool));
  return pool;
}

static uint32_t next_random(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

static void random_histories_keep_the_pool_valid(void) {
  bp_pool *const pool = new_pool(CAPACITY, RECEIPTS);
  uint32_t random = 1;
  bp_soa *buffer;
  bp_receipt *receipt;
  for (int step = 0; step < STEPS; step += 1) {
    const uint32_t choice = next_random(&random) % 64;
    if (choice < 28) {
      bp_get_soa(pool, choice % 10, &buffer);
    } else if (choice < 56) {
      bp_return_soa(pool, pool->soa + next_random(&random) % CAPACITY);
    } else if (choice < 61) {
      bp_get_receipt(pool, &receipt);
    } else if (choice < 63) {
      bp_reset_receipts(pool);
    } else {
      bp_clear(pool);
    }
    EXPECT(bp_pool_is_valid(pool));
  }
  bp_destroy(pool);
}

static void only_addresses_of_buffers_have_an_index(void) {
  bp_pool *const pool = new_pool(CAPACITY, RECEIPTS);
  const unsigned char *const first = (const unsigned char *)pool->soa;
  const ptrdiff_t size = sizeof(bp_soa);
  for (ptrdiff_t offset = -4 * size; offset < (CAPACITY + 4) * size; offset += 1) {
    const int is_buffer = offset >= 0 && offset < CAPACITY * size && offset % size == 0;
    const uintptr_t address = (uintptr_t)first + (uintptr_t)offset;
    const uintptr_t index = bp_inline_index(pool, (const bp_soa *)address);
    EXPECT(is_buffer ? index == (uintptr_t)(offset / size) : index >= CAPACITY);
  }
  EXPECT(bp_inline_index(pool, NULL) >= CAPACITY);
  bp_destroy(pool);
}

static void clear_restores_the_order_of_creation(void) {
  bp_pool *const pool = new_pool(CAPACITY, RECEIPTS);
  bp_soa *before[CAPACITY];
  bp_soa *after;
  for (int i = 0; i < CAPACITY; i += 1) {
    EXPECT(bp_get_soa(pool, 8, &before[i]) == BP_OK);
  }
  EXPECT(bp_return_soa(pool, before[3]) == BP_OK);
  EXPECT(bp_return_soa(pool, before[1]) == BP_OK);
  bp_clear(pool);
  for (int i = 0; i < CAPACITY; i += 1) {
    EXPECT(bp_get_soa(pool, 8, &after) == BP_OK);
    EXPECT(after == before[i]);
  }
  bp_destroy(pool);
}

static void default_pool_fits_its_memory(void) {
  bp_pool *pool = NULL;
  EXPECT(bp_create(NULL, &pool) == BP_OK);
  EXPECT(pool->mapping_bytes <= 147456);
  bp_destroy(pool);
}

static void expect_noticed(bp_pool *broken, const bp_pool *whole) {
  EXPECT(!bp_pool_is_valid(broken));
  *broken = *whole;
  EXPECT(bp_pool_is_valid(broken));
}

static void is_valid_notices_each_broken_part(void) {
  bp_pool *const pool = new_pool(CAPACITY, RECEIPTS);
  const bp_pool whole = *pool;
  EXPECT(!bp_pool_is_valid(NULL));

  pool->top = whole.top + 1;
  expect_noticed(pool, &whole);
  pool->top = (bp_soa **)(void *)((unsigned char *)whole.top - 1);
  expect_noticed(pool, &whole);
  pool->receipts_in_use = RECEIPTS + 1;
  expect_noticed(pool, &whole);
  pool->soa_capacity = 0;
  expect_noticed(pool, &whole);
  pool->receipt_capacity = BP_LARGEST_RECEIPT_CAPACITY + 1;
  expect_noticed(pool, &whole);
  pool->soa = (bp_soa *)(void *)((unsigned char *)whole.soa + 8);
  expect_noticed(pool, &whole);
  pool->receipts = NULL;
  expect_noticed(pool, &whole);
  pool->mapping_bytes = sizeof(bp_pool);
  expect_noticed(pool, &whole);

  bp_destroy(pool);
}

static void expect_word_matters(const bp_pool *pool, bp_soa **word, bp_soa *wrong, bool is_plausible) {
  bp_soa *const right = *word;
  *word = wrong;
  EXPECT(bp_pool_is_plausible(pool) == is_plausible);
  EXPECT(!bp_pool_is_valid(pool));
  *word = right;
  EXPECT(bp_pool_is_valid(pool));
}

static void expect_slot_matters(const bp_pool *pool, bp_soa ***slot, bp_soa **wrong, bool is_plausible) {
  bp_soa **const right = *slot;
  *slot = wrong;
  EXPECT(bp_pool_is_plausible(pool) == is_plausible);
  EXPECT(!bp_pool_is_valid(pool));
  *slot = right;
  EXPECT(bp_pool_is_valid(pool));
}

static void is_valid_notices_each_broken_place_of_the_stack(void) {
  bp_pool *const pool = new_pool(CAPACITY, RECEIPTS);
  bp_soa **const stack = (bp_soa **)(void *)(pool + 1);
  expect_word_matters(pool, &stack[0], pool->soa, false);
  expect_word_matters(pool, &stack[CAPACITY + 1], pool->soa, false);
  expect_word_matters(pool, &stack[CAPACITY], NULL, false);
  expect_word_matters(pool, &stack[1], pool->soa + CAPACITY, true);
  expect_word_matters(pool, &stack[1], stack[2], true);
  expect_word_matters(pool, &stack[1], NULL, true);
  expect_slot_matters(pool, &pool->slots[0], stack + 1, false);
  expect_slot_matters(pool, &pool->slots[1], stack + CAPACITY, true);

  /* Lent, and then left over: only that no slot leads out of the stack. */
  pool->top = stack;
  EXPECT(bp_pool_is_valid(pool));
  expect_word_matters(pool, &stack[2], stack[1], true);
  stack[1] = NULL;
  stack[2] = pool->soa + CAPACITY;
  EXPECT(bp_pool_is_valid(pool));
  expect_slot_matters(pool, &pool->slots[0], stack, true);
  expect_slot_matters(pool, &pool->slots[0], stack + CAPACITY + 1, true);
  bp_clear(pool);
  EXPECT(bp_pool_is_valid(pool));
  bp_destroy(pool);
}

#ifdef BUFFERPOOL_PROFILING
static void profile_counts_what_happened(void) {
  bp_pool *const pool = new_pool(2, 1);
  bp_soa *first;
  bp_soa *second;
  bp_receipt *receipt;
  bp_profile_counts counts;
  bp_get_soa(pool, 9, &first);
  bp_get_soa(pool, 8, &first);
  bp_get_soa(pool, 8, &second);
  bp_get_soa(pool, 8, &second);
  bp_return_soa(pool, first);
  bp_return_soa(pool, first);
  bp_return_soa(pool, NULL);
  bp_get_receipt(pool, &receipt);
  bp_get_receipt(pool, &receipt);
  bp_clear(pool);
  bp_get_soa(pool, 8, &first);
  bp_profile(pool, &counts);
  const bp_profile_counts expected = {3, 1, 1, 1, 1, 1, 1, 1, 2, 1};
  EXPECT(memcmp(&counts, &expected, sizeof(counts)) == 0);
  bp_destroy(pool);
}
#endif

int main(void) {
  random_histories_keep_the_pool_valid();
  only_addresses_of_buffers_have_an_index();
  clear_restores_the_order_of_creation();
  default_pool_fits_its_memory();
  is_valid_notices_each_broken_part();
  is_valid_notices_each_broken_place_of_the_stack();
#ifdef BUFFERPOOL_PROFILING
  profile_counts_what_happened();
#endif
  puts("all held");
  return 0;
}
