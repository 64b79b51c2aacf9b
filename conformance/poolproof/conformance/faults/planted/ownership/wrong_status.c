/* A foreign address is refused as a buffer that is not in use. */
#define RETURN_REFUSAL(pool, index) ((index) == NOT_A_BUFFER || !IS_LENT(pool, index) ? BP_NOT_IN_USE : BP_OK)
#include "../../sound/pool.c"
