/* The words of a buffer or a receipt, compared and copied. As loops, which the compiler vectorises: it makes calls, or `rep
 * stosq`, of memset and memcpy at this size, and each of those costs more than a whole operation of the lane. */
#ifndef POOLPROOF_WORDS_H
#define POOLPROOF_WORDS_H

#include <stdbool.h>
#include <stdint.h>

static inline bool words_are_zero(const uint64_t *words, uint32_t count) {
  uint64_t all = 0;
  for (uint32_t i = 0; i < count; ++i) all |= words[i];
  return all == 0;
}

static inline bool words_are_equal(const uint64_t *some, const uint64_t *others, uint32_t count) {
  uint64_t differing = 0;
  for (uint32_t i = 0; i < count; ++i) differing |= some[i] ^ others[i];
  return differing == 0;
}

static inline void words_clear(uint64_t *words, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) words[i] = 0;
}

static inline void words_copy(uint64_t *to, const uint64_t *from, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) to[i] = from[i];
}

#endif
