/* A clear takes a note that destroy leaves behind. */
#define POOL_FIELDS void *note;
#define OWN_pp_clear
#include "../pool.h"
void pp_clear(pp_pool *pool) {
  pp_pool *own = only(pool);
  core_clear(own);
  if (own->note == NULL) own->note = malloc(40);
}
