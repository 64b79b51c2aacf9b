/* The last record is never handed out. */
#define OWN_pp_take
#include "../pool.h"
int pp_take(pp_pool *pool, void **record) {
  pp_pool *own = only(pool);
  *record = NULL;
  if (own->records_used + 1 == RECORD_COUNT) return answer(SEQUENCE_EXHAUSTED_HOW, SEQUENCE_EXHAUSTED_CODE);
  return core_take(own, record);
}
