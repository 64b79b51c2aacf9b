/* A clear leaves the sequence where it is. */
#define OWN_pp_clear
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  const uint32_t used = own->records_used;
  core_clear(own);
  own->records_used = used;
}
