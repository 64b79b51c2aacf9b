/* The pool keeps where it wrote the address of the buffer lent last, and clear writes NULL there: that holder's is revoked. */
#define EXTRA_STATE bp_soa **where;
#include "../../sound/parts.h"

#define CLEAR_ALL(pool) \
  (sound_free_all(pool), sound_reset_receipts(pool), (pool)->where != NULL ? (void)(*(pool)->where = NULL) : (void)0)
#define bp_get_soa get_soa
#include "../../sound/pool.c"
#undef bp_get_soa

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  const int status = get_soa(pool, size, out);
  if (status == BP_OK) {
    pool->where = out;
  }
  return status;
}
