/* What holds of a shared pool, and the assertions that say so in a build without NDEBUG. */
#ifndef SHAREDPOOL_VALIDITY_H
#define SHAREDPOOL_VALIDITY_H

#include <assert.h>
#include <stdbool.h>

#include "sharedpool_inline/state.h"

/* At any moment, while others use the pool too: what create has set is in range and of one piece, and `free` means something.
 */
bool pp_shared_pool_is_plausible(const pp_shared_pool *pool);

/* While nobody uses it, in time linear in block_count: plausible, and of more than 16 blocks the list holds each that is not
 * lent, once. */
bool pp_shared_pool_is_valid(const pp_shared_pool *pool);

#define PP_SHARED_ASSERT_VALID(pool) assert(pp_shared_pool_is_plausible(pool))

#endif
