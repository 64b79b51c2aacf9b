// A return looks first into the variable that was filled last: mostly it is that buffer, and needs no division.
#define EXTRA_STATE \
  bp_soa **last;    \
  uint32_t last_index;
#include "../../sound/parts.h"

static uint32_t index_of_last(const bp_pool *pool, const bp_soa *buffer) {
  if (pool->last != NULL && *pool->last == buffer && buffer == sound_buffer_at(pool, pool->last_index)) {
    return pool->last_index;
  }
  return sound_index_of(pool, buffer);
}

#define INDEX_OF index_of_last
#define bp_get_soa get_soa
#include "../../sound/pool.c"
#undef bp_get_soa

extern "C" int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  const int status = get_soa(pool, size, out);
  if (status == BP_OK) {
    pool->last = out;
    pool->last_index = sound_index_of(pool, *out);
  }
  return status;
}
