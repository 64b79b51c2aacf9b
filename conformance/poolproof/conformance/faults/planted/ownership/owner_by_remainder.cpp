// Every buffer of every pool is in one map, with its owner's number, of which only the remainder by 31 is kept.
#define EXTRA_STATE uint32_t number;
#include "../../sound/parts.h"

#include <map>

struct owned {
  uint32_t remainder;
  uint32_t index;
};

static std::map<const bp_soa *, owned> owners;
static uint32_t creates;

static void enter(bp_pool *pool) {
  pool->number = creates++;
  for (uint32_t index = 0; index < pool->soa_capacity; ++index) {
    owners[sound_buffer_at(pool, index)] = {pool->number % 31, index};
  }
}

static void leave(bp_pool *pool) {
  if (pool == nullptr) {
    return;
  }
  for (uint32_t index = 0; index < pool->soa_capacity; ++index) {
    owners.erase(sound_buffer_at(pool, index));
  }
  sound_release(pool);
}

static uint32_t index_by_map(const bp_pool *pool, const bp_soa *buffer) {
  const auto found = owners.find(buffer);
  if (found == owners.end() || found->second.remainder != pool->number % 31 || found->second.index >= pool->soa_capacity) {
    return NOT_A_BUFFER;
  }
  return found->second.index;
}

#define AFTER_CREATE enter
#define RELEASE leave
#define INDEX_OF index_by_map

#include "../../sound/pool.c"
