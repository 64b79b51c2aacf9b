/* A reused receipt keeps its a_hash. */
#include "../../sound/parts.h"

static void blank_but(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  const bp_receipt before = *receipt;
  sound_blank_receipt(pool, receipt, index);
  receipt->a_hash = before.a_hash;
}

#define BLANK_RECEIPT blank_but

#include "../../sound/pool.c"
