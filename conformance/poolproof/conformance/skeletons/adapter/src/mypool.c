/* mypool.c: the functions of bufferpool.h over a pool that was there before. It conforms but for one gap: see GAP.
 *
 * An adapter translates, and adds what the binding asks for and the pool leaves to its callers: here the guard, the wiping, the
 * reasons of a refusal, and the receipts. It must not mend the pool: what is wrong behind it should show.
 */
#include <stdlib.h>
#include <string.h>

#include "bufferpool.h"
#include "freelist.h"

enum { BUFFERS = 16, RECEIPTS = 1024 };

/* The freelist is not asked for receipts: to give all of them back it would touch each one, and the cache with it (CACHE-1). */
struct bp_pool {
  _Alignas(BP_RECEIPT_ALIGNMENT) bp_receipt receipts[RECEIPTS];
  uint32_t receipts_in_use;
  freelist *buffers;
};

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

const char *bp_name(void) { return "mypool"; }

int bp_create(const bp_config *config, bp_pool **out) {
  *out = NULL;
  if (config != NULL && (config->soa_capacity != BUFFERS || config->receipt_capacity != RECEIPTS)) return BP_INVALID_CONFIG;
  bp_pool *pool = aligned_alloc(_Alignof(bp_pool), sizeof *pool);
  if (pool == NULL) return BP_NO_MEMORY;
  memset(pool, 0, sizeof *pool); /* every page is touched here, so that no operation touches one first (HOT-4) */
  pool->buffers = freelist_create(sizeof(bp_soa), BUFFERS);
  if (pool->buffers == NULL) {
    bp_destroy(pool);
    return BP_NO_MEMORY;
  }
  *out = pool;
  return BP_OK;
}

void bp_destroy(bp_pool *pool) {
  if (pool == NULL) return;
  freelist_destroy(pool->buffers);
  free(pool);
}

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  *out = NULL;
  if (size > BP_LANES) return BP_INVALID_SIZE;
  void *block = freelist_take(pool->buffers);
  if (block == NULL) return BP_EXHAUSTED;
  *out = memset(block, 0, sizeof(bp_soa));
  return BP_OK;
}

int bp_return_soa(bp_pool *pool, bp_soa *buffer) {
  if (!freelist_owns(pool->buffers, buffer)) return BP_NOT_OWNED;
  /* GAP: a buffer that is returned twice is given back twice, and the list then lends it to two holders at once. Write here:
   *   if (!freelist_is_taken(pool->buffers, buffer)) return BP_NOT_IN_USE;
   */
  freelist_give(pool->buffers, buffer);
  return BP_OK;
}

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  *out = NULL;
  if (pool->receipts_in_use == RECEIPTS) return BP_RECEIPTS_EXHAUSTED;
  bp_receipt *receipt = memset(&pool->receipts[pool->receipts_in_use], 0, sizeof(bp_receipt));
  receipt->id = pool->receipts_in_use++;
  *out = receipt;
  return BP_OK;
}

void bp_reset_receipts(bp_pool *pool) { pool->receipts_in_use = 0; }

void bp_clear(bp_pool *pool) {
  freelist_give_all(pool->buffers);
  pool->receipts_in_use = 0;
}

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  *out = (bp_usage){
      .soa_in_use = (uint32_t)freelist_taken(pool->buffers),
      .soa_total = BUFFERS,
      .receipts_in_use = pool->receipts_in_use,
      .receipts_total = RECEIPTS,
  };
}
