/* The layout that sharedpool_inline.h asks for: see there. */
#include "internal/export.h"
#include "sharedpool_inline/state.h"

BP_EXPORT const uint32_t PP_SHARED_LAYOUT = sizeof(pp_shared_pool);
