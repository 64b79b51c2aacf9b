/* The count of receipts of the pool at hand is kept in a static variable, and written back when another one's turn comes: even
 * when the pool has ended. */
#include "../../sound/parts.h"

static bp_pool *at_hand;
static uint32_t receipts_of_it;

static void take_to_hand(bp_pool *pool) {
  if (at_hand == pool) {
    return;
  }
  if (at_hand != NULL) {
    at_hand->receipts_in_use = receipts_of_it;
  }
  at_hand = pool;
  receipts_of_it = pool->receipts_in_use;
}

static uint32_t take_receipt_at_hand(bp_pool *pool) { return pool->receipts_in_use = receipts_of_it + 1, receipts_of_it++; }

static void reset_at_hand(bp_pool *pool) {
  pool->receipts_in_use = 0;
  if (at_hand == pool) {
    receipts_of_it = 0;
  }
}

#define BEFORE_OPERATION take_to_hand
#define TAKE_RECEIPT take_receipt_at_hand
#define RESET_RECEIPTS reset_at_hand

#include "../../sound/pool.c"
