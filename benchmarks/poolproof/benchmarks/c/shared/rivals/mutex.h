/* A mutex of pthreads around a stack of pointers. */
#include <pthread.h>

#define BLOCKS_NAME "mutex"
typedef pthread_mutex_t lock_kind;

static inline void lock_make(lock_kind *lock) { pthread_mutex_init(lock, NULL); }
static inline void lock_take(lock_kind *lock) { pthread_mutex_lock(lock); }
static inline void lock_leave(lock_kind *lock) { pthread_mutex_unlock(lock); }

#include "locked_stack.h"
