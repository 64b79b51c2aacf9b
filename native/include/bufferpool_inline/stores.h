/* The places where the compiler is told how, not only what. Nothing else in the pool goes beyond plain C11. */
#ifndef BUFFERPOOL_INLINE_STORES_H
#define BUFFERPOOL_INLINE_STORES_H

#include <bufferpool.h>

#if defined(__GNUC__)

typedef uint64_t bp_inline_four_words __attribute__((vector_size(32), may_alias));

/* Written out, and downwards: gcc 12 makes `rep stosq` of a memset or a loop of this size, which takes 51 cycles where six
 * stores of 32 bytes take 6 (or twelve of 16 bytes, 12). */
static inline void bp_inline_zero_soa(bp_soa *buffer) {
  bp_inline_four_words *const part = (bp_inline_four_words *)(void *)buffer;
  const bp_inline_four_words zero = {0, 0, 0, 0};
  part[5] = zero;
  part[4] = zero;
  part[3] = zero;
  part[2] = zero;
  part[1] = zero;
  part[0] = zero;
}

static inline void bp_inline_zero_receipt(bp_receipt *receipt) {
  bp_inline_four_words *const part = (bp_inline_four_words *)(void *)receipt;
  const bp_inline_four_words zero = {0, 0, 0, 0};
  part[3] = zero;
  part[2] = zero;
  part[1] = zero;
  part[0] = zero;
}

#define BP_INLINE_EXPECTED(condition) __builtin_expect((condition), 1)

/* The same value, from where the compiler cannot know. */
static inline uint32_t bp_inline_hidden(uint32_t value) {
  __asm__("" : "+r"(value));
  return value;
}

#else

#define BP_INLINE_EXPECTED(condition) (condition)

static inline void bp_inline_zero_soa(bp_soa *buffer) {
  const bp_soa zero = {{0}, {0}, {0}};
  *buffer = zero;
}

static inline void bp_inline_zero_receipt(bp_receipt *receipt) {
  const bp_receipt zero = {0};
  *receipt = zero;
}

static inline uint32_t bp_inline_hidden(uint32_t value) { return value; }

#endif

#endif
