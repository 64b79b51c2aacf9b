/* The tag of the head has eight bits: after 256 gets it is the old one again. */
#define FIELDS           \
  _Atomic uint32_t head; \
  _Atomic uint32_t below[BLOCKS];
#define OWN_BEGIN
#include "frame.h"

enum { TAG = 256 };

static void push(pp_pool *pool, uint32_t number) {
  uint32_t head = atomic_load(&pool->head);
  do {
    atomic_store(&pool->below[number], head / TAG);
  } while (!atomic_compare_exchange_weak(&pool->head, &head, (number + 1) * TAG + head % TAG));
}

static void begin(pp_pool *pool) {
  for (uint32_t i = pool->count; i-- > 0;) push(pool, i);
}

int pp_get(pp_pool *pool, void **block) {
  uint32_t head = atomic_load(&pool->head), next;
  *block = NULL;
  do {
    if (head / TAG == 0) return NONE_FREE;
    next = atomic_load(&pool->below[head / TAG - 1]) * TAG + (head + 1) % TAG;
  } while (!atomic_compare_exchange_weak(&pool->head, &head, next));
  *block = pool->blocks[head / TAG - 1];
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  push(pool, number_of(pool, block));
  return 0;
}
