/* pool.c: one correct, plain pool. Every planted fault in C and C++ is this pool with one part exchanged; see parts.h. */
#include "parts.h"

#ifndef POOL_NAME
#define POOL_NAME "sound pool"
#endif

/* create and destroy */
#ifndef CONFIG_OF
#define CONFIG_OF sound_config_of
#endif
#ifndef REFUSES_CONFIG
#define REFUSES_CONFIG sound_refuses_config
#endif
#ifndef HAND_OUT_NO_POOL
#define HAND_OUT_NO_POOL(out) (*(out) = NULL)
#endif
#ifndef ALLOCATE
#define ALLOCATE sound_allocate
#endif
#ifndef NO_MEMORY_STATUS
#define NO_MEMORY_STATUS BP_NO_MEMORY
#endif
#ifndef AFTER_CREATE
#define AFTER_CREATE(pool) ((void)(pool))
#endif
#ifndef RELEASE
#define RELEASE(pool) ((pool) != NULL ? sound_release(pool) : (void)0)
#endif

/* every other operation: what it does first, and how it refuses */
#ifndef BEFORE_OPERATION
#define BEFORE_OPERATION(pool) ((void)(pool))
#endif
#ifndef HAND_OUT_NO_BUFFER
#define HAND_OUT_NO_BUFFER(pool, out) (*(out) = NULL)
#endif
#ifndef HAND_OUT_NO_RECEIPT
#define HAND_OUT_NO_RECEIPT(pool, out) (*(out) = NULL)
#endif
#ifndef REFUSED
#define REFUSED(pool, status) (status)
#endif

/* get_soa */
#ifndef REFUSES_SIZE
#define REFUSES_SIZE sound_refuses_size
#endif
#ifndef IS_EXHAUSTED
#define IS_EXHAUSTED sound_is_exhausted
#endif
#ifndef GET_REFUSAL
#define GET_REFUSAL(pool, size) (REFUSES_SIZE(size) ? BP_INVALID_SIZE : IS_EXHAUSTED(pool) ? BP_EXHAUSTED : BP_OK)
#endif
#ifndef TAKE_FREE
#define TAKE_FREE sound_take_free
#endif
#ifndef BUFFER_AT
#define BUFFER_AT sound_buffer_at
#endif
#ifndef CLEAR_BUFFER
#define CLEAR_BUFFER sound_clear_buffer
#endif
#ifndef AFTER_GET
#define AFTER_GET(pool, buffer) ((void)(buffer))
#endif

/* return_soa: a buffer that is absorbed is answered with BP_OK and forgotten, which is never right */
#ifndef ABSORBS
#define ABSORBS(pool, buffer) (0)
#endif
#ifndef INDEX_OF
#define INDEX_OF sound_index_of
#endif
#ifndef IS_LENT
#define IS_LENT sound_is_lent
#endif
#ifndef RETURN_REFUSAL
#define RETURN_REFUSAL(pool, index) ((index) == NOT_A_BUFFER ? BP_NOT_OWNED : !IS_LENT(pool, index) ? BP_NOT_IN_USE : BP_OK)
#endif
#ifndef PUT_FREE
#define PUT_FREE sound_put_free
#endif

/* receipts */
#ifndef RECEIPTS_EXHAUSTED
#define RECEIPTS_EXHAUSTED sound_receipts_exhausted
#endif
#ifndef RECEIPTS_REFUSAL
#define RECEIPTS_REFUSAL(pool) (RECEIPTS_EXHAUSTED(pool) ? BP_RECEIPTS_EXHAUSTED : BP_OK)
#endif
#ifndef TAKE_RECEIPT
#define TAKE_RECEIPT sound_take_receipt
#endif
#ifndef RECEIPT_AT
#define RECEIPT_AT sound_receipt_at
#endif
#ifndef BLANK_RECEIPT
#define BLANK_RECEIPT sound_blank_receipt
#endif
#ifndef RESET_RECEIPTS
#define RESET_RECEIPTS sound_reset_receipts
#endif

/* clear and capacity_usage */
#ifndef FREE_ALL
#define FREE_ALL sound_free_all
#endif
#ifndef CLEAR_ALL
#define CLEAR_ALL(pool) (FREE_ALL(pool), RESET_RECEIPTS(pool))
#endif
#ifndef USAGE_OF
#define USAGE_OF sound_usage_of
#endif

uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }

#ifndef NAMELESS
const char *bp_name(void) { return POOL_NAME; }
#endif

int bp_create(const bp_config *config, bp_pool **out) {
  const bp_config wanted = CONFIG_OF(config);
  if (REFUSES_CONFIG(wanted)) {
    HAND_OUT_NO_POOL(out);
    return BP_INVALID_CONFIG;
  }
  bp_pool *pool = ALLOCATE(wanted);
  if (pool == NULL) {
    HAND_OUT_NO_POOL(out);
    return NO_MEMORY_STATUS;
  }
  FREE_ALL(pool);
  RESET_RECEIPTS(pool);
  AFTER_CREATE(pool);
  *out = pool;
  return BP_OK;
}

void bp_destroy(bp_pool *pool) { RELEASE(pool); }

int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  BEFORE_OPERATION(pool);
  const int refusal = GET_REFUSAL(pool, size);
  if (refusal != BP_OK) {
    HAND_OUT_NO_BUFFER(pool, out);
    return REFUSED(pool, refusal);
  }
  const uint32_t index = TAKE_FREE(pool);
  bp_soa *buffer = BUFFER_AT(pool, index);
  CLEAR_BUFFER(pool, buffer, size);
  AFTER_GET(pool, buffer);
  *out = buffer;
  return BP_OK;
}

int bp_return_soa(bp_pool *pool, bp_soa *buffer) {
  BEFORE_OPERATION(pool);
  if (ABSORBS(pool, buffer)) {
    return BP_OK;
  }
  const uint32_t index = INDEX_OF(pool, buffer);
  const int refusal = RETURN_REFUSAL(pool, index);
  if (refusal != BP_OK) {
    return REFUSED(pool, refusal);
  }
  PUT_FREE(pool, index);
  return BP_OK;
}

int bp_get_receipt(bp_pool *pool, bp_receipt **out) {
  BEFORE_OPERATION(pool);
  const int refusal = RECEIPTS_REFUSAL(pool);
  if (refusal != BP_OK) {
    HAND_OUT_NO_RECEIPT(pool, out);
    return REFUSED(pool, refusal);
  }
  const uint32_t index = TAKE_RECEIPT(pool);
  bp_receipt *receipt = RECEIPT_AT(pool, index);
  BLANK_RECEIPT(pool, receipt, index);
  *out = receipt;
  return BP_OK;
}

void bp_reset_receipts(bp_pool *pool) {
  BEFORE_OPERATION(pool);
  RESET_RECEIPTS(pool);
}

void bp_clear(bp_pool *pool) {
  BEFORE_OPERATION(pool);
  CLEAR_ALL(pool);
}

void bp_capacity_usage(const bp_pool *pool, bp_usage *out) { *out = USAGE_OF(pool); }
