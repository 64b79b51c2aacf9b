/* What z3 proves of pool_index, for Frama-C to use. Written by native/proof/index_lemma.py --acsl 192,64, which proves the
 * axioms as well: for every distance there is, from the text of the function. */
#ifndef POOLPROOF_INDEX_LEMMA_H
#define POOLPROOF_INDEX_LEMMA_H

#include <stdint.h>

/*@ axiomatic PoolIndex {
  logic integer pool_index_of(integer distance, integer inverse, integer shift);
  logic integer pool_index_192(integer d) = pool_index_of(d, 12297829382473034411, 6);
  axiom pool_index_of_distance_192: \forall integer i;
    0 <= i && i <= UINTPTR_MAX &&
    i * 192 <= UINTPTR_MAX ==>
    pool_index_192(i * 192) == i;
  axiom pool_distance_of_index_192: \forall integer d;
    0 <= d && d <= UINTPTR_MAX &&
    pool_index_192(d) * 192 <= UINTPTR_MAX ==>
    d == pool_index_192(d) * 192;
  axiom pool_index_is_not_negative_192: \forall integer d;
    0 <= d && d <= UINTPTR_MAX ==>
    0 <= pool_index_192(d);
  axiom pool_index_is_a_word_192: \forall integer d;
    0 <= d && d <= UINTPTR_MAX ==>
    pool_index_192(d) <= UINTPTR_MAX;
  axiom pool_index_of_block_192: \forall integer first, address, i;
    0 <= first && first <= UINTPTR_MAX &&
    0 <= address && address <= UINTPTR_MAX &&
    0 <= i && i <= UINTPTR_MAX &&
    address == first + i * 192 ==>
    pool_index_192((uintptr_t)(address - first)) == i;
  axiom pool_block_of_index_192: \forall integer first, address;
    0 <= first && first <= UINTPTR_MAX &&
    0 <= address && address <= UINTPTR_MAX &&
    first + pool_index_192((uintptr_t)(address - first)) * 192 <= UINTPTR_MAX ==>
    address == first + pool_index_192((uintptr_t)(address - first)) * 192;
  logic integer pool_index_64(integer d) = pool_index_of(d, 1, 6);
  axiom pool_index_of_distance_64: \forall integer i;
    0 <= i && i <= UINTPTR_MAX &&
    i * 64 <= UINTPTR_MAX ==>
    pool_index_64(i * 64) == i;
  axiom pool_distance_of_index_64: \forall integer d;
    0 <= d && d <= UINTPTR_MAX &&
    pool_index_64(d) * 64 <= UINTPTR_MAX ==>
    d == pool_index_64(d) * 64;
  axiom pool_index_is_not_negative_64: \forall integer d;
    0 <= d && d <= UINTPTR_MAX ==>
    0 <= pool_index_64(d);
  axiom pool_index_is_a_word_64: \forall integer d;
    0 <= d && d <= UINTPTR_MAX ==>
    pool_index_64(d) <= UINTPTR_MAX;
  axiom pool_index_of_block_64: \forall integer first, address, i;
    0 <= first && first <= UINTPTR_MAX &&
    0 <= address && address <= UINTPTR_MAX &&
    0 <= i && i <= UINTPTR_MAX &&
    address == first + i * 64 ==>
    pool_index_64((uintptr_t)(address - first)) == i;
  axiom pool_block_of_index_64: \forall integer first, address;
    0 <= first && first <= UINTPTR_MAX &&
    0 <= address && address <= UINTPTR_MAX &&
    first + pool_index_64((uintptr_t)(address - first)) * 64 <= UINTPTR_MAX ==>
    address == first + pool_index_64((uintptr_t)(address - first)) * 64;
} */

/*@ requires shift < 64;
    assigns \nothing;
    ensures \result == pool_index_of(distance, inverse, shift); */
static inline uintptr_t pool_index(uintptr_t distance, uintptr_t inverse, uint32_t shift);

#endif
