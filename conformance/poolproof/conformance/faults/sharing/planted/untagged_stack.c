/* Treiber's stack without a tag: the top may be another one's top again. */
#define FIELDS           \
  _Atomic uint32_t head; \
  _Atomic uint32_t below[BLOCKS];
#define OWN_BEGIN
#include "frame.h"

static void push(pp_pool *pool, uint32_t number) {
  uint32_t head = atomic_load(&pool->head);
  do {
    atomic_store(&pool->below[number], head);
  } while (!atomic_compare_exchange_weak(&pool->head, &head, number + 1));
}

static void begin(pp_pool *pool) {
  for (uint32_t i = pool->count; i-- > 0;) push(pool, i);
}

int pp_get(pp_pool *pool, void **block) {
  uint32_t head = atomic_load(&pool->head);
  *block = NULL;
  do {
    if (head == 0) return NONE_FREE;
  } while (!atomic_compare_exchange_weak(&pool->head, &head, atomic_load(&pool->below[head - 1])));
  *block = pool->blocks[head - 1];
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  push(pool, number_of(pool, block));
  return 0;
}
