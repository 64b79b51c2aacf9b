#include <pthread.h>

#define FIELDS pthread_mutex_t lock;
#define LOCK(pool) pthread_mutex_lock(&(pool)->lock)
#define UNLOCK(pool) pthread_mutex_unlock(&(pool)->lock)
#define OWN_BEGIN
#include "frame.h"

static void begin(pp_pool *pool) { pthread_mutex_init(&pool->lock, NULL); }
