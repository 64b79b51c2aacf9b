/* After a reset the same ids stand at other addresses. */
#define EXTRA_STATE uint32_t resets;
#include "../../sound/parts.h"

static bp_receipt *receipt_rotated(const bp_pool *pool, uint32_t index) {
  return sound_receipt_at(pool, (index + pool->resets) % pool->receipt_capacity);
}

#define RECEIPT_AT receipt_rotated
#define RESET_RECEIPTS(pool) ((pool)->receipts_in_use = 0, (void)(pool)->resets++)

#include "../../sound/pool.c"
