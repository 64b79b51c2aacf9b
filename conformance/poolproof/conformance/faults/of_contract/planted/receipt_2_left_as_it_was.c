/* A byte of a record is not blanked. */
#define OWN_prepare_record
#include "../pool.h"
static void prepare_record(pp_pool *pool, uint32_t number) {
  unsigned char *last = record_at(pool, number) + (NUMBER_AT + 8 == RECORD_SIZE ? 0 : RECORD_SIZE - 1);
  const unsigned char kept = *last;
  plain_prepare_record(pool, number);
  *last = kept;
}
