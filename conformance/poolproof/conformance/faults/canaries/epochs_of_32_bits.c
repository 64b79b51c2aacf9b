/* Clears and resets are counted in 32 bits. A buffer is lent while it bears the count of clears at which it was; a receipt is
 * blanked at its first use since a reset. */
#define POOL_NAME "epochs of 32 bits"
#include <stdint.h>

enum { COUNTED_BUFFERS = 1024, COUNTED_RECEIPTS = 1100 };

#define EXTRA_STATE       \
  uint32_t clears;        \
  uint32_t resets;        \
  uint32_t lent_at[1024]; \
  uint32_t used_at[1100];
#include "../sound/parts.h"

static int refuses_config(bp_config config) {
  return sound_refuses_config(config) || config.soa_capacity > COUNTED_BUFFERS || config.receipt_capacity > COUNTED_RECEIPTS;
}

static void free_all(bp_pool *pool) {
  pool->clears++;
  for (uint32_t place = 0; place < pool->soa_capacity; place++) {
    pool->free_stack[place] = pool->soa_capacity - 1 - place;
  }
  pool->free_count = pool->soa_capacity;
}

static uint32_t take_stamped(bp_pool *pool) {
  const uint32_t index = pool->free_stack[--pool->free_count];
  pool->lent_at[index] = pool->clears;
  return index;
}

static int is_lent(const bp_pool *pool, uint32_t index) { return pool->lent_at[index] == pool->clears; }

static void put_stamped(bp_pool *pool, uint32_t index) {
  pool->lent_at[index] = 0;
  pool->free_stack[pool->free_count++] = index;
}

static void blank_once(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  if (pool->used_at[index] != pool->resets) {
    sound_blank_receipt(pool, receipt, index);
  }
  receipt->id = index;
  pool->used_at[index] = pool->resets;
}

static void count_reset(bp_pool *pool) {
  pool->resets++;
  sound_reset_receipts(pool);
}

#define REFUSES_CONFIG refuses_config
#define FREE_ALL free_all
#define TAKE_FREE take_stamped
#define IS_LENT is_lent
#define PUT_FREE put_stamped
#define BLANK_RECEIPT blank_once
#define RESET_RECEIPTS count_reset

#include "../sound/pool.c"
