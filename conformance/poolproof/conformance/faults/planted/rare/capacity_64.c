/* A pool of exactly 64 buffers lends 63. */
#define IS_EXHAUSTED(pool) ((pool)->free_count == ((pool)->soa_capacity == 64))
#include "../../sound/pool.c"
