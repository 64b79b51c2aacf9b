/* What the library says of itself, and that its records are laid out as version 1 of the binding has them. */
#include <assert.h>

#include "internal/export.h"
#include "internal/pool_types.h"

static_assert(sizeof(bp_soa) == 192, "three arrays of one cache line");
static_assert(sizeof(bp_receipt) == 128, "two cache lines");
static_assert(offsetof(bp_receipt, ticks) == 32, "four 64-bit words first");
static_assert(offsetof(bp_receipt, prev_hash) == 64, "the hashes fill the second line");

BP_EXPORT uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

BP_EXPORT const char *bp_name(void) { return "poolproof native"; }
