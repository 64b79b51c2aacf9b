/* What the adapters here share: the blocks, and wiping one as the project's pool does. */
#include <blockpool_inline/zeros.h>
#include <stdlib.h>

#include "../../kernels.h"

#define BLOCKS_STRIDE ((BLOCK_BYTES + 63) / 64 * 64)

typedef struct shared_blocks {
  unsigned char *first;
} shared_blocks;

static inline int shared_blocks_make(shared_blocks *blocks) {
  blocks->first = (unsigned char *)aligned_alloc(64, (size_t)NESTED_DEPTH * BLOCKS_STRIDE);
  if (blocks->first == NULL) return 0;
  memset(blocks->first, 0, (size_t)NESTED_DEPTH * BLOCKS_STRIDE);
  return 1;
}

static inline void *shared_block(const shared_blocks *blocks, size_t number) { return blocks->first + number * BLOCKS_STRIDE; }

static inline void shared_blocks_wipe(void *block) { pool_zero(block, BLOCK_WIPED ? BLOCK_BYTES : 0); }
