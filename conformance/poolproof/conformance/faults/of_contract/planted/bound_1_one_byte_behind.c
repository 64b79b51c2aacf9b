/* A return writes one byte behind the table of states once all blocks are free. */
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  volatile uint8_t *states = pool->states;
  if (pool->lent_count == 0) states[pool->limit] = STATE_FRESH;
}
