// A header before each buffer names its pool, by a number of 64 bits; it is read only where a pool that is alive has its
// storage.
#define POOL_NAME "tagged owners"
#define FIRST_BUFFER ((size_t)64)
#define BUFFER_STRIDE ((size_t)256)
#define EXTRA_STATE \
  uint64_t number;  \
  bp_pool *behind;
#include "../sound/parts.h"

static bp_pool *living;  // the newest, and behind it the older ones: a list that takes no memory of its own
static uint64_t creates;

static uint64_t *header_of(const bp_soa *buffer) { return (uint64_t *)(void *)((uintptr_t)buffer - 64); }

static void enter(bp_pool *pool) {
  pool->behind = living;
  living = pool;
  pool->number = ++creates;
  for (uint32_t index = 0; index < pool->soa_capacity; ++index) {
    *header_of(sound_buffer_at(pool, index)) = pool->number;
  }
}

static void leave(bp_pool *pool) {
  if (pool == nullptr) return;
  bp_pool **place = &living;
  while (*place != pool) place = &(*place)->behind;
  *place = pool->behind;
  sound_release(pool);
}

static uint32_t index_by_header(const bp_pool *pool, const bp_soa *buffer) {
  for (const bp_pool *owner = living; owner != nullptr; owner = owner->behind) {
    if (sound_index_of(owner, buffer) != NOT_A_BUFFER) {
      return *header_of(buffer) == pool->number ? sound_index_of(pool, buffer) : NOT_A_BUFFER;
    }
  }
  return NOT_A_BUFFER;
}

#define AFTER_CREATE enter
#define RELEASE leave
#define INDEX_OF index_by_header
#include "../sound/pool.c"
