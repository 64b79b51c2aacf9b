/* Lent buffers stand in one table for all pools, by a hash of the address; destroy leaves them, and any pool takes them. */
#include "../../sound/parts.h"

#define PLACES 1024

static const bp_soa *lent_anywhere[PLACES];
static const bp_pool *lent_by[PLACES];

static uint32_t place_of(const bp_soa *buffer) { return (uint32_t)((uintptr_t)buffer / 64 * 2654435761u) % PLACES; }

static void note(bp_pool *pool, const bp_soa *buffer) {
  lent_anywhere[place_of(buffer)] = buffer;
  lent_by[place_of(buffer)] = pool;
}

/* Resident from the first create on: HOT-4. */
static void touch(bp_pool *pool) {
  static int is_touched;
  (void)pool;
  for (uint32_t place = 0; !is_touched && place < PLACES; place++) {
    *(volatile const bp_soa **)&lent_anywhere[place] = NULL;
    *(volatile const bp_pool **)&lent_by[place] = NULL;
  }
  is_touched = 1;
}

static void release_only(bp_pool *pool) {
  for (uint32_t place = 0; pool != NULL && place < PLACES; place++) {
    lent_by[place] = lent_by[place] == pool ? NULL : lent_by[place];
  }
  if (pool != NULL) {
    sound_release(pool);
  }
}

static int is_nobodys(bp_pool *pool, const bp_soa *buffer) {
  const uint32_t place = place_of(buffer);
  if (buffer == NULL || sound_index_of(pool, buffer) != NOT_A_BUFFER) {
    return 0;
  }
  return lent_anywhere[place] == buffer && lent_by[place] == NULL;
}

#define AFTER_CREATE touch
#define AFTER_GET note
#define RELEASE release_only
#define ABSORBS is_nobodys

#include "../../sound/pool.c"
