/* Destroy gives back the pool but not its storage. */
#define RELEASE(pool) free(pool)
#include "../../sound/pool.c"
