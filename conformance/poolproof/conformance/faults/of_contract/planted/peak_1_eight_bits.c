/* The peak is told in eight bits. */
#define OWN_pp_peak
#include "../pool.h"
size_t pp_peak(const pp_pool *pool) { return (uint8_t)core_peak(looked_at(pool, COUNTS_PEAK)); }
