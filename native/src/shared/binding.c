/* The functions of blockpool.h over shared pools: what libsharedpool exports, so that a program of blockpool.h is linked to it
 * in place of libblockpool, and that a judge finds what it looks for. A pp_pool is a pp_shared_pool here. */
#include "internal/export.h"
#include "restart.h"
#include "sharedpool_inline.h"

static pp_shared_pool *shared(pp_pool *pool) { return (pp_shared_pool *)(void *)pool; }

static const pp_shared_pool *seen(const pp_pool *pool) { return (const pp_shared_pool *)(const void *)pool; }

BP_EXPORT int pp_create_with(const pp_config *config, enum pp_wiping wiping, pp_pool **out) {
  pp_shared_pool *made;
  const int code = pp_shared_create(config, wiping, &made);
  *out = (pp_pool *)(void *)made;
  return code;
}

BP_EXPORT int pp_create(const pp_config *config, pp_pool **out) { return pp_create_with(config, PP_WIPED, out); }

BP_EXPORT void pp_destroy(pp_pool *pool) { pp_shared_destroy(shared(pool)); }

BP_EXPORT int pp_get(pp_pool *pool, void **block) { return pp_shared_inline_get(shared(pool), block); }

BP_EXPORT int pp_return(pp_pool *pool, void *block) { return pp_shared_inline_return(shared(pool), block); }

BP_EXPORT void pp_clear(pp_pool *pool) { pp_shared_restart(shared(pool)); }

BP_EXPORT size_t pp_capacity(const pp_pool *pool) { return pp_shared_inline_capacity(seen(pool)); }

BP_EXPORT size_t pp_used(const pp_pool *pool) { return pp_shared_inline_used(seen(pool)); }

BP_EXPORT size_t pp_free(const pp_pool *pool) { return pp_shared_inline_free(seen(pool)); }

BP_EXPORT size_t pp_storage_bytes(size_t block_size, size_t block_align, uint32_t block_count) {
  return pp_shared_storage_bytes(block_size, block_align, block_count);
}

BP_EXPORT const char *pp_name(void) { return "poolproof native shared"; }

BP_EXPORT const char *pp_contract(void) { return "contract = 1\nname = \"sharedpool\"\nbased_on = \"native-shared\"\n"; }
