/* Blocks are aligned as the storage is that was given. */
#define OWN_block_at
#include "../pool.h"
static unsigned char *block_at(const pp_pool *pool, uint32_t number) { return plain_block_at(pool, number) + 8; }
