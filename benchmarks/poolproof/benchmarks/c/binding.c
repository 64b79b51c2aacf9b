/* A rival behind the C binding: a library that can be judged, and called. Compiled with RIVAL_HEADER its adapter.
 *
 * What the binding calls a bp_pool is the rival's own pool, whatever that is. */
#include <bufferpool.h>
#include <stddef.h>

#include RIVAL_HEADER

#ifdef __cplusplus
#define BINDING extern "C" __attribute__((visibility("default")))
#else
#define BINDING __attribute__((visibility("default")))
#endif

BINDING uint32_t bp_abi_version(void) { return BP_ABI_VERSION; }
BINDING const char *bp_name(void) { return RIVAL_NAME; }

BINDING int bp_create(const bp_config *config, bp_pool **out) {
  rival_pool *pool = NULL;
  const int status = rival_create(config, &pool);
  *out = (bp_pool *)(void *)pool;
  return status;
}

BINDING void bp_destroy(bp_pool *pool) { rival_destroy((rival_pool *)(void *)pool); }
BINDING int bp_get_soa(bp_pool *pool, size_t size, bp_soa **out) {
  return rival_get_soa((rival_pool *)(void *)pool, size, out);
}
BINDING int bp_return_soa(bp_pool *pool, bp_soa *buffer) { return rival_return_soa((rival_pool *)(void *)pool, buffer); }
BINDING int bp_get_receipt(bp_pool *pool, bp_receipt **out) { return rival_get_receipt((rival_pool *)(void *)pool, out); }
BINDING void bp_reset_receipts(bp_pool *pool) { rival_reset_receipts((rival_pool *)(void *)pool); }
BINDING void bp_clear(bp_pool *pool) { rival_clear((rival_pool *)(void *)pool); }
BINDING void bp_capacity_usage(const bp_pool *pool, bp_usage *out) {
  rival_capacity_usage((const rival_pool *)(const void *)pool, out);
}
