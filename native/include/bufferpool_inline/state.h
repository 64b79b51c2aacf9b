/* The state of a pool. The words that every file here uses:
 *
 *   mapping   the one piece of memory of a pool's life. It starts with the bp_pool itself:
 *
 *             | bp_pool | dense | sparse | soa: capacity x 192 bytes | receipts: capacity x 128 bytes |
 *
 *             each part at a multiple of 64, so that no cache line belongs to two of them.
 *   index     the number of a buffer: buffer i is soa[i]. What a caller holds is its address.
 *   dense     the indexes in stack order: always a permutation of 0 .. soa_capacity - 1.
 *
 *             | free, oldest ... the next to be lent | lent, in any order |
 *             0                                     top       soa_capacity
 *
 *   sparse    the inverse of dense: sparse[i] is the position of buffer i in dense, so buffer i is lent
 *             if and only if sparse[i] >= top.
 *
 * Dense and sparse together are a sparse set (Briggs and Torczon, 1993): lending moves top and nothing else, and a return
 * in the reverse order of lending does too. Only a return out of order exchanges two entries.
 */
#ifndef BUFFERPOOL_INLINE_STATE_H
#define BUFFERPOOL_INLINE_STATE_H

#include <bufferpool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef BUFFERPOOL_PROFILING
#include <bufferpool_profiling.h>
#endif

/* The state words are 32 bits wide: narrower ones are not renamed through memory, which costs 5 to 9 cycles a pair. */
struct bp_pool {
  uint32_t top;
  uint32_t soa_capacity;
  uint32_t receipts_in_use;
  uint32_t receipt_capacity;
  uint32_t *dense;
  uint32_t *sparse;
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
#if defined(__ELF__) && defined(__has_attribute)
#if __has_attribute(retain)
#define BP_INLINE_KEPT __attribute__((used, retain))
#endif
#endif
#if !defined(BP_INLINE_KEPT) && defined(__GNUC__)
#define BP_INLINE_KEPT __attribute__((used))
#endif
#ifdef BP_INLINE_KEPT
static const uint32_t *const bp_inline_layout BP_INLINE_KEPT = &BP_INLINE_LAYOUT;
#endif

#endif
