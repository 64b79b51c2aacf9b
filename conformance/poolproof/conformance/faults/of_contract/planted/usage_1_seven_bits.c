/* What is used is told in three bits. */
#define OWN_pp_used
#include "../pool.h"
size_t pp_used(const pp_pool *pool) { return core_used(looked_at(pool, COUNTS_USED)) % 8; }
