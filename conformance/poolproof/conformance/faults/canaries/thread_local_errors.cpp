// Create builds everything of vectors, catches bad_alloc, and keeps the last error's words in thread-local memory.
#include <new>
#include <string>
#include <vector>

#define EXTRA_STATE std::vector<uint8_t> *marks;
#include "../sound/parts.h"

static thread_local std::string last_error;

static bp_pool *allocate_or_say_why(bp_config config) {
  bp_pool *pool = sound_allocate(config);
  if (pool == nullptr) return nullptr;
  try {
    pool->marks = new std::vector<uint8_t>(config.soa_capacity);
  } catch (const std::bad_alloc &error) {
    sound_release(pool);
    try {
      last_error = std::string("the marks of the pool were not to be had: ") + error.what();
    } catch (...) {
    }
    return nullptr;
  }
  return pool;
}

static void release_with_marks(bp_pool *pool) {
  delete pool->marks;
  sound_release(pool);
}

#define ALLOCATE allocate_or_say_why
#define RELEASE(pool) ((pool) != nullptr ? release_with_marks(pool) : (void)0)

#include "../sound/pool.c"
