/* The project's shared pool, every check on, inlined by its shape: of as many blocks as the workloads hold, or with MORE_BLOCKS
 * of one more, which has a list in place of a word. */
#include <sharedpool_inline.h>

#include "../../kernels.h"

typedef pp_shared_pool blocks_pool;

static const pp_shape shape = {BLOCK_BYTES, 64, BLOCK_WIPED ? PP_WIPED : PP_UNWIPED};

#ifdef MORE_BLOCKS
#define BLOCKS_NAME "poolproof, list"
enum { BLOCK_COUNT = NESTED_DEPTH + 1 };
#else
#define BLOCKS_NAME "poolproof, word"
enum { BLOCK_COUNT = NESTED_DEPTH };
#endif

static inline int blocks_get(blocks_pool *pool, void **block) { return pp_shared_inline_get_shaped(pool, shape, block); }

static inline int blocks_return(blocks_pool *pool, void *block) { return pp_shared_inline_return_shaped(pool, shape, block); }

static inline blocks_pool *blocks_create(void) {
  const pp_config config = {sizeof config, BLOCK_COUNT, BLOCK_BYTES, 64, NULL, 0};
  pp_shared_pool *pool;
  return pp_shared_create(&config, shape.wiping, &pool) == PP_OK && pp_shared_inline_has_shape(pool, shape) ? pool : NULL;
}

static inline void blocks_destroy(blocks_pool *pool) { pp_shared_destroy(pool); }
