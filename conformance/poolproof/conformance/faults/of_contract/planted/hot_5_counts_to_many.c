/* Each return counts to more than it may take instructions. */
#define OWN_retire
#include "../pool.h"
static void retire(pp_pool *pool, uint32_t number) {
  for (volatile uint32_t count = 0; count < INSTRUCTIONS; ++count) continue;
  plain_retire(pool, number);
}
