/* The state of a pool. The words that every file here uses:
 *
 *   mapping   the one piece of memory of a pool's life. It starts with the bp_pool itself:
 *
 *             | bp_pool, stack | slots | soa: capacity x 192 bytes | receipts: capacity x 128 bytes |
 *
 *             each part at a multiple of 64, so that no cache line belongs to two of them.
 *   index     the number of a buffer: buffer i is soa[i]. What a caller holds is its address.
 *   stack     addresses of buffers, soa_capacity of them, between two NULLs; a third may stand among those that are lent:
 *
 *             | NULL | free, oldest ... the next to be lent | lent, the newest first | NULL | left over | NULL |
 *                                                        top
 *
 *             Top is a place in it, that of the buffer to be lent next. The first NULL above top ends what is intact: what lies
 *             beyond it has no meaning.
 *   slots     slots[i] is the place in the stack where buffer i was put last. That is the inverse of what is intact: there a
 *             place holds buffer i only if slots[i] is that place. So buffer i is free if and only if slots[i] is not above top
 *             and holds buffer i.
 *
 * Lending moves top and nothing else, and ends at the NULL below. A return in the reverse order of lending moves top alone,
 * too: it finds its buffer right above top, in what is intact, where it must be lent. Any other return is put there, over what
 * stood there, and a NULL above it: what lies beyond is left over from then on, and no return can take it for lent, as that
 * NULL is not passed but by a return that plants the next. The check of what is free is that of a sparse set (Briggs and
 * Torczon, 1993), which needs no order in what is left over; no mark of what is lent has to be written.
 *
 * A lending and the return that reverses it take as long as their stores: six of the zeros, and two of top, which the processor
 * merges. That holds as long as nothing else delays them, so they load nothing but top and one place of the stack each.
 */
#ifndef BUFFERPOOL_INLINE_STATE_H
#define BUFFERPOOL_INLINE_STATE_H

#include <bufferpool.h>
#include <stddef.h>
#include <stdint.h>

#include "../blockpool_inline/compiler.h"

#ifdef BUFFERPOOL_PROFILING
#include <bufferpool_profiling.h>
#endif

/* What every operation changes is 32 or 64 bits wide: narrower words are not renamed through memory, which costs 5 to 9 cycles
 * a pair. The stack lies right behind the struct. */
struct bp_pool {
  bp_soa **top;
  bp_soa *soa;
  bp_soa ***slots;
  bp_receipt *receipts;
  uint32_t soa_capacity;
  uint32_t receipt_capacity;
  uint32_t receipts_in_use;
  size_t mapping_bytes;
#ifdef BUFFERPOOL_PROFILING
  bp_profile_counts counts;
#endif
};

/* The name of this layout: its number goes up with every change of struct bp_pool or of what the words in it mean. A library
 * defines the name of its own, so a program that was compiled for another layout is refused when it is linked or, with a shared
 * library that was exchanged since, when it is loaded: before it could write into a pool that it does not understand. The
 * message of the linker can say no more than a name, so the name holds the remedy. */
#ifdef BUFFERPOOL_PROFILING
#define BP_INLINE_LAYOUT bp_layout_2_profiling_compile_with_the_headers_and_flags_of_this_library
#else
#define BP_INLINE_LAYOUT bp_layout_2_compile_with_the_headers_and_flags_of_this_library
#endif

#ifdef __cplusplus
extern "C" {
#endif
extern const uint32_t BP_INLINE_LAYOUT;
#ifdef __cplusplus
}
#endif

/* The reference that asks for the name. */
#ifdef POOL_KEPT
static const uint32_t *const bp_inline_layout POOL_KEPT = &BP_INLINE_LAYOUT;
#endif

#endif
