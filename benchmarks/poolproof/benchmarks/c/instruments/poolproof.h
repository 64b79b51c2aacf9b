/* The pool that comes with the project, every check on, inlined. Created and destroyed by its library. */
#include <bufferpool_inline.h>

#define RIVAL_NAME "poolproof"
typedef bp_pool rival_pool;

static inline int rival_create(const bp_config *config, rival_pool **out) { return bp_create(config, out); }
static inline void rival_destroy(rival_pool *pool) { bp_destroy(pool); }
static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) { return bp_inline_get_soa(pool, size, out); }
static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) { return bp_inline_return_soa(pool, buffer); }
static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) { return bp_inline_get_receipt(pool, out); }
static inline void rival_reset_receipts(rival_pool *pool) { bp_inline_reset_receipts(pool); }
static inline void rival_clear(rival_pool *pool) { bp_clear(pool); }
static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) { bp_inline_capacity_usage(pool, out); }
