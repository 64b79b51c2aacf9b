/* The free buffers are a linked list whose links stand in an array beside the buffers; a lent buffer's link is a sign. */
#include <stdlib.h>
#include <string.h>

#include "bufferpool.h"

#define END UINT32_MAX
#define LENT (UINT32_MAX - 1)
#define MOST (1u << 18)

struct bp_pool {
  bp_config capacity;
  uint32_t head;
  uint32_t soa_in_use;
  uint32_t receipts_in_use;
  bp_soa *buffers;
  bp_receipt *receipts;
  uint32_t *next;
};

static size_t whole_lines(size_t bytes) { return (bytes + 63) / 64 * 64; }

static void *take_resident(size_t bytes) {
  void *memory = aligned_alloc(64, whole_lines(bytes));
  return memory != NULL ? memset(memory, 0, whole_lines(bytes)) : NULL;
}

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

const char *bp_name(void) { return "links outside"; }

void bp_clear(bp_pool *pool) {
  for (uint32_t index = 0; index < pool->capacity.soa_capacity; index++) {
    pool->next[index] = index + 1 < pool->capacity.soa_capacity ? index + 1 : END;
  }
  pool->head = 0;
  pool->soa_in_use = 0;
  pool->receipts_in_use = 0;
}

void bp_destroy(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->buffers);
    free(pool->receipts);
    free(pool->next);
    free(pool);
  }
}

int bp_create(const bp_config *config, bp_pool **out) {
  const bp_config capacity = config != NULL ? *config : (bp_config){16, 1024};
  *out = NULL;
  if (capacity.soa_capacity - 1 >= MOST || capacity.receipt_capacity - 1 >= MOST) {
    return BP_INVALID_CONFIG;
  }
  bp_pool *pool = calloc(1, sizeof *pool);
  if (pool == NULL) {
    return BP_NO_MEMORY;
  }
  pool->capacity = capacity;
  pool->buffers = take_resident(capacity.soa_capacity * sizeof(bp_soa));
  pool->receipts = take_resident(capacity.receipt_capacity * sizeof(bp_receipt));
  pool->next = take_resident(capacity.soa_capacity * sizeof(uint32_t));
  if (pool->buffers == NULL || pool->receipts == NULL || pool->next == NULL) {
    bp_destroy(pool);
    return BP_NO_MEMORY;
  }
  bp_clear(pool);
  *out = pool;
  return BP_OK;
}

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  *out = NULL;
  if (size > BP_LANES) {
    return BP_INVALID_SIZE;
  }
  if (pool->head == END) {
    return BP_EXHAUSTED;
  }
  const uint32_t index = pool->head;
  pool->head = pool->next[index];
  pool->next[index] = LENT;
  pool->soa_in_use++;
  *out = memset(&pool->buffers[index], 0, sizeof(bp_soa));
  return BP_OK;
}

int bp_return_soa(bp_pool *pool, bp_soa *buffer) {
  const uintptr_t offset = (uintptr_t)buffer - (uintptr_t)pool->buffers;
  if (offset % sizeof(bp_soa) != 0 || offset / sizeof(bp_soa) >= pool->capacity.soa_capacity) {
    return BP_NOT_OWNED;
  }
  const uint32_t index = (uint32_t)(offset / sizeof(bp_soa));
  if (pool->next[index] != LENT) {
    return BP_NOT_IN_USE;
  }
  pool->next[index] = pool->head;
  pool->head = index;
  pool->soa_in_use--;
  return BP_OK;
}

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->receipts_in_use == pool->capacity.receipt_capacity) {
    return BP_RECEIPTS_EXHAUSTED;
  }
  bp_receipt *receipt = &pool->receipts[pool->receipts_in_use];
  *receipt = (bp_receipt){.id = pool->receipts_in_use++};
  *out = receipt;
  return BP_OK;
}

void bp_reset_receipts(bp_pool *pool) { pool->receipts_in_use = 0; }

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  *out = (bp_usage){pool->soa_in_use, pool->capacity.soa_capacity, pool->receipts_in_use, pool->capacity.receipt_capacity};
}
