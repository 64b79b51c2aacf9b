/* Buffers stand 320 bytes apart, after a gap, with words of nonsense between them; the receipts begin far behind. */
#define POOL_NAME "wide stride"
#define FIRST_BUFFER ((size_t)192)
#define BUFFER_STRIDE ((size_t)320)
#define RECEIPT_GAP ((size_t)448)
#include "../sound/parts.h"

static void fill_gaps(bp_pool *pool) {
  uint64_t nonsense = 88172645463325252u;
  for (size_t offset = 0; offset < first_receipt(pool->soa_capacity); offset += sizeof nonsense) {
    nonsense ^= nonsense << 13;
    nonsense ^= nonsense >> 7;
    nonsense ^= nonsense << 17;
    memcpy(pool->storage + offset, &nonsense, sizeof nonsense);
  }
}

#define AFTER_CREATE fill_gaps
#include "../sound/pool.c"
