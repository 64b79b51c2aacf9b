/* On an exhausted pool, too large a size is answered with another refusal. */
#define OWN_too_large
#include "../pool.h"
static int too_large(pp_pool *pool) { return pool->lent_count == pool->capacity ? TOO_LARGE_CODE + 3 : plain_too_large(pool); }
