/* The project's pool of blocks, every check on: inlined by its shape, or with BLOCKS_CALLED by the functions of its library. */
#include <blockpool_inline.h>

#define BLOCKS_NAME "poolproof blocks"
typedef pp_pool blocks_pool;

static const pp_shape shape = {BLOCK_BYTES, 64, BLOCK_WIPED ? PP_WIPED : PP_UNWIPED};

static inline blocks_pool *blocks_create(void) {
  const pp_config config = {sizeof config, NESTED_DEPTH, BLOCK_BYTES, 64, NULL, 0};
  pp_pool *pool;
  return pp_create_with(&config, shape.wiping, &pool) == PP_OK && pp_inline_has_shape(pool, shape) ? pool : NULL;
}

static inline void blocks_destroy(blocks_pool *pool) { pp_destroy(pool); }

#ifdef BLOCKS_CALLED
static inline int blocks_get(blocks_pool *pool, void **block) { return pp_get(pool, block); }
static inline int blocks_return(blocks_pool *pool, void *block) { return pp_return(pool, block); }
#else
static inline int blocks_get(blocks_pool *pool, void **block) { return pp_inline_get_shaped(pool, shape, block); }
static inline int blocks_return(blocks_pool *pool, void *block) { return pp_inline_return_shaped(pool, shape, block); }
#endif
