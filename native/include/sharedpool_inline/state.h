/* The state of a pool that threads and interrupts may share. It lies in its storage with all it has, as a pp_pool does:
 *
 *   | pp_shared_pool | links, in a pool of more than 16 blocks | blocks: block_count x stride bytes |
 *
 * `free` is all that changes, but for the links: word.h says what it means in a pool of up to 16 blocks, head.h in a larger
 * one. It has a cache line of its own, for each operation takes it away from the other processors; what they only read stays
 * with them.
 *
 * links[i] is, while block i is free, the number of the one behind it in the list, or of any where it is the last; while it is
 * lent, POOL_LINK_LENT. From the claim of a return to its end, block i is neither: its link is written by that return alone. */
#ifndef SHAREDPOOL_INLINE_STATE_H
#define SHAREDPOOL_INLINE_STATE_H

#include <sharedpool.h>

#include "../blockpool_inline/terms.h"
#include "atomics.h"

#define POOL_SHARED_LINE_BYTES 64

struct pp_shared_pool {
  POOL_ALIGNED(POOL_SHARED_LINE_BYTES) pool_atomic_word free;
  size_t own_bytes; /* of the storage, where it is the pool's own; else 0. Only destroy asks, so it may lie here */
  POOL_ALIGNED(POOL_SHARED_LINE_BYTES) unsigned char *blocks;
  pool_atomic_link *links; /* NULL: up to 16 blocks */
  size_t block_count;
  size_t block_size;
  pp_terms terms;
};

/* As PP_INLINE_LAYOUT of blockpool_inline/state.h. */
#define PP_SHARED_LAYOUT pp_shared_layout_1_compile_with_the_headers_of_this_library

#ifdef __cplusplus
extern "C" {
#endif
extern const uint32_t PP_SHARED_LAYOUT;
#ifdef __cplusplus
}
#endif

#ifdef POOL_KEPT
static const uint32_t *const pp_shared_layout POOL_KEPT = &PP_SHARED_LAYOUT;
#endif

#endif
