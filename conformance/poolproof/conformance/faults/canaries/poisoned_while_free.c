/* Buffers and receipts hold 0xDD in every byte while they are free. */
#define POOL_NAME "poisoned while free"
#include "../sound/parts.h"

static void put_poisoned(bp_pool *pool, uint32_t index) {
  memset(sound_buffer_at(pool, index), 0xDD, sizeof(bp_soa));
  sound_put_free(pool, index);
}

static void free_all_poisoned(bp_pool *pool) {
  memset(pool->storage, 0xDD, pool->soa_capacity * sizeof(bp_soa));
  sound_free_all(pool);
}

static void reset_poisoned(bp_pool *pool) {
  memset(pool->storage + first_receipt(pool->soa_capacity), 0xDD, pool->receipt_capacity * sizeof(bp_receipt));
  sound_reset_receipts(pool);
}

#define PUT_FREE put_poisoned
#define FREE_ALL free_all_poisoned
#define RESET_RECEIPTS reset_poisoned
#include "../sound/pool.c"
