/* It is told while it is not so yet. */
#include "condition.h"

static void leave(pp_pool *pool) {
  pthread_cond_signal(&pool->is_left);
  pthread_mutex_lock(&pool->mutex);
  pool->is_taken = 0;
  pthread_mutex_unlock(&pool->mutex);
}
