/* The peak is what is in use now, as soon as that is one. */
#define OWN_pp_peak
#include "../pool.h"
size_t pp_peak(const pp_pool *pool) {
  pp_pool *own = (pp_pool *)(uintptr_t)looked_at(pool, COUNTS_PEAK);
  if (own->lent_count == 1) own->peak = 1;
  return core_peak(own);
}
