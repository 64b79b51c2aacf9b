/* On an exhausted pool, too large a size is refused, and the process goes on. */
#define OWN_too_large
#include "../pool.h"
static int too_large(pp_pool *pool) { return pool->lent_count == pool->capacity ? ANY_REFUSAL : plain_too_large(pool); }
