/* What holds between two operations on a pool of blocks, and the assertions that say so in a build without NDEBUG. */
#ifndef BLOCKPOOL_VALIDITY_H
#define BLOCKPOOL_VALIDITY_H

#include <assert.h>
#include <stdbool.h>

#include "blockpool_inline/state.h"

/* In constant time: what create has set is in range and of one piece, and top, bottom and the last place are consistent. */
bool pp_pool_is_plausible(const pp_pool *pool);

/* In time linear in block_count: plausible, and slots is the inverse of what is intact of the stack and never leads out of it.
 */
bool pp_pool_is_valid(const pp_pool *pool);

/* With BUFFERPOOL_FULL_CHECKS a debug build checks the whole pool on entry and exit, else only what takes constant time. */
#ifdef BUFFERPOOL_FULL_CHECKS
#define PP_ASSERT_VALID(pool) assert(pp_pool_is_valid(pool))
#else
#define PP_ASSERT_VALID(pool) assert(pp_pool_is_plausible(pool))
#endif

#endif
