/* The last byte of a block is not filled at its return. */
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) { memset(block_at(pool, number), WHILE_FREE_BYTE, BLOCK_SIZE - 1); }
