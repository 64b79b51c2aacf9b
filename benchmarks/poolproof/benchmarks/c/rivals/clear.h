/* The zeros of a buffer and of a receipt, the same and the fastest for every rival: none of them is to lose by its adapter.
 *
 * Written out, for gcc makes `rep stosq` of a memset or a loop of this size, which takes seven times as long; and without a
 * claim to alignment, for not every allocator gives any. On an aligned address that costs nothing. */
#ifndef POOLPROOF_RIVALS_CLEAR_H
#define POOLPROOF_RIVALS_CLEAR_H

#include <bufferpool.h>

typedef uint64_t rival_four_words __attribute__((vector_size(32), may_alias, aligned(8)));

static inline void rival_zero_soa(bp_soa *buffer) {
  rival_four_words *const part = (rival_four_words *)(void *)buffer;
  const rival_four_words zero = {0, 0, 0, 0};
  part[5] = zero;
  part[4] = zero;
  part[3] = zero;
  part[2] = zero;
  part[1] = zero;
  part[0] = zero;
}

static inline void rival_zero_receipt(bp_receipt *receipt) {
  rival_four_words *const part = (rival_four_words *)(void *)receipt;
  const rival_four_words zero = {0, 0, 0, 0};
  part[3] = zero;
  part[2] = zero;
  part[1] = zero;
  part[0] = zero;
}

#endif
