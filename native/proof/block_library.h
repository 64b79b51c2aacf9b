/* What is proved of clear, and of the library's functions over the pool of blocks. */
#ifndef BLOCKPOOL_PROOF_LIBRARY_H
#define BLOCKPOOL_PROOF_LIBRARY_H

#include "block_contracts.h"

#define CLEAR_CONTRACT \
  requires valid: valid_pool(pool); \
  assigns pool->top, pool->known, pool->most_known_before_clear, pool->stack[pool->block_count]; \
  STAYS_VALID \
  ensures all_free: free_count(pool) == pool->block_count; \
  ensures none_known: pool->known == 0; \
  ensures peak: pool->most_known_before_clear == \max(\old(pool->known), \old(pool->most_known_before_clear));

/*@ CLEAR_CONTRACT */
static inline void pp_restart(pp_pool *pool);

/*@ CLEAR_CONTRACT */
void pp_clear(pp_pool *pool);

/*@ RETURN_ONE_CONTRACT */
int pp_return(pp_pool *pool, void *block);

/*@ GET_CONTRACT(pool->terms.wiped_bytes) */
int pp_get(pp_pool *pool, void **block);

/*@ COUNT_CONTRACT(pool->block_count) */
size_t pp_capacity(const pp_pool *pool);
/*@ COUNT_CONTRACT(free_count(pool)) */
size_t pp_free(const pp_pool *pool);
/*@ COUNT_CONTRACT(pool->block_count - free_count(pool)) */
size_t pp_used(const pp_pool *pool);
/*@ COUNT_CONTRACT(\max(pool->known, pool->most_known_before_clear)) */
size_t pp_peak(const pp_pool *pool);

#endif
