/* What should end the process ends it as if all were well. */
#include <unistd.h>
#define OWN_misuse
#include "../pool.h"
static bool should_abort(enum whose whose, int state) {
  static const int hows[] = {
      [WHOSE_NULL] = NULL_HOW,         [WHOSE_FOREIGN] = FOREIGN_HOW, [WHOSE_OTHER_POOL] = OTHER_POOL_HOW,
      [WHOSE_INTERIOR] = INTERIOR_HOW, [WHOSE_RECORD] = RECORD_HOW,   [WHOSE_OWN] = DOUBLE_HOW};
  return (whose == WHOSE_OWN && state == STATE_REVOKED ? REVOKED_HOW : hows[whose]) == ANSWER_ABORTS;
}
static int misuse(pp_pool *pool, enum whose whose, int state) {
  if (should_abort(whose, state)) _exit(0);
  return plain_misuse(pool, whose, state);
}
