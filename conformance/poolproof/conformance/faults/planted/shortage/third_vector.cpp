// Of what create makes, one thing is made where nobody catches `bad_alloc`.
#include <new>
#include <vector>

#define EXTRA_STATE std::vector<uint32_t> *notes;
#include "../../sound/parts.h"

static bp_pool *allocate_with_notes(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  if (pool == nullptr) return nullptr;
  pool->notes = new (std::nothrow) std::vector<uint32_t>;
  if (pool->notes == nullptr) {
    sound_release(pool);
    return nullptr;
  }
  pool->notes->resize(config.soa_capacity);
  return pool;
}

static void release_with_notes(bp_pool *pool) {
  delete pool->notes;
  sound_release(pool);
}

#define ALLOCATE allocate_with_notes
#define RELEASE(pool) ((pool) != nullptr ? release_with_notes(pool) : (void)0)

#include "../../sound/pool.c"
