/* A clear puts what was lent behind what was free, and leaves that as it was. */
#define OWN_pp_clear
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  for (uint32_t number = 0; number < own->capacity; ++number) {
    if (own->states[number] != STATE_LENT) continue;
    own->states[number] = STATE_REVOKED;
    own->is_free[number] = 1;
    push_back(own, number);
  }
  own->lent_count = 0;
  core_reset(own);
}
