/* The pool, a cycle slower: one more 32-byte store, on a processor that makes one of them a cycle. For a test of the clock. */
#include <bufferpool_inline.h>

#define RIVAL_NAME "poolproof, slowed"
typedef bp_pool rival_pool;

static inline int rival_create(const bp_config *config, rival_pool **out) { return bp_create(config, out); }
static inline void rival_destroy(rival_pool *pool) { bp_destroy(pool); }
static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  const int status = bp_inline_get_soa(pool, size, out);
  if (status == BP_OK) *(volatile bp_inline_four_words *)(void *)(*out)->o = (bp_inline_four_words){0, 0, 0, 0};
  return status;
}
static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) { return bp_inline_return_soa(pool, buffer); }
static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) { return bp_inline_get_receipt(pool, out); }
static inline void rival_reset_receipts(rival_pool *pool) { bp_inline_reset_receipts(pool); }
static inline void rival_clear(rival_pool *pool) { bp_clear(pool); }
static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) { bp_inline_capacity_usage(pool, out); }
