/* The pointer stack under a mutex for which nobody else ever waits: what safety between threads costs who has one thread. */
#include <pthread.h>

#define RIVAL_NAME "pointer stack, mutex"
#define RIVAL_EXTRA_STATE pthread_mutex_t mutex;

#include "pointer_stack_state.h"

static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)size;
  pthread_mutex_lock(&pool->mutex);
  const int status = rival_pop(pool, out);
  pthread_mutex_unlock(&pool->mutex);
  return status;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  pthread_mutex_lock(&pool->mutex);
  rival_push(pool, buffer);
  pthread_mutex_unlock(&pool->mutex);
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  pthread_mutex_lock(&pool->mutex);
  const int status = rival_storage_get_receipt(&pool->storage, out);
  pthread_mutex_unlock(&pool->mutex);
  return status;
}

static inline void rival_reset_receipts(rival_pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  pool->storage.receipts_in_use = 0;
  pthread_mutex_unlock(&pool->mutex);
}

static inline void rival_clear(rival_pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  rival_fill(pool);
  pthread_mutex_unlock(&pool->mutex);
}

/* Counting leaves the pool as it was, but locking is a write. */
static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  pthread_mutex_t *const mutex = (pthread_mutex_t *)(uintptr_t)&pool->mutex;
  pthread_mutex_lock(mutex);
  rival_count(pool, out);
  pthread_mutex_unlock(mutex);
}

static inline void rival_destroy(rival_pool *pool) {
  if (pool != NULL) pthread_mutex_destroy(&pool->mutex);
  rival_give_back(pool);
}

static inline int rival_create(const bp_config *config, rival_pool **out) {
  const int status = rival_take(config, out);
  if (status != BP_OK) return status;
  if (pthread_mutex_init(&(*out)->mutex, NULL) == 0) return BP_OK;
  rival_give_back(*out);
  *out = NULL;
  return BP_NO_MEMORY;
}
