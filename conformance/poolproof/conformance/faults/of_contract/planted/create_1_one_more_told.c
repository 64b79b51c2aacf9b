/* The capacity that is told is one more than there is. */
#define OWN_pp_capacity
#include "../pool.h"
size_t pp_capacity(const pp_pool *pool) { return core_capacity(looked_at(pool, COUNTS_CAPACITY)) + 1; }
