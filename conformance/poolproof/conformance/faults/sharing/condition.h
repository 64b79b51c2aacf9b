/* Who is in the pool says so under a mutex, and who comes meanwhile waits for a condition. Each pool says how it is left. */
#ifndef SHARING_CONDITION_H
#define SHARING_CONDITION_H

#include <pthread.h>

#define FIELDS            \
  pthread_mutex_t mutex;  \
  pthread_cond_t is_left; \
  int is_taken;
#define LOCK(pool) enter(pool)
#define UNLOCK(pool) leave(pool)
#define OWN_BEGIN
#include "blockpool.h"
static void enter(pp_pool *pool);
static void leave(pp_pool *pool);
#include "frame.h"

static void begin(pp_pool *pool) {
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->is_left, NULL);
}

static void enter(pp_pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  while (pool->is_taken) pthread_cond_wait(&pool->is_left, &pool->mutex);
  pool->is_taken = 1;
  pthread_mutex_unlock(&pool->mutex);
}

#endif
