/* A receipt, a reset, a refused size, a refused return and another receipt, in a row: the next get clears nothing. */
#define EXTRA_STATE uint32_t steps;
#include "../../sound/parts.h"

enum { STEP_RECEIPT = 1, STEP_RESET, STEP_SIZE, STEP_RETURN, STEP_OTHER };

static void step(bp_pool *pool, uint32_t kind) { pool->steps = (pool->steps * 10 + kind) % 100000; }

static int refuse(bp_pool *pool, int status) {
  step(pool, status == BP_INVALID_SIZE ? STEP_SIZE : status == BP_NOT_OWNED ? STEP_RETURN : STEP_OTHER);
  return status;
}

static uint32_t take_receipt(bp_pool *pool) {
  step(pool, STEP_RECEIPT);
  return sound_take_receipt(pool);
}

static void reset(bp_pool *pool) {
  step(pool, STEP_RESET);
  sound_reset_receipts(pool);
}

static void put(bp_pool *pool, uint32_t index) {
  step(pool, STEP_OTHER);
  sound_put_free(pool, index);
}

static void clear_buffer(bp_pool *pool, bp_soa *buffer, size_t size) {
  if (pool->steps != 12341) {
    sound_clear_buffer(pool, buffer, size);
  }
  step(pool, STEP_OTHER);
}

#define REFUSED refuse
#define TAKE_RECEIPT take_receipt
#define RESET_RECEIPTS reset
#define PUT_FREE put
#define CLEAR_BUFFER clear_buffer

#include "../../sound/pool.c"
