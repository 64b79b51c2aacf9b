/* After clear the receipts stand at other addresses than after create. */
#define EXTRA_STATE uint32_t clears;
#include "../../sound/parts.h"

static void clear_and_move(bp_pool *pool) {
  sound_free_all(pool);
  sound_reset_receipts(pool);
  pool->clears++;
}

static bp_receipt *receipt_moved(const bp_pool *pool, uint32_t index) {
  return sound_receipt_at(pool, (index + pool->clears) % pool->receipt_capacity);
}

#define CLEAR_ALL clear_and_move
#define RECEIPT_AT receipt_moved

#include "../../sound/pool.c"
