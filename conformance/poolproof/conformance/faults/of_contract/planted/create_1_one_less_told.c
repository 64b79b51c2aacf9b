/* The capacity that is told is one less than there is to be. */
#define OWN_pp_capacity
#include "../pool.h"
size_t pp_capacity(const pp_pool *pool) { return looked_at(pool, COUNTS_CAPACITY)->count - 1; }
