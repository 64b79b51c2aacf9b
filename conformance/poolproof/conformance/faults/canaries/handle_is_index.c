/* The handle is no address: it is a small number, which stands for a place in a table. */
#include <stdlib.h>
#include <string.h>

#include "bufferpool.h"

#define MOST_POOLS 256
#define MOST (1u << 16)

struct record {
  bp_config capacity;
  uint32_t free_count;
  uint32_t receipts_in_use;
  unsigned char *storage; /* receipts, buffers, places, stack */
  bp_soa *buffers;
  uint32_t *place; /* where a buffer's number stands in the stack; at or above free_count it is lent */
  uint32_t *stack; /* a permutation of the numbers: the free ones, then the lent ones */
};

static struct record records[MOST_POOLS];

static struct record *record_of(const bp_pool *handle) { return &records[(uintptr_t)handle - 1]; }

static void settle(struct record *pool, uint32_t place, uint32_t index) {
  pool->stack[place] = index;
  pool->place[index] = place;
}

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

const char *bp_name(void) { return "handle is an index"; }

void bp_clear(bp_pool *handle) {
  struct record *pool = record_of(handle);
  for (uint32_t place = 0; place < pool->capacity.soa_capacity; place++) {
    settle(pool, place, pool->capacity.soa_capacity - 1 - place);
  }
  pool->free_count = pool->capacity.soa_capacity;
  pool->receipts_in_use = 0;
}

void bp_destroy(bp_pool *handle) {
  if (handle != NULL) {
    free(record_of(handle)->storage);
    *record_of(handle) = (struct record){0};
  }
}

static uintptr_t first_unused(void) {
  uintptr_t number = 0;
  while (number < MOST_POOLS && records[number].storage != NULL) {
    number++;
  }
  return number;
}

int bp_create(const bp_config *config, bp_pool **out) {
  const bp_config capacity = config != NULL ? *config : (bp_config){16, 1024};
  const size_t buffers = capacity.soa_capacity;
  *out = NULL;
  if (capacity.soa_capacity - 1 >= MOST || capacity.receipt_capacity - 1 >= MOST) {
    return BP_INVALID_CONFIG;
  }
  const uintptr_t number = first_unused();
  if (number == MOST_POOLS) {
    return BP_NO_MEMORY;
  }
  const size_t before_state = capacity.receipt_capacity * sizeof(bp_receipt) + buffers * sizeof(bp_soa);
  const size_t bytes = (before_state + buffers * 2 * sizeof(uint32_t) + 63) / 64 * 64;
  unsigned char *storage = aligned_alloc(64, bytes);
  if (storage == NULL) {
    return BP_NO_MEMORY;
  }
  memset(storage, 0, bytes);
  struct record *pool = &records[number];
  pool->capacity = capacity;
  pool->storage = storage;
  pool->buffers = (bp_soa *)(void *)(storage + capacity.receipt_capacity * sizeof(bp_receipt));
  pool->place = (uint32_t *)(void *)(storage + before_state);
  pool->stack = pool->place + buffers;
  *out = (bp_pool *)(number + 1);
  bp_clear(*out);
  return BP_OK;
}

int bp_get_soa(bp_pool *handle, size_t size, bp_soa **out) {
  struct record *pool = record_of(handle);
  *out = NULL;
  if (size > BP_LANES) {
    return BP_INVALID_SIZE;
  }
  if (pool->free_count == 0) {
    return BP_EXHAUSTED;
  }
  *out = memset(&pool->buffers[pool->stack[--pool->free_count]], 0, sizeof(bp_soa));
  return BP_OK;
}

int bp_return_soa(bp_pool *handle, bp_soa *buffer) {
  struct record *pool = record_of(handle);
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)pool->buffers;
  if (offset % sizeof(bp_soa) != 0 || offset / sizeof(bp_soa) >= pool->capacity.soa_capacity) {
    return BP_NOT_OWNED;
  }
  const uint32_t index = (uint32_t)(offset / sizeof(bp_soa));
  const uint32_t place = pool->place[index];
  if (place < pool->free_count) {
    return BP_NOT_IN_USE;
  }
  settle(pool, place, pool->stack[pool->free_count]);
  settle(pool, pool->free_count++, index);
  return BP_OK;
}

int bp_get_receipt(bp_pool *handle, bp_receipt **out) {
  struct record *pool = record_of(handle);
  *out = NULL;
  if (pool->receipts_in_use == pool->capacity.receipt_capacity) {
    return BP_RECEIPTS_EXHAUSTED;
  }
  bp_receipt *receipt = (bp_receipt *)(void *)pool->storage + pool->receipts_in_use;
  *receipt = (bp_receipt){.id = pool->receipts_in_use++};
  *out = receipt;
  return BP_OK;
}

void bp_reset_receipts(bp_pool *handle) { record_of(handle)->receipts_in_use = 0; }

void bp_capacity_usage(const bp_pool *handle, bp_usage *out) {
  const struct record *pool = record_of(handle);
  *out = (bp_usage){pool->capacity.soa_capacity - pool->free_count, pool->capacity.soa_capacity, pool->receipts_in_use,
                    pool->capacity.receipt_capacity};
}
