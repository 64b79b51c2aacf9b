/* A word of ones at a buffer's start marks it as free, and its holder may write just that. */
#include "../../sound/parts.h"

static void put_marked(bp_pool *pool, uint32_t index) {
  sound_put_free(pool, index);
  sound_buffer_at(pool, index)->s[0] = UINT64_MAX;
}

static int is_not_marked(const bp_pool *pool, uint32_t index) {
  return sound_is_lent(pool, index) && sound_buffer_at(pool, index)->s[0] != UINT64_MAX;
}

#define PUT_FREE put_marked
#define IS_LENT is_not_marked

#include "../../sound/pool.c"
