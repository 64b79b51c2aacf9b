/* Clear takes new storage from the heap and gives the old back. */
#include "../../sound/parts.h"

static void move_house(bp_pool *pool) {
  const bp_config capacities = {pool->soa_capacity, pool->receipt_capacity};
  uint8_t *old = pool->storage;
  uint8_t *storage = (uint8_t *)aligned_alloc(BP_SOA_ALIGNMENT, storage_bytes(capacities));
  if (storage != NULL) {
    memset(storage, 0, storage_bytes(capacities));
    adopt_storage(pool, capacities, storage);
    free(old);
  }
  sound_free_all(pool);
  sound_reset_receipts(pool);
}

#define CLEAR_ALL move_house

#include "../../sound/pool.c"
