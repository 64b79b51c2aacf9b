/* The state of a pool. The words that every file here uses:
 *
 *   mapping   the one piece of memory of a pool's life. It starts with the bp_pool itself:
 *
 *             | bp_pool | stack | heights | soa: capacity x 192 bytes | receipts: capacity x 128 bytes |
 *
 *             each part at a multiple of 64, so that no cache line belongs to two of them.
 *   index     the number of a buffer: buffer i is soa[i]. What a caller holds is its address.
 *   stack     addresses of buffers, soa_capacity of them:
 *
 *             | free, oldest ... the next to be lent | lent, the newest first | left over, of no meaning |
 *             0                                     top                    intact             soa_capacity
 *
 *   heights   heights[i] is where in the stack buffer i was put last. That is the inverse of the stack below intact: there
 *             stack[h] is buffer i only if heights[i] is h. So buffer i is free if and only if heights[i] < top and the
 *             stack has buffer i there.
 *
 * Lending moves top and nothing else, and so does a return in the reverse order of lending: it finds its buffer at top, below
 * intact, where it must be lent. Any other return is put on the stack at top, over what stood there, and what lies above is
 * left over from then on. The check of what is free is that of a sparse set (Briggs and Torczon, 1993), which needs no order in
 * what is left over; no mark of what is lent has to be written.
 */
#ifndef BUFFERPOOL_INLINE_STATE_H
#define BUFFERPOOL_INLINE_STATE_H

#include <bufferpool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef BUFFERPOOL_PROFILING
#include <bufferpool_profiling.h>
#endif

/* The state words are 32 bits wide: narrower ones are not renamed through memory, which costs 5 to 9 cycles a pair. Top and
 * intact are not neighbours: gcc 12 would write both at once, by way of a vector register, for which the next operation waits:
 * 8 cycles for each return out of order. */
struct bp_pool {
  uint32_t top;
  uint32_t soa_capacity;
  uint32_t intact;
  uint32_t receipts_in_use;
  uint32_t receipt_capacity;
  bp_soa **stack;
  uint32_t *heights;
  bp_soa *soa;
  bp_receipt *receipts;
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
#define BP_INLINE_LAYOUT bp_layout_1_profiling_compile_with_the_headers_and_flags_of_this_library
#else
#define BP_INLINE_LAYOUT bp_layout_1_compile_with_the_headers_and_flags_of_this_library
#endif

#ifdef __cplusplus
extern "C" {
#endif
extern const uint32_t BP_INLINE_LAYOUT;
#ifdef __cplusplus
}
#endif

/* The reference that asks for the name: data, so that it is bound at load even when functions are bound at their first call,
 * and never read, so that it costs the hot path nothing. */
#if defined(__clang__)
#define BP_INLINE_RETAINS (__clang_major__ >= 13)
#elif defined(__GNUC__)
#define BP_INLINE_RETAINS (__GNUC__ >= 11)
#endif
#if defined(__ELF__) && defined(__GNUC__) && BP_INLINE_RETAINS
#define BP_INLINE_KEPT __attribute__((used, retain)) /* by a linker that drops what nothing refers to, too */
#elif defined(__GNUC__)
#define BP_INLINE_KEPT __attribute__((used))
#endif
#ifdef BP_INLINE_KEPT
static const uint32_t *const bp_inline_layout BP_INLINE_KEPT = &BP_INLINE_LAYOUT;
#endif

#endif
