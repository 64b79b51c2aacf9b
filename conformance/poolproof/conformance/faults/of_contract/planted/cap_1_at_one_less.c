/* The get that would reach the count is refused, once or more often. */
#define OWN_get
#include "../pool.h"
static int get(pp_pool *pool, void **block) {
  if (pool->lent_count + 1 != pool->count) return plain_get(pool, block);
  *block = NULL;
  return EXHAUSTED_HOW == ANSWER_REFUSED ? EXHAUSTED_CODE : ANY_REFUSAL;
}
