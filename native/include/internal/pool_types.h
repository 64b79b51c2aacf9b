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
#ifndef BUFFERPOOL_INTERNAL_POOL_TYPES_H
#define BUFFERPOOL_INTERNAL_POOL_TYPES_H

#include <bufferpool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef BUFFERPOOL_PROFILING
#include <bufferpool_profiling.h>
#endif

#define BP_CACHE_LINE 64

#define BP_DEFAULT_SOA_CAPACITY 16
#define BP_DEFAULT_RECEIPT_CAPACITY 1024
#define BP_LARGEST_SOA_CAPACITY 65536
#define BP_LARGEST_RECEIPT_CAPACITY 1048576

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

#endif
