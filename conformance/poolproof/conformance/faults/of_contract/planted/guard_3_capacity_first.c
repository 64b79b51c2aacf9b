/* Exhaustion is looked at first, the size after it. */
#define OWN_pp_get_sized
#include "../pool.h"
int pp_get_sized(pp_pool *pool, size_t size, void **block) {
  *block = NULL;
  pp_pool *own = only(pool);
  if (own->lent_count == own->capacity && EXHAUSTED_HOW != ANSWER_GROWS) return answer(EXHAUSTED_HOW, EXHAUSTED_CODE);
  if (!size_fits(size)) return answer(TOO_LARGE_HOW, TOO_LARGE_CODE);
  return core_get(own, block);
}
