/* The header comes first here, to find that it needs no other before it. */
#include "inline_other.h"

#include <bufferpool_inline.h>

int other_get_soa(bp_pool *pool, size_t size, bp_soa **out) { return bp_inline_get_soa(pool, size, out); }

int other_return_soa(bp_pool *pool, bp_soa *buffer) { return bp_inline_return_soa(pool, buffer); }
