/* The operations that wipe what they lend: the only ones that gain by instructions that not every processor has.
 * Compiled as it is for the processors that the library was asked for; lending_avx2.c compiles it once more. */
#include "lending.h"

#include "bufferpool_inline.h"
#include "internal/validity.h"

BP_FORM_LINKAGE int BP_FORM(bp_get_soa)(bp_pool *pool, size_t size, bp_soa **out) {
  BP_ASSERT_VALID(pool);
  const int status = bp_inline_get_soa(pool, size, out);
  BP_ASSERT_VALID(pool);
  return status;
}

BP_FORM_LINKAGE int BP_FORM(bp_get_receipt)(bp_pool *pool, bp_receipt **out) {
  BP_ASSERT_VALID(pool);
  const int status = bp_inline_get_receipt(pool, out);
  BP_ASSERT_VALID(pool);
  return status;
}
