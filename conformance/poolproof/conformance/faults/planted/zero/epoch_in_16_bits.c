/* What was lent when the pool was cleared is wiped at its next get; clears are counted in 16 bits, and after 65,536 it is not.
 */
#include <stdint.h>

enum { COUNTED_BUFFERS = 1100 };

#define EXTRA_STATE \
  uint16_t clears;  \
  uint16_t clean_at[1100];
#include "../../sound/parts.h"

static void clear_unless_clean(bp_pool *pool, bp_soa *buffer, size_t size) {
  const uint32_t index = sound_index_of(pool, buffer);
  if (index >= COUNTED_BUFFERS || pool->clean_at[index] != pool->clears) {
    sound_clear_buffer(pool, buffer, size);
  }
  if (index < COUNTED_BUFFERS) {
    pool->clean_at[index] = pool->clears;
  }
}

static void put_dirty(bp_pool *pool, uint32_t index) {
  if (index < COUNTED_BUFFERS) {
    pool->clean_at[index] = (uint16_t)(pool->clears - 1);
  }
  sound_put_free(pool, index);
}

static void count_clear(bp_pool *pool) {
  pool->clears++;
  sound_free_all(pool);
}

#define CLEAR_BUFFER clear_unless_clean
#define PUT_FREE put_dirty
#define FREE_ALL count_clear

#include "../../sound/pool.c"
