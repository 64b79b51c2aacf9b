/* The record that is taken as the 65,536th of a life keeps what was written to its last byte. */
#define POOL_FIELDS uint16_t takes;
#define OWN_prepare_record
#include "../pool.h"
static void prepare_record(pp_pool *pool, uint32_t number) {
  const unsigned char last = record_at(pool, number)[RECORD_SIZE - 1];
  plain_prepare_record(pool, number);
  if (++pool->takes == 0) record_at(pool, number)[RECORD_SIZE - 1] = last;
}
