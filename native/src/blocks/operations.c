/* The operations between create and destroy of a pool of blocks that lend nothing, for callers that link to the library. */
#include "blockpool_inline.h"
#include "internal/export.h"
#include "restart.h"
#include "validity.h"

BP_EXPORT int pp_return(pp_pool *pool, void *block) {
  PP_ASSERT_VALID(pool);
  const int code = pp_inline_return(pool, block);
  PP_ASSERT_VALID(pool);
  return code;
}

BP_EXPORT void pp_clear(pp_pool *pool) {
  PP_ASSERT_VALID(pool);
  pp_restart(pool);
  PP_ASSERT_VALID(pool);
}

BP_EXPORT size_t pp_capacity(const pp_pool *pool) {
  PP_ASSERT_VALID(pool);
  return pp_inline_capacity(pool);
}

BP_EXPORT size_t pp_used(const pp_pool *pool) {
  PP_ASSERT_VALID(pool);
  return pp_inline_used(pool);
}

BP_EXPORT size_t pp_free(const pp_pool *pool) {
  PP_ASSERT_VALID(pool);
  return pp_inline_free(pool);
}

BP_EXPORT size_t pp_peak(const pp_pool *pool) {
  PP_ASSERT_VALID(pool);
  return pp_inline_peak(pool);
}
