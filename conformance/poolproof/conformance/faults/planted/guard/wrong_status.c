/* Too large a size is refused as exhaustion. */
#define GET_REFUSAL(pool, size) (REFUSES_SIZE(size) || IS_EXHAUSTED(pool) ? BP_EXHAUSTED : BP_OK)
#include "../../sound/pool.c"
