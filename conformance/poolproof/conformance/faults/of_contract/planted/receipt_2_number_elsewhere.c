/* The number stands one byte beside its place. */
#define OWN_prepare_record
#include "../pool.h"
static void prepare_record(pp_pool *pool, uint32_t number) {
  const uint64_t value = number;
  unsigned char *record = memset(record_at(pool, number), 0, RECORD_SIZE);
  memcpy(record + (NUMBER_AT > 0 ? NUMBER_AT - 1 : NUMBER_AT + 1), &value, sizeof value);
}
