// Each receipt is stamped with a cost that is rounded upward, and the rounding mode stays.
#include <cfenv>

#include "../../sound/parts.h"

static uint32_t take_stamped(bp_pool *pool) {
  std::fesetround(FE_UPWARD);
  return sound_take_receipt(pool);
}

#define TAKE_RECEIPT take_stamped

#include "../../sound/pool.c"
