/* What a thread keeps lies in its own storage, and it gives it back when it ends. */
#include <pthread.h>
#include <stdatomic.h>

#define FIELDS     \
  atomic_int lock; \
  uint64_t life;   \
  pthread_key_t key;
#define OWN_BEGIN
#define OWN_DESTROY
#include "frame.h"

static _Atomic uint64_t lives;
static _Thread_local struct {
  pp_pool *pool;
  uint64_t life;
  uint32_t kept; /* plus one */
} own;

static void lock(pp_pool *pool) {
  while (atomic_exchange(&pool->lock, 1)) {
  }
}

static void unlock(pp_pool *pool) { atomic_store(&pool->lock, 0); }

static void give_back(void *unused) {
  (void)unused;
  if (own.kept == 0) return;
  lock(own.pool);
  own.pool->numbers[own.pool->free_count++] = own.kept - 1;
  unlock(own.pool);
  own.kept = 0;
}

static void begin(pp_pool *pool) {
  for (uint32_t i = 0; i < BLOCKS; ++i) pool->numbers[i] = i;
  pool->free_count = BLOCKS;
  pool->life = atomic_fetch_add(&lives, 1) + 1;
  if (pthread_key_create(&pool->key, give_back) != 0) abort();
}

void pp_destroy(pp_pool *pool) {
  pthread_key_delete(pool->key);
  free(pool);
}

int pp_get(pp_pool *pool, void **block) {
  *block = NULL;
  uint32_t number = own.life == pool->life ? own.kept : 0;
  if (number != 0) own.kept = 0;
  if (number == 0) {
    lock(pool);
    if (pool->free_count != 0) number = pool->numbers[--pool->free_count] + 1;
    unlock(pool);
  }
  if (number == 0) return NONE_FREE;
  *block = pool->blocks[number - 1];
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  const uint32_t number = number_of(pool, block) + 1;
  if (own.life != pool->life || own.kept == 0) {
    own.pool = pool;
    own.life = pool->life;
    own.kept = number;
    return pthread_setspecific(pool->key, &own);
  }
  lock(pool);
  pool->numbers[pool->free_count++] = number - 1;
  unlock(pool);
  return 0;
}
