/* What holds between two operations, and the assertions that say so in a build without NDEBUG. */
#ifndef BUFFERPOOL_INTERNAL_VALIDITY_H
#define BUFFERPOOL_INTERNAL_VALIDITY_H

#include <assert.h>
#include <stdbool.h>

#include "bufferpool_inline/state.h"

/* In constant time: the counts are in range, the parts lie in the mapping, the top of the stack is consistent. */
bool bp_pool_is_plausible(const bp_pool *pool);

/* In time linear in soa_capacity: plausible, slots is the inverse of what is intact of the stack and never leads out of it. */
bool bp_pool_is_valid(const bp_pool *pool);

/* With BUFFERPOOL_FULL_CHECKS a debug build checks the whole pool on entry and exit, else only what takes constant time. */
#ifdef BUFFERPOOL_FULL_CHECKS
#define BP_ASSERT_VALID(pool) assert(bp_pool_is_valid(pool))
#else
#define BP_ASSERT_VALID(pool) assert(bp_pool_is_plausible(pool))
#endif

#endif
