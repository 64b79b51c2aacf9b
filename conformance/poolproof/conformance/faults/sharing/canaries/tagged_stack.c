/* Treiber's stack: the number of the top, plus one, and a tag that every pop changes, in one word. */
#define FIELDS           \
  _Atomic uint64_t head; \
  _Atomic uint32_t below[BLOCKS];
#define OWN_BEGIN
#include "frame.h"

static void push(pp_pool *pool, uint32_t number) {
  uint64_t head = atomic_load(&pool->head);
  do {
    atomic_store(&pool->below[number], (uint32_t)head);
  } while (!atomic_compare_exchange_weak(&pool->head, &head, (head >> 32 << 32) | (number + 1)));
}

static void begin(pp_pool *pool) {
  for (uint32_t i = pool->count; i-- > 0;) push(pool, i);
}

int pp_get(pp_pool *pool, void **block) {
  uint64_t head = atomic_load(&pool->head), next;
  *block = NULL;
  do {
    if ((uint32_t)head == 0) return NONE_FREE;
    next = ((head >> 32) + 1) << 32 | atomic_load(&pool->below[(uint32_t)head - 1]);
  } while (!atomic_compare_exchange_weak(&pool->head, &head, next));
  *block = pool->blocks[(uint32_t)head - 1];
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  push(pool, number_of(pool, block));
  return 0;
}
