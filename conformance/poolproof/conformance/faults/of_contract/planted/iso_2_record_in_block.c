/* The first record lies in the last block. */
#define OWN_record_at
#include "../pool.h"
static unsigned char *record_at(const pp_pool *pool, uint32_t number) {
  return number == 0 && RECORD_SIZE <= BLOCK_SIZE ? plain_block_at(pool, pool->count - 1) : plain_record_at(pool, number);
}
