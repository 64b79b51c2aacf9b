/* The last byte of a buffer marks it as free when the byte before it is none, and its holder may write just that. */
#include "../../sound/parts.h"

static int is_lent(const bp_pool *pool, uint32_t index) {
  const uint8_t *bytes = (const uint8_t *)sound_buffer_at(pool, index);
  return sound_is_lent(pool, index) && !(bytes[sizeof(bp_soa) - 1] == 1 && bytes[sizeof(bp_soa) - 2] == 0);
}

#define IS_LENT is_lent
#include "../../sound/pool.c"
