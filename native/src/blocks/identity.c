/* What the library says of itself: its name, its contract, and its layout. */
#include "blockpool_inline/state.h"
#include "internal/export.h"

/* What blockpool_inline.h asks for: see there. */
BP_EXPORT const uint32_t PP_INLINE_LAYOUT = sizeof(pp_pool);

BP_EXPORT const char *pp_name(void) { return "poolproof native blocks"; }

#ifdef BLOCKPOOL_UNWIPED
#define OF_WHAT_IT_LENDS "[contents]\nat_get = \"kept\"\n"
#else
#define OF_WHAT_IT_LENDS ""
#endif

BP_EXPORT const char *pp_contract(void) {
  return "contract = 1\nname = \"blockpool\"\nbased_on = \"native-blocks\"\n" OF_WHAT_IT_LENDS;
}
