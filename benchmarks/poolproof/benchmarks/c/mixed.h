/* What a pipeline does on an ordinary day, drawn once and the same for every contestant: in each stretch 16 buffers are lent,
 * and all of them are returned. It rises and falls: some are lent, some are returned, until all were, so at any moment 0 to 16
 * are lent. What is returned is what was lent last of those that still are, but for one return in eight.
 *
 * No more than 16 a stretch, for those who give nothing back but at its end. */
#ifndef POOLPROOF_MIXED_H
#define POOLPROOF_MIXED_H

#include "kernels.h"

/* 65,536 returns before the stretches come again: more than a branch predictor learns. */
enum { STRETCHES = 4096, ONE_OUT_OF_ORDER_IN = 8 };

struct stretch {
  uint8_t rises[NESTED_DEPTH]; /* how many are lent, and how many returned then; 0, 0 after the last that counts */
  uint8_t falls[NESTED_DEPTH];
  uint8_t returned[NESTED_DEPTH]; /* in turn: the how-manyeth that was lent in this stretch */
};

static struct stretch stretches[STRETCHES];

/* Marsaglia's xorshift: the same numbers on every machine. */
static uint32_t draw(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

/* Every so manieth return on average is another than the last: where there is no other the debt stays. */
static uint32_t draw_place(uint32_t *random, uint32_t lent_count, uint32_t *owed) {
  *owed += draw(random) % ONE_OUT_OF_ORDER_IN == 0;
  if (lent_count < 2 || *owed == 0) {
    return lent_count - 1;
  }
  *owed -= 1;
  return draw(random) % (lent_count - 1);
}

static void draw_stretch(struct stretch *stretch, uint32_t *random, uint32_t *owed) {
  uint8_t lent[NESTED_DEPTH];
  uint32_t lent_count = 0, gets = 0, returns = 0;
  for (uint32_t leg = 0; leg < NESTED_DEPTH; ++leg) {
    stretch->rises[leg] = stretch->falls[leg] = 0;
    if (gets == NESTED_DEPTH) continue;
    const uint32_t rise = 1 + draw(random) % (NESTED_DEPTH - gets);
    for (uint32_t i = 0; i < rise; ++i) lent[lent_count++] = (uint8_t)gets++;
    const uint32_t fall = gets == NESTED_DEPTH ? lent_count : 1 + draw(random) % lent_count;
    for (uint32_t i = 0; i < fall; ++i) {
      const uint32_t place = draw_place(random, lent_count, owed);
      stretch->returned[returns++] = lent[place];
      lent_count -= 1;
      for (uint32_t at = place; at < lent_count; ++at) lent[at] = lent[at + 1];
    }
    stretch->rises[leg] = (uint8_t)rise;
    stretch->falls[leg] = (uint8_t)fall;
  }
}

static void draw_stretches(uint32_t *random) {
  uint32_t owed = 0;
  for (uint32_t i = 0; i < STRETCHES; ++i) draw_stretch(&stretches[i], random, &owed);
}

#endif
