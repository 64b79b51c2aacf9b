/* An exhausted pool says so before it looks at the size. */
#define GET_REFUSAL(pool, size) (IS_EXHAUSTED(pool) ? BP_EXHAUSTED : REFUSES_SIZE(size) ? BP_INVALID_SIZE : BP_OK)
#include "../../sound/pool.c"
