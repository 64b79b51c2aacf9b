/* After a reset the records come from the end. */
#define POOL_FIELDS bool from_the_end;
#define OWN_record_at
#define OWN_pp_reset
#include "../pool.h"
static unsigned char *record_at(const pp_pool *pool, uint32_t number) {
  return plain_record_at(pool, pool->from_the_end ? RECORD_COUNT - 1 - number : number);
}
void pp_reset(pp_pool *pool) {
  pp_pool *own = only(pool);
  core_reset(own);
  own->from_the_end = !own->from_the_end;
}
