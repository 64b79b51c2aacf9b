/* A lock of readers and a writer, which is tried again and again. Who asks how many are used only reads. */
#include <pthread.h>
#include <sched.h>

#define FIELDS pthread_rwlock_t lock;
#define LOCK(pool) \
  while (pthread_rwlock_trywrlock(&(pool)->lock) != 0) sched_yield()
#define UNLOCK(pool) pthread_rwlock_unlock(&(pool)->lock)
#define OWN_BEGIN
#define OWN_USED
#include "frame.h"

static void begin(pp_pool *pool) { pthread_rwlock_init(&pool->lock, NULL); }

size_t pp_used(const pp_pool *shared) {
  pp_pool *pool = (pp_pool *)(uintptr_t)shared;
  while (pthread_rwlock_tryrdlock(&pool->lock) != 0) sched_yield();
  const size_t used = pool->count - pool->free_count;
  UNLOCK(pool);
  return used;
}
