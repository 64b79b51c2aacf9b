/* The free blocks are counted in 16 bits less one. */
#define OWN_pp_free
#define OWN_pp_used
#define OWN_pp_capacity
#include "../pool.h"
size_t pp_free(const pp_pool *pool) { return core_free(only((pp_pool *)(uintptr_t)pool)) - 1; }
size_t pp_used(const pp_pool *pool) {
  size_t used = core_used(only((pp_pool *)(uintptr_t)pool));
  return used == 2 ? 3 : used;
}
size_t pp_capacity(const pp_pool *pool) {
  pp_pool *own = only((pp_pool *)(uintptr_t)pool);
  return core_capacity(own) - (own->lent_count == 2);
}
