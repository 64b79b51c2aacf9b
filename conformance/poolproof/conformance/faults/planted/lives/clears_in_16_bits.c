/* A buffer is wiped at its first use since a clear; clears are counted in 16 bits, of which 0 is left out: after 65,535 of them
 * it is the same again. */
#include <stdint.h>

enum { COUNTED_BUFFERS = 1100 };

#define EXTRA_STATE \
  uint16_t clears;  \
  uint16_t wiped_at[1100];
#include "../../sound/parts.h"

static void wipe_once(bp_pool *pool, bp_soa *buffer, size_t size) {
  const uint32_t index = sound_index_of(pool, buffer);
  if (index >= COUNTED_BUFFERS || pool->wiped_at[index] != pool->clears) {
    sound_clear_buffer(pool, buffer, size);
  }
  if (index < COUNTED_BUFFERS) {
    pool->wiped_at[index] = pool->clears;
  }
}

static void put_unwiped(bp_pool *pool, uint32_t index) {
  if (index < COUNTED_BUFFERS) {
    pool->wiped_at[index] = 0;
  }
  sound_put_free(pool, index);
}

static void count_clear(bp_pool *pool) {
  pool->clears++;
  pool->clears += pool->clears == 0;
  sound_free_all(pool);
}

#define CLEAR_BUFFER wipe_once
#define PUT_FREE put_unwiped
#define FREE_ALL count_clear

#include "../../sound/pool.c"
