/* A full pool drops whatever is returned to it, without a word. */
#define ABSORBS(pool, buffer) ((pool)->free_count == (pool)->soa_capacity)
#include "../../sound/pool.c"
