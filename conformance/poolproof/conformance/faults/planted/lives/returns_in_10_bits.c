/* A free buffer is known by the number of the return that freed it, in 10 bits; 1,024 returns later it is taken for a lent one,
 * and a double return for a proper one. */
#include <stdint.h>

enum { COUNTED_BUFFERS = 1100, RETURN_MASK = 1023 };

#define EXTRA_STATE \
  uint32_t returns; \
  uint16_t freed_at[1100];
#include "../../sound/parts.h"

static void put_counted(bp_pool *pool, uint32_t index) {
  pool->returns++;
  if (index < COUNTED_BUFFERS) {
    pool->freed_at[index] = (uint16_t)(pool->returns & RETURN_MASK);
  }
  sound_put_free(pool, index);
}

static int is_lent(bp_pool *pool, uint32_t index) {
  const int comes_round = pool->returns > RETURN_MASK && index < COUNTED_BUFFERS;
  return sound_is_lent(pool, index) || (comes_round && pool->freed_at[index] == ((pool->returns + 1) & RETURN_MASK));
}

static int absorbs(bp_pool *pool, const bp_soa *buffer) {
  const uint32_t index = sound_index_of(pool, buffer);
  return index != NOT_A_BUFFER && !sound_is_lent(pool, index) && is_lent(pool, index);
}

#define PUT_FREE put_counted
#define ABSORBS absorbs

#include "../../sound/pool.c"
