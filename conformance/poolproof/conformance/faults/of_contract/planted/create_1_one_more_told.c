/* The capacity that is told is one more than there is. */
#define OWN_pp_capacity
#include "../pool.h"
size_t pp_capacity(const pp_pool *pool) { return core_capacity(only((pp_pool *)(uintptr_t)pool)) + 1; }
