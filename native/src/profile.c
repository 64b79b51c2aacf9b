/* Part of profiling builds only. */
#include <bufferpool_profiling.h>

#include "bufferpool_inline/state.h"
#include "internal/export.h"

BP_EXPORT void bp_profile(const bp_pool *pool, bp_profile_counts *out) { *out = pool->counts; }
