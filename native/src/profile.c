/* Part of profiling builds only. */
#include <bufferpool_profiling.h>

#include "internal/export.h"
#include "internal/pool_types.h"

BP_EXPORT void bp_profile(const bp_pool *pool, bp_profile_counts *out) { *out = pool->counts; }
