/* Wiping what is lent, by the stores that were measured to be the fastest. */
#ifndef BUFFERPOOL_INLINE_STORES_H
#define BUFFERPOOL_INLINE_STORES_H

#include <bufferpool.h>

#include "../blockpool_inline/compiler.h"

#ifdef __GNUC__

/* 32 bytes also for processors that have registers of 16 alone: compilers split it in two. And for those of 64: stores that
 * wide cost a cycle more as soon as the caller writes to the buffer. But not for aarch64: gcc 12 would load a zero of 32 bytes
 * from memory, where of two of 16 it makes one instruction. */
#ifdef __aarch64__
typedef uint64_t bp_inline_part __attribute__((vector_size(16), may_alias));
#else
typedef uint64_t bp_inline_part __attribute__((vector_size(32), may_alias));
#endif

/* Written out, and downwards: gcc 12 makes `rep stosq` of a memset or a loop over a whole buffer, which takes 51 cycles where
 * six stores of 32 bytes take 6 (or twelve of 16 bytes, 12). */
static inline void bp_inline_zero_line(void *line) {
  bp_inline_part *const part = POOL_CAST(bp_inline_part *, line);
  const bp_inline_part zero = {0};
#ifdef __aarch64__
  part[3] = zero;
  part[2] = zero;
#endif
  part[1] = zero;
  part[0] = zero;
}

static inline void bp_inline_zero_soa(bp_soa *buffer) {
  bp_inline_zero_line(buffer->o);
  bp_inline_zero_line(buffer->p);
  bp_inline_zero_line(buffer->s);
}

static inline void bp_inline_zero_receipt(bp_receipt *receipt) {
  bp_inline_zero_line(POOL_CAST(unsigned char *, receipt) + sizeof(bp_receipt) / 2);
  bp_inline_zero_line(receipt);
}

#else

static inline void bp_inline_zero_soa(bp_soa *buffer) {
  const bp_soa zero = {{0}, {0}, {0}};
  *buffer = zero;
}

static inline void bp_inline_zero_receipt(bp_receipt *receipt) {
  const bp_receipt zero = {0};
  *receipt = zero;
}

#endif

#endif
