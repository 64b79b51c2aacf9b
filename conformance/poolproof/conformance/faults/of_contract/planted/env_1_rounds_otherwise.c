/* A get leaves the processor rounding towards zero. */
#include <fenv.h>
#define OWN_prepare
#include "../pool.h"
static void prepare(pp_pool *pool, uint32_t number) {
  plain_prepare(pool, number);
  fesetround(FE_TOWARDZERO);
}
