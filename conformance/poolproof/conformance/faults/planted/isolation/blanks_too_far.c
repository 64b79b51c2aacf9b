/* Blanking a receipt also zeroes the hash of the one before it. */
#include "../../sound/parts.h"

static void blank_too_far(bp_pool *pool, bp_receipt *receipt, uint32_t index) {
  sound_blank_receipt(pool, receipt, index);
  if (index > 0) {
    memset(receipt[-1].hash, 0, sizeof receipt[-1].hash);
  }
}

#define BLANK_RECEIPT blank_too_far

#include "../../sound/pool.c"
