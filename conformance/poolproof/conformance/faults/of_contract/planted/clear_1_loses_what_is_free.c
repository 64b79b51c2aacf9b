/* A clear loses all blocks, and the pool grows to make up for them. */
#define OWN_pp_clear
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  core_clear(own);
  own->head = (own->head + own->free_count) % own->limit;
  own->free_count = 0;
}
