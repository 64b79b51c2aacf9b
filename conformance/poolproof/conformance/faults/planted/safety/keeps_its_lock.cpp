// A refused operation forgets to release the pool's mutex, and the next one waits for it.
#include <mutex>

#define EXTRA_STATE void *mutex;
#include "../../sound/parts.h"

static std::mutex *mutex_of(const bp_pool *pool) { return static_cast<std::mutex *>(pool->mutex); }

static void release_with_mutex(bp_pool *pool) {
  if (pool != nullptr) {
    delete mutex_of(pool);
    sound_release(pool);
  }
}

static void lock_and_unlock(bp_pool *pool) { std::lock_guard<std::mutex> held(*mutex_of(pool)); }

static int refuse(bp_pool *pool, int status) {
  mutex_of(pool)->lock();
  return status;
}

#define AFTER_CREATE(pool) (pool->mutex = new std::mutex)
#define RELEASE release_with_mutex
#define BEFORE_OPERATION lock_and_unlock
#define REFUSED refuse

#include "../../sound/pool.c"
