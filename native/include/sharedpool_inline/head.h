/* The state of a pool of more than 16 blocks: a list of those that are free, with its head in a number of 64 bits; nothing here
 * touches memory. The list goes from block to block by links, which lie beside the blocks and not in them.
 *
 *   bits 0 to 15     the number of the first block of the list, which is lent next; no meaning when none is free
 *   bits 16 to 31    how many are free
 *   bits 32 to 63    a tag, which goes up with every lending
 *
 * Who is about to lend the first block has read the head, and then the link behind that block. If the head is still the same,
 * that link is, too: the block had to be lent before its link could change, and then the tag is another. It comes round after
 * 2^32 lendings, and does harm only where one thread stands between two of its instructions meanwhile, and the first block and
 * how many are free are the same again as well. */
#ifndef SHAREDPOOL_INLINE_HEAD_H
#define SHAREDPOOL_INLINE_HEAD_H

#include "../blockpool_inline/compiler.h"

/* Numbers below this one, so that it is none. */
#define POOL_HEAD_BLOCKS POOL_CAST_NUMBER(size_t, 65535)
/* In the place of a link: the block is lent. */
#define POOL_LINK_LENT POOL_CAST_NUMBER(uint32_t, 65535)

#define POOL_HEAD_ONE_LENDING (UINT64_C(1) << 32)
#define POOL_HEAD_ONE_FREE (UINT64_C(1) << 16)

POOL_ALWAYS_INLINE uint32_t pool_head_first(uint64_t head) { return POOL_CAST_NUMBER(uint32_t, head & 0xFFFF); }

POOL_ALWAYS_INLINE uint32_t pool_head_free(uint64_t head) { return POOL_CAST_NUMBER(uint32_t, head >> 16) & 0xFFFF; }

/* After the first is lent, and `second` has come to its place. At least one is free. */
POOL_ALWAYS_INLINE uint64_t pool_head_without_first(uint64_t head, uint32_t second) {
  return ((head & ~UINT64_C(0xFFFF)) | second) + POOL_HEAD_ONE_LENDING - POOL_HEAD_ONE_FREE;
}

/* After this block has come before the first. */
POOL_ALWAYS_INLINE uint64_t pool_head_with(uint64_t head, uint32_t number) {
  return ((head & ~UINT64_C(0xFFFF)) | number) + POOL_HEAD_ONE_FREE;
}

#endif
