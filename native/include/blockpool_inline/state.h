/* The state of a pool of blocks. The words that every file here uses:
 *
 *   storage   where a pool lies, with all it has; its own, or given. It starts with the pp_pool itself, but for alignment:
 *
 *             | pp_pool | stack | slots | blocks: block_count x stride bytes |
 *
 *   stride    from one block to the next: block_size, rounded up to a multiple of block_align.
 *   index     the number of a block: block i lies i * stride bytes behind the first. What a caller holds is its address.
 *   known     how many blocks were ever lent since create, or the last clear: those of the lowest indexes. All others are free,
 * and stand nowhere yet. stack     places for the addresses of blocks, block_count of them between two more, which hold NULL or
 * nothing yet:
 *
 *             | no meaning | NULL | free, the oldest ... the next to be lent | lent, the newest first | NULL | left over | NULL
 * | bottom                                       top
 *
 *             Top is the place of the block to be lent next; where it is that of the bottom's NULL, a block that was never lent
 * is next, and is put there, the bottom moves one down. So the bottom lies `known` places below the last one, and a block is
 * never lent for the first time unless all that are known are lent: `known` is also the most that were ever lent at once. The
 * first NULL above top ends what is intact: what lies beyond it has no meaning. slots     slots[i] is the place in the stack
 * where block i was put last, for each that is known. That is the inverse of what is intact: there a place holds block i only
 * if slots[i] is that place. So block i, if known, is free if and only if slots[i] is not above top and holds block i.
 *
 * Lending moves top and nothing else, and so does a return in the reverse order of lending: it finds its block right above top.
 * Any other return is put there, over what stood there, and a NULL above it. It is the stack of bufferpool_inline/state.h,
 * where more is said of it, but for its bottom: this one is filled as blocks are lent for the first time. So create and clear
 * take the same time for any count, and the peak costs the hot path nothing. */
#ifndef BLOCKPOOL_INLINE_STATE_H
#define BLOCKPOOL_INLINE_STATE_H

#include <blockpool_options.h>

#include "terms.h"

struct pp_pool {
  void **top;
  char *blocks;
  void ***slots;
  size_t known;
  size_t block_count;
  pp_terms terms;
  void **stack;
  size_t most_known_before_clear;
  size_t block_size;
  size_t own_bytes; /* of the storage, where it is the pool's own; else 0 */
};

/* The name of this layout, which a library defines, as BP_INLINE_LAYOUT of bufferpool_inline/state.h is: its number goes up
 * with every change of struct pp_pool or of what the words in it mean. */
#define PP_INLINE_LAYOUT pp_layout_1_compile_with_the_headers_of_this_library

#ifdef __cplusplus
extern "C" {
#endif
extern const uint32_t PP_INLINE_LAYOUT;
#ifdef __cplusplus
}
#endif

#ifdef POOL_KEPT
static const uint32_t *const pp_inline_layout POOL_KEPT = &PP_INLINE_LAYOUT;
#endif

#endif
