/* A double return is refused as a foreign address. */
#define RETURN_REFUSAL(pool, index) ((index) == NOT_A_BUFFER || !IS_LENT(pool, index) ? BP_NOT_OWNED : BP_OK)
#include "../../sound/pool.c"
