/* The head is two words, changed by one locked instruction of sixteen bytes. */
#define FIELDS                   \
  _Alignas(16) uint64_t head[2]; \
  _Atomic uint32_t below[BLOCKS];
#define OWN_BEGIN
#include "frame.h"

static bool swap(uint64_t *head, uint64_t seen[2], uint64_t top, uint64_t tag) {
  bool is_done;
  __asm__ volatile("lock cmpxchg16b %1\n\tsete %0"
                   : "=q"(is_done), "+m"(*(uint64_t (*)[2])head), "+a"(seen[0]), "+d"(seen[1])
                   : "b"(top), "c"(tag)
                   : "cc", "memory");
  return is_done;
}

static void push(pp_pool *pool, uint32_t number) {
  uint64_t seen[2] = {0, 0};
  do {
    atomic_store(&pool->below[number], (uint32_t)seen[0]);
  } while (!swap(pool->head, seen, number + 1, seen[1]));
}

static void begin(pp_pool *pool) {
  for (uint32_t i = pool->count; i-- > 0;) push(pool, i);
}

int pp_get(pp_pool *pool, void **block) {
  uint64_t seen[2] = {0, 0};
  *block = NULL;
  swap(pool->head, seen, 0, 0);
  do {
    if (seen[0] == 0) return NONE_FREE;
  } while (!swap(pool->head, seen, atomic_load(&pool->below[seen[0] - 1]), seen[1] + 1));
  *block = pool->blocks[seen[0] - 1];
  return 0;
}

int pp_return(pp_pool *pool, void *block) {
  push(pool, number_of(pool, block));
  return 0;
}
