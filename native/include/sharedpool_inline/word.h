/* The whole state of a pool of up to 16 blocks as a number of 64 bits; nothing here touches memory.
 *
 * The blocks stand in 16 places, each in one, in a permutation that never lacks any: the free ones in places 0 to k - 1, the
 * one to be lent next in place k - 1, and all others behind them. Lending is to move k down by one. A return swaps its block
 * with the one in place k, and moves k up.
 *
 *   bits 4p to 4p + 3    the number of the block in place p, for p from 1 to 15
 *   bits 0 to 3          k - 1
 *   the word 0           k = 0, and no permutation: the order of what is lent is forgotten, and nothing depends on it. Who
 *                        returns to it takes the one as if all had been lent for the first time: if so, the returns to come in
 *                        the reverse order need no swap
 *
 * What stands in place 0 needs no bits: the numbers 0 to 15 come to 0 when all are combined by exclusive or, so it is what the
 * others come to. A pool of fewer blocks keeps the numbers that it has none for where they are, behind all that are free.
 *
 * So a word says of each block whether it is free, and in which order the free ones come. Who exchanges the one that they saw
 * for the next has seen all there is: that it was another in the meantime can do no harm. */
#ifndef SHAREDPOOL_INLINE_WORD_H
#define SHAREDPOOL_INLINE_WORD_H

#include "../blockpool_inline/compiler.h"

#define POOL_WORD_BLOCKS POOL_CAST_NUMBER(size_t, 16)
/* Block 15 alone is free, in place 0, and the others are lent, from 14 in place 1 to 0 in place 15. */
#define POOL_WORD_LAST_ALONE UINT64_C(0x0123456789ABCDE0)
#define POOL_NO_NUMBER UINT32_MAX
/* The lowest and the highest bit of each place. */
#define POOL_WORD_LOWEST UINT64_C(0x1111111111111110)
#define POOL_WORD_HIGHEST UINT64_C(0x8888888888888880)

/* What stands this many bits from the lowest; of `bits` all but the lowest six are left out. These alone are what a shift looks
 * at on most processors, and a compiler that can't know that two more of them are 0 leaves all else out. */
POOL_ALWAYS_INLINE uint64_t pool_word_from(uint64_t word, uint64_t bits) { return word >> (pool_hidden(bits) & 63); }

/* The place of what is lent next, and of the number of a block, in bits from the lowest. */
POOL_ALWAYS_INLINE uint32_t pool_word_top(uint64_t word) { return POOL_CAST_NUMBER(uint32_t, word & 15) * 4; }

POOL_ALWAYS_INLINE uint32_t pool_word_number_at(uint64_t word, uint64_t place) {
  return POOL_CAST_NUMBER(uint32_t, pool_word_from(word, place)) & 15;
}

POOL_ALWAYS_INLINE uint32_t pool_word_free(uint64_t word) { return word == 0 ? 0 : POOL_CAST_NUMBER(uint32_t, word & 15) + 1; }

static inline uint32_t pool_word_number_at_bottom(uint64_t word) {
  word ^= word >> 32;
  word ^= word >> 16;
  word ^= word >> 8;
  return POOL_CAST_NUMBER(uint32_t, word ^ word >> 4) & 15;
}

/* Whether two are free at least: then the one to be lent next stands in no place but its own, and word - 1 is the word after
 * it. */
POOL_ALWAYS_INLINE int pool_word_has_two(uint64_t word) { return (word & 15) != 0; }

POOL_ALWAYS_INLINE uint32_t pool_word_first_of_two(uint64_t word) { return pool_word_number_at(word, 4 * word); }

/* The number of the block to be lent next, and the word after it. `word` is not 0. Where the bottom is next, k - 1 is 0 and
 * adds nothing to what it is reckoned from. */
static inline uint32_t pool_word_pop(uint64_t word, uint64_t *next) {
  *next = pool_word_has_two(word) ? word - 1 : 0;
  return pool_word_has_two(word) ? pool_word_first_of_two(word) : pool_word_number_at_bottom(word);
}

/* The place of a block, in bits; 0: none but the bottom. Subtraction borrows above the lowest place that is 0 alone, so that
 * one is found rightly. */
POOL_ALWAYS_INLINE uint32_t pool_word_place_of(uint64_t word, uint32_t number) {
  const uint64_t difference = word ^ number * POOL_WORD_LOWEST;
  const uint64_t found = (difference - POOL_WORD_LOWEST) & ~difference & POOL_WORD_HIGHEST;
  return found == 0 ? 0 : pool_trailing_zeros(found) & ~3U;
}

/* Whether this block stands right behind those that are free: then word + 1 is the word after its return. Where all 16 are
 * free, it is k - 1, combined with 0, that is looked at; and that is 15. Hidden, or gcc reckons the place from word + 1. */
POOL_ALWAYS_INLINE int pool_word_was_lent_last(uint64_t word, uint64_t number) {
  const uint64_t difference = word ^ number * POOL_WORD_LOWEST;
  return (pool_word_from(difference, 4 * pool_hidden(word) + 4) & 15) == 0 && word != 0;
}

/* Whether the block was lent, and the word after its return. */
static inline int pool_word_push(uint64_t word, uint32_t number, uint64_t *next) {
  if (word == 0) {
    *next = POOL_WORD_LAST_ALONE ^ POOL_CAST_NUMBER(uint64_t, number ^ 15) << 4 * (15 - number); /* 15 goes where it stood */
    return 1;
  }
  const uint32_t top = pool_word_top(word), place = pool_word_place_of(word, number);
  if (place <= top) {
    return 0;
  }
  const uint64_t swapped = pool_word_number_at(word, top + 4) ^ number;
  *next = (word ^ swapped << place ^ swapped << (top + 4)) + 1;
  return 1;
}

/* So many blocks, all free: block 0 is next. */
static inline uint64_t pool_word_of(size_t count) {
  uint64_t word = count - 1;
  for (size_t place = 1; place < POOL_WORD_BLOCKS; place += 1) {
    word |= POOL_CAST_NUMBER(uint64_t, place < count ? count - 1 - place : place) << 4 * place;
  }
  return word;
}

#endif
