/* The operations between create and destroy that lend nothing, for callers that link to the library. */
#include "bufferpool_inline.h"
#include "internal/export.h"
#include "internal/validity.h"
#include "stack_order.h"

BP_EXPORT int bp_return_soa(bp_pool *pool, bp_soa *buffer) {
  BP_ASSERT_VALID(pool);
  const int status = bp_inline_return_soa(pool, buffer);
  BP_ASSERT_VALID(pool);
  return status;
}

BP_EXPORT void bp_reset_receipts(bp_pool *pool) {
  BP_ASSERT_VALID(pool);
  bp_inline_reset_receipts(pool);
  BP_ASSERT_VALID(pool);
}

BP_EXPORT void bp_clear(bp_pool *pool) {
  BP_ASSERT_VALID(pool);
  bp_restore_creation_order(pool);
  bp_inline_reset_receipts(pool);
  BP_ASSERT_VALID(pool);
}

BP_EXPORT void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  BP_ASSERT_VALID(pool);
  bp_inline_capacity_usage(pool, out);
}
