/* Each receipt is found by a scan from the first. */
#include "../../sound/parts.h"

static uint32_t scan_for_next(bp_pool *pool) {
  volatile uint32_t place = 0;
  while (place < pool->receipts_in_use) {
    place++;
  }
  pool->receipts_in_use++;
  return place;
}

#define TAKE_RECEIPT scan_for_next

#include "../../sound/pool.c"
