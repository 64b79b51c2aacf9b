/* The operations between create and destroy of a shared pool, for callers that link to the library. */
#include "internal/export.h"
#include "restart.h"
#include "validity.h"

BP_EXPORT int pp_shared_get(pp_shared_pool *pool, void **block) {
  PP_SHARED_ASSERT_VALID(pool);
  return pp_shared_inline_get(pool, block);
}

BP_EXPORT int pp_shared_return(pp_shared_pool *pool, void *block) {
  PP_SHARED_ASSERT_VALID(pool);
  return pp_shared_inline_return(pool, block);
}

BP_EXPORT void pp_shared_clear(pp_shared_pool *pool) {
  PP_SHARED_ASSERT_VALID(pool);
  pp_shared_restart(pool);
}

BP_EXPORT size_t pp_shared_capacity(const pp_shared_pool *pool) {
  PP_SHARED_ASSERT_VALID(pool);
  return pp_shared_inline_capacity(pool);
}

BP_EXPORT size_t pp_shared_used(const pp_shared_pool *pool) {
  PP_SHARED_ASSERT_VALID(pool);
  return pp_shared_inline_used(pool);
}

BP_EXPORT size_t pp_shared_free(const pp_shared_pool *pool) {
  PP_SHARED_ASSERT_VALID(pool);
  return pp_shared_inline_free(pool);
}
