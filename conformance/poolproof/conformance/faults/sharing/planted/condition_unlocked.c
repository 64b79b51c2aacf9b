/* Without the mutex: it is told between the look of another one and its sleep, and nobody hears it. */
#include "condition.h"

static void leave(pp_pool *pool) {
  __atomic_store_n(&pool->is_taken, 0, __ATOMIC_RELEASE);
  pthread_cond_signal(&pool->is_left);
}
