/* A flag says that an operation is under way: an interrupt that meets it lays its block aside, and the operation puts it with
 * the others when it ends. */
#define FIELDS          \
  volatile bool is_met; \
  volatile uint32_t free; /* a bit for each; those laid aside stand in the upper half */
#define OWN_BEGIN
#include "frame.h"

enum { ASIDE = 16 };

static void begin(pp_pool *pool) { pool->free = (1U << pool->count) - 1; }

/* On one processor an instruction is whole without a lock. */
static bool became(pp_pool *pool, uint32_t expected, uint32_t wanted) {
  uint32_t was = expected;
  __asm__ volatile("cmpxchgl %2, %1" : "+a"(was), "+m"(pool->free) : "r"(wanted) : "cc", "memory");
  return was == expected;
}

static uint32_t all_of(uint32_t word) { return (word | word >> ASIDE) & ((1U << ASIDE) - 1); }

static void put_with_others(pp_pool *pool) {
  for (uint32_t before = pool->free; before >> ASIDE != 0; before = pool->free) became(pool, before, all_of(before));
}

static bool enter(pp_pool *pool) {
  const bool was_met = pool->is_met;
  pool->is_met = true;
  return was_met;
}

static void leave(pp_pool *pool, bool was_met) {
  if (was_met) return;
  put_with_others(pool);
  pool->is_met = false;
  put_with_others(pool);
}

int pp_get(pp_pool *pool, void **block) {
  const bool was_met = enter(pool);
  *block = NULL;
  for (uint32_t before = pool->free; before != 0 && *block == NULL; before = pool->free) {
    const uint32_t bit = (uint32_t)__builtin_ctz(before), number = bit % ASIDE;
    if (!became(pool, before, before & ~(1U << bit))) continue;
    memset(pool->blocks[number], 0, BLOCK_BYTES);
    *block = pool->blocks[number];
  }
  leave(pool, was_met);
  return *block != NULL ? 0 : NONE_FREE;
}

int pp_return(pp_pool *pool, void *block) {
  const bool was_met = enter(pool);
  const uint32_t number = number_of(pool, block), bit = was_met ? number + ASIDE : number;
  int status = NOT_LENT;
  for (uint32_t before = pool->free; (all_of(before) >> number & 1) == 0 && status != 0; before = pool->free) {
    if (became(pool, before, before | 1U << bit)) status = 0;
  }
  leave(pool, was_met);
  return status;
}

size_t pp_used(const pp_pool *pool) { return pool->count - (uint32_t)__builtin_popcount(all_of(pool->free)); }
