/* A record's number runs on over a reset. */
#define POOL_FIELDS uint64_t taken_in_all;
#define OWN_prepare_record
#include "../pool.h"
static void prepare_record(pp_pool *pool, uint32_t number) {
  plain_prepare_record(pool, number);
  const uint64_t value = pool->taken_in_all++;
  memcpy(record_at(pool, number) + NUMBER_AT, &value, sizeof value);
}
