// Every operation holds a mutex, for which nobody else ever waits: atomic instructions, and no system call.
#include <mutex>
#include <new>

#define POOL_NAME "uncontended mutex"
#define EXTRA_STATE alignas(std::mutex) unsigned char mutex[sizeof(std::mutex)];
#include "../sound/parts.h"

static std::mutex *mutex_of(bp_pool *pool) { return reinterpret_cast<std::mutex *>(pool->mutex); }

static void release_with_mutex(bp_pool *pool) {
  if (pool != nullptr) {
    mutex_of(pool)->~mutex();
    sound_release(pool);
  }
}

#define AFTER_CREATE(pool) (new (pool->mutex) std::mutex)
#define RELEASE release_with_mutex
#define BEFORE_OPERATION(pool) const std::lock_guard<std::mutex> held(*mutex_of(pool))
#include "../sound/pool.c"
