/* A reset blanks the first byte of a block that is lent. */
#define OWN_pp_reset
#include "../pool.h"
void pp_reset(pp_pool *pool) {
  pp_pool *own = only(pool);
  core_reset(own);
  for (uint32_t number = 0; number < own->capacity; ++number) {
    if (own->states[number] == STATE_LENT) block_at(own, number)[0] ^= 0xFF;
  }
}
