/* bufferpool_profiling.h: what a pool has been asked for, counted.
 *
 * Only a library that was built with BUFFERPOOL_PROFILING (a CMake option) exports bp_profile: in any other build the counters
 * do not exist, and the hot path is the code that it would be without them.
 */
#ifndef BUFFERPOOL_PROFILING_H
#define BUFFERPOOL_PROFILING_H

#include <bufferpool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Counted since bp_create; bp_clear and bp_reset_receipts do not set anything back. */
typedef struct bp_profile_counts {
  uint64_t soa_hits;     /* bp_get_soa that handed out a buffer */
  uint64_t soa_returns;  /* bp_return_soa that took one */
  uint64_t receipt_hits; /* bp_get_receipt that handed out a receipt */
  uint64_t invalid_sizes;
  uint64_t exhaustions;
  uint64_t receipt_exhaustions;
  uint64_t not_owned_returns;
  uint64_t not_in_use_returns;
  uint32_t soa_high_water;     /* the most buffers lent at once */
  uint32_t receipt_high_water; /* the most receipts handed out between two resets */
} bp_profile_counts;

void bp_profile(const bp_pool *pool, bp_profile_counts *out);

#ifdef __cplusplus
}
#endif

#endif
