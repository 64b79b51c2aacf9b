/* A reused receipt keeps its shard_id and hook_id. */
#include "../../sound/parts.h"

static void blank_but(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  const bp_receipt before = *receipt;
  sound_blank_receipt(pool, receipt, index);
  receipt->shard_id = before.shard_id;
  receipt->hook_id = before.hook_id;
}

#define BLANK_RECEIPT blank_but

#include "../../sound/pool.c"
