/* No more than four pools live at once, in storage of the library's own, and each place is used again by the next. */
#define POOL_NAME "four pools"
#include "../sound/parts.h"

#define PLACES 4
#define PLACE_BYTES ((size_t)160 * 1024)

static _Alignas(64) uint8_t storages[PLACES][PLACE_BYTES];
static bp_pool pools[PLACES];

static bp_pool *take_place(bp_config config) {
  for (size_t place = 0; place < PLACES; place++) {
    if (pools[place].storage == NULL) {
      memset(storages[place], 0, PLACE_BYTES);
      adopt_storage(&pools[place], config, storages[place]);
      return &pools[place];
    }
  }
  return NULL;
}

static int refuses_config(bp_config config) { return sound_refuses_config(config) || storage_bytes(config) > PLACE_BYTES; }

static void give_place_back(bp_pool *pool) {
  if (pool != NULL) {
    pool->storage = NULL;
  }
}

#define ALLOCATE take_place
#define REFUSES_CONFIG refuses_config
#define RELEASE give_place_back
#include "../sound/pool.c"
