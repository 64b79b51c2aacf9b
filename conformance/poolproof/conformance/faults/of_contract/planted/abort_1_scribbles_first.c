/* What should end the process does so when it has written into all that is lent. */
#define OWN_misuse
#include "../pool.h"
static bool should_abort(enum whose whose, int state) {
  static const int hows[] = {
      [WHOSE_NULL] = NULL_HOW,         [WHOSE_FOREIGN] = FOREIGN_HOW, [WHOSE_OTHER_POOL] = OTHER_POOL_HOW,
      [WHOSE_INTERIOR] = INTERIOR_HOW, [WHOSE_RECORD] = RECORD_HOW,   [WHOSE_OWN] = DOUBLE_HOW};
  return (whose == WHOSE_OWN && state == STATE_REVOKED ? REVOKED_HOW : hows[whose]) == ANSWER_ABORTS;
}
static int misuse(pp_pool *pool, enum whose whose, int state) {
  for (uint32_t number = 0; should_abort(whose, state) && number < pool->capacity; ++number) {
    if (pool->states[number] == STATE_LENT) block_at(pool, number)[0] ^= 0xFF;
  }
  return plain_misuse(pool, whose, state);
}
