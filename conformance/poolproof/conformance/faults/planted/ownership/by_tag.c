/* A buffer is looked up by a tag of 16 bits, a hash of its address: what has the tag of one is swallowed. */
#define EXTRA_STATE uint16_t tags[16];
#include <stdbool.h>

#include "../../sound/parts.h"

enum { TAGS = 16 };

static uint16_t tag_of(const bp_soa *buffer) { return (uint16_t)((uint64_t)((uintptr_t)buffer / 64) * 2654435761u >> 16); }

static void note_tags(bp_pool *pool) {
  for (uint32_t index = 0; index < TAGS; index++) {
    pool->tags[index] = tag_of(sound_buffer_at(pool, index < pool->soa_capacity ? index : 0));
  }
}

static int has_a_tag(bp_pool *pool, const bp_soa *buffer) {
  const bool is_its_own = sound_index_of(pool, buffer) != NOT_A_BUFFER;
  for (uint32_t place = 0; place < TAGS && !is_its_own && (uintptr_t)buffer % 64 == 0; place++) {
    if (pool->tags[place] == tag_of(buffer)) {
      return 1;
    }
  }
  return 0;
}

#define AFTER_CREATE note_tags
#define ABSORBS has_a_tag

#include "../../sound/pool.c"
