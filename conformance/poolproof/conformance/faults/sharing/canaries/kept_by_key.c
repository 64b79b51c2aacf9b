/* Each thread keeps the block that it returned last as the value of a key (pthread_setspecific). There are so many more blocks
 * than promised that nobody runs out early. */
#include <pthread.h>

#include "spin.h"
#undef FIELDS
#define FIELDS     \
  atomic_int lock; \
  pthread_key_t key;
#define OWN_GET
#define OWN_RETURN
#define OWN_USED
#define OWN_BEGIN
#define OWN_DESTROY
#include "frame.h"

static void begin(pp_pool *pool) {
  for (uint32_t i = 0; i < BLOCKS; ++i) pool->numbers[i] = i;
  pool->free_count = BLOCKS;
  if (pthread_key_create(&pool->key, NULL) != 0) abort();
}

void pp_destroy(pp_pool *pool) {
  pthread_key_delete(pool->key);
  free(pool);
}

int pp_get(pp_pool *pool, void **block) {
  *block = pthread_getspecific(pool->key);
  if (*block != NULL) return pthread_setspecific(pool->key, NULL);
  LOCK(pool);
  const int status = plain_get(pool, block);
  UNLOCK(pool);
  return status;
}

int pp_return(pp_pool *pool, void *block) {
  if (pthread_getspecific(pool->key) == NULL) return pthread_setspecific(pool->key, block);
  LOCK(pool);
  pool->numbers[pool->free_count++] = number_of(pool, block);
  UNLOCK(pool);
  return 0;
}
