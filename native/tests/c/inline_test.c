/* The header and the library on one pool: a random history in which each step goes either way, beside the same history by the
 * library alone. C and C++, and with inline_other.c two files that each have the operations to themselves. */
#include <bufferpool.h>
#include <bufferpool_inline.h>
#include <stdio.h>
#include <stdlib.h>

#include "inline_other.h"

#define EXPECT(condition)                                             \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                        \
    }                                                                 \
  } while (0)

enum { CAPACITY = 5, RECEIPTS = 3, STEPS = 200000, WAYS = 3 };

typedef int get_soa_function(bp_pool *pool, size_t size, bp_soa **out);
typedef int return_soa_function(bp_pool *pool, bp_soa *buffer);
typedef int get_receipt_function(bp_pool *pool, bp_receipt **out);
typedef void reset_receipts_function(bp_pool *pool);
typedef void capacity_usage_function(const bp_pool *pool, bp_usage *out);

static get_soa_function *const get_soa[WAYS] = {bp_get_soa, bp_inline_get_soa, other_get_soa};
static return_soa_function *const return_soa[WAYS] = {bp_return_soa, bp_inline_return_soa, other_return_soa};
static get_receipt_function *const get_receipt[WAYS] = {bp_get_receipt, bp_inline_get_receipt, bp_inline_get_receipt};
static reset_receipts_function *const reset_receipts[WAYS] = {bp_reset_receipts, bp_inline_reset_receipts, bp_reset_receipts};
static capacity_usage_function *const capacity_usage[WAYS] = {bp_capacity_usage, bp_inline_capacity_usage, bp_capacity_usage};

static uint32_t random_state = 1;

static uint32_t next_random(uint32_t below) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state % below;
}

static bp_pool *new_pool(void) {
  const bp_config config = {CAPACITY, RECEIPTS};
  bp_pool *pool = NULL;
  EXPECT(bp_create(&config, &pool) == BP_OK);
  return pool;
}

/* The mixed pool and the plain one, and by number the buffers that they lent. A new pool lends by rising address. */
static bp_pool *mixed;
static bp_pool *plain;
static bp_soa *mixed_soa[CAPACITY];
static bp_soa *plain_soa[CAPACITY];

static void learn_addresses(void) {
  for (int i = 0; i < CAPACITY; i += 1) {
    EXPECT(bp_inline_get_soa(mixed, 8, &mixed_soa[i]) == BP_OK);
    EXPECT(bp_get_soa(plain, 8, &plain_soa[i]) == BP_OK);
  }
  bp_clear(mixed);
  bp_clear(plain);
}

static void expect_blank(const bp_soa *buffer) {
  for (int lane = 0; lane < BP_LANES; lane += 1) {
    EXPECT(buffer->s[lane] == 0 && buffer->p[lane] == 0 && buffer->o[lane] == 0);
  }
}

static void get_both(uint32_t way) {
  const size_t size = next_random(10);
  bp_soa *from_mixed = NULL;
  bp_soa *from_plain = NULL;
  const int status = get_soa[way](mixed, size, &from_mixed);
  EXPECT(status == bp_get_soa(plain, size, &from_plain));
  EXPECT((from_mixed == NULL) == (status != BP_OK));
  if (status == BP_OK) {
    EXPECT(from_mixed - mixed_soa[0] == from_plain - plain_soa[0]);
    expect_blank(from_mixed);
    from_mixed->s[0] = from_mixed->p[BP_LANES - 1] = from_mixed->o[next_random(BP_LANES)] = UINT64_MAX;
  }
}

static void return_both(uint32_t way) {
  const uint32_t number = next_random(CAPACITY + 2);
  if (number < CAPACITY) {
    EXPECT(return_soa[way](mixed, mixed_soa[number]) == bp_return_soa(plain, plain_soa[number]));
  } else if (number == CAPACITY) {
    EXPECT(return_soa[way](mixed, NULL) == BP_NOT_OWNED);
  } else {
    EXPECT(return_soa[way](mixed, mixed_soa[CAPACITY - 1] + 1) == BP_NOT_OWNED);
  }
}

static void get_receipts_of_both(uint32_t way) {
  bp_receipt *from_mixed = NULL;
  bp_receipt *from_plain = NULL;
  const int status = get_receipt[way](mixed, &from_mixed);
  EXPECT(status == bp_get_receipt(plain, &from_plain));
  EXPECT((from_mixed == NULL) == (status != BP_OK));
  if (status == BP_OK) {
    EXPECT(from_mixed->id == from_plain->id);
    EXPECT(from_mixed->span_id == 0 && from_mixed->hash[31] == 0);
    from_mixed->span_id = UINT64_MAX;
    from_mixed->hash[31] = 1;
  }
}

static void expect_same_usage(uint32_t way) {
  bp_usage of_mixed;
  bp_usage of_plain;
  capacity_usage[way](mixed, &of_mixed);
  bp_capacity_usage(plain, &of_plain);
  EXPECT(of_mixed.soa_in_use == of_plain.soa_in_use && of_mixed.soa_total == CAPACITY);
  EXPECT(of_mixed.receipts_in_use == of_plain.receipts_in_use && of_mixed.receipts_total == RECEIPTS);
}

static void step(void) {
  const uint32_t choice = next_random(64);
  const uint32_t way = next_random(WAYS);
  if (choice < 28) {
    get_both(way);
  } else if (choice < 56) {
    return_both(way);
  } else if (choice < 61) {
    get_receipts_of_both(way);
  } else if (choice < 63) {
    reset_receipts[way](mixed);
    bp_reset_receipts(plain);
  } else {
    bp_clear(mixed);
    bp_clear(plain);
  }
  expect_same_usage(next_random(WAYS));
}

#ifdef BUFFERPOOL_PROFILING
static void expect_same_counts(void) {
  bp_profile_counts of_mixed;
  bp_profile_counts of_plain;
  bp_profile(mixed, &of_mixed);
  bp_profile(plain, &of_plain);
  EXPECT(of_mixed.soa_hits == of_plain.soa_hits && of_mixed.soa_returns == of_plain.soa_returns);
  EXPECT(of_mixed.receipt_hits == of_plain.receipt_hits && of_mixed.receipt_exhaustions == of_plain.receipt_exhaustions);
  EXPECT(of_mixed.exhaustions == of_plain.exhaustions && of_mixed.invalid_sizes == of_plain.invalid_sizes);
  EXPECT(of_mixed.not_in_use_returns == of_plain.not_in_use_returns && of_mixed.not_owned_returns > 0);
  EXPECT(of_mixed.soa_high_water == CAPACITY && of_mixed.receipt_high_water == RECEIPTS);
}
#endif

int main(void) {
  mixed = new_pool();
  plain = new_pool();
  learn_addresses();
  for (int i = 0; i < STEPS; i += 1) {
    step();
  }
#ifdef BUFFERPOOL_PROFILING
  expect_same_counts();
#endif
  bp_destroy(mixed);
  bp_destroy(plain);
  puts("all held");
  return 0;
}
