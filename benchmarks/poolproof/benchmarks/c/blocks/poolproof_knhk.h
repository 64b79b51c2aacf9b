/* The project's pool of the contract knhk, whose blocks have 192 bytes and are wiped: inlined, or with BLOCKS_CALLED by its
 * library. */
#include <bufferpool_inline.h>

#define BLOCKS_NAME "poolproof knhk"
typedef bp_pool blocks_pool;

_Static_assert(BLOCK_BYTES == sizeof(bp_soa) && BLOCK_WIPED, "it has no others");

static inline blocks_pool *blocks_create(void) {
  bp_pool *pool;
  return bp_create(NULL, &pool) == BP_OK ? pool : NULL;
}

static inline void blocks_destroy(blocks_pool *pool) { bp_destroy(pool); }

#ifdef BLOCKS_CALLED
static inline int blocks_get(blocks_pool *pool, void **block) { return bp_get_soa(pool, BP_LANES, (bp_soa **)block); }
static inline int blocks_return(blocks_pool *pool, void *block) { return bp_return_soa(pool, (bp_soa *)block); }
#else
static inline int blocks_get(blocks_pool *pool, void **block) {
  bp_soa *buffer;
  const int code = bp_inline_get_soa(pool, BP_LANES, &buffer);
  *block = buffer;
  return code;
}
static inline int blocks_return(blocks_pool *pool, void *block) { return bp_inline_return_soa(pool, (bp_soa *)block); }
#endif
