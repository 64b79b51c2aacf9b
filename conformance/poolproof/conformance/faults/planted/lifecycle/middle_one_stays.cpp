// A pool that ends between an older and a newer one, both alive, leaves its record behind.
#define EXTRA_STATE uint64_t *record;
#include "../../sound/parts.h"

static bp_pool *living[64];
static size_t alive;

static void enter(bp_pool *pool) {
  pool->record = new uint64_t[5]();
  if (alive < 64) {
    living[alive++] = pool;
  }
}

static void leave(bp_pool *pool) {
  if (pool == nullptr) {
    return;
  }
  size_t place = 0;
  while (place < alive && living[place] != pool) {
    ++place;
  }
  const bool is_between = place > 0 && place + 1 < alive;
  for (size_t next = place; next + 1 < alive; ++next) {
    living[next] = living[next + 1];
  }
  alive -= place < alive ? 1 : 0;
  if (!is_between) {
    delete[] pool->record;
  }
  sound_release(pool);
}

#define AFTER_CREATE enter
#define RELEASE leave

#include "../../sound/pool.c"
