/* Nothing keeps two threads from changing it at once. */
#define OWN_lock
#define OWN_unlock
#define OWN_exchanged
#include "../pool.h"
static void lock(void) {}
static void unlock(void) {}
static bool exchanged(pp_pool *pool, struct word *from, struct word to) {
  (void)from;
  *(volatile uint64_t *)&pool->word.order = to.order;
  *(volatile uint64_t *)&pool->word.rest = to.rest;
  return true;
}
