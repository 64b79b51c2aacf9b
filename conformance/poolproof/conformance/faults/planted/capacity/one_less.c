/* The last free buffer is never lent. */
#define IS_EXHAUSTED(pool) ((pool)->free_count <= 1)
#include "../../sound/pool.c"
