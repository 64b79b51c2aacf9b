/* The peak is brought up to date by returns alone. */
#define POOL_FIELDS size_t seen;
#define OWN_pp_peak
#define OWN_come_back
#include "../pool.h"
static void come_back(pp_pool *pool, uint32_t number) {
  plain_come_back(pool, number);
  pool->seen = pool->peak;
}
size_t pp_peak(const pp_pool *pool) { return looked_at(pool, COUNTS_PEAK)->seen; }
