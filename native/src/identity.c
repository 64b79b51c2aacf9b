/* What the library says of itself, and that its records are laid out as version 1 of the binding has them. */
#include <assert.h>

#include "bufferpool_inline/state.h"
#include "internal/export.h"

static_assert(sizeof(bp_soa) == 192, "three arrays of one cache line");
static_assert(sizeof(bp_receipt) == 128, "two cache lines");
static_assert(offsetof(bp_receipt, ticks) == 32, "four 64-bit words first");
static_assert(offsetof(bp_receipt, prev_hash) == 64, "the hashes fill the second line");

/* What bufferpool_inline.h asks for: see there. */
BP_EXPORT const uint32_t BP_INLINE_LAYOUT = sizeof(bp_pool);

BP_EXPORT uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

BP_EXPORT const char *bp_name(void) { return "poolproof native"; }
