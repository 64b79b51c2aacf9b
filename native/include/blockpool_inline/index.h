/* From the address of a block to its number, and everything else to no number, by a multiplication and one compare.
 *
 * Let blocks stand `stride` bytes apart, and stride = odd * 2^shift. Multiplication by the inverse of odd (modulo 2^64, or 2^32
 * where addresses have 32 bits) and rotation by shift are bijections of the numbers that wide, and they take i * stride to i.
 * So they take every other distance from the first block (before the blocks, inside one, NULL) to something else than the
 * number of a block: at least the count of them, as long as count * stride has no more bits than an address. */
#ifndef BLOCKPOOL_INLINE_INDEX_H
#define BLOCKPOOL_INLINE_INDEX_H

#include "compiler.h"

#define POOL_ADDRESS_BITS (sizeof(uintptr_t) * 8)

/* `shift` is below the bits of an address. */
POOL_ALWAYS_INLINE uintptr_t pool_index(uintptr_t distance, uintptr_t inverse, uint32_t shift) {
  const uintptr_t scaled = distance * inverse;
  return scaled >> shift | scaled << (-POOL_CAST_NUMBER(uintptr_t, shift) & (POOL_ADDRESS_BITS - 1));
}

/* Newton's method: the first guess is right in its lowest 5 bits, and each step doubles them. Straight on, so that compilers
 * find the inverse of a constant themselves. */
POOL_ALWAYS_INLINE uintptr_t pool_inverse_of_odd(uintptr_t odd) {
  uintptr_t inverse = odd * 3 ^ 2;
  inverse *= 2 - odd * inverse;
  inverse *= 2 - odd * inverse;
  inverse *= 2 - odd * inverse;
  inverse *= 2 - odd * inverse;
  return inverse;
}

#endif
