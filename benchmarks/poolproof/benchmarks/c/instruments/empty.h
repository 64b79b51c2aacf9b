/* Functions that do nothing, for a library of them: what two calls cost by themselves. */
#include <bufferpool.h>
#include <stdlib.h>

#define RIVAL_NAME "empty calls"

typedef struct rival {
  bp_soa buffer;
  bp_receipt receipt;
} rival_pool;

static inline int rival_create(const bp_config *config, rival_pool **out) {
  (void)config;
  *out = (rival_pool *)aligned_alloc(64, sizeof(rival_pool));
  return *out == NULL ? BP_NO_MEMORY : BP_OK;
}

static inline void rival_destroy(rival_pool *pool) { free(pool); }

/* Only the workload of get and return is run: the others use what is lent. */
static inline int rival_get_soa(rival_pool *pool, size_t size, bp_soa **out) {
  (void)pool;
  (void)size;
  (void)out;
  return BP_OK;
}

static inline int rival_return_soa(rival_pool *pool, bp_soa *buffer) {
  (void)pool;
  (void)buffer;
  return BP_OK;
}

static inline int rival_get_receipt(rival_pool *pool, bp_receipt **out) {
  *out = &pool->receipt;
  return BP_OK;
}

static inline void rival_reset_receipts(rival_pool *pool) { (void)pool; }
static inline void rival_clear(rival_pool *pool) { (void)pool; }

static inline void rival_capacity_usage(const rival_pool *pool, bp_usage *out) {
  (void)pool;
  out->soa_in_use = 0;
  out->soa_total = 16;
  out->receipts_in_use = 0;
  out->receipts_total = 1024;
}
