/* A refused return of NULL takes a free buffer away. */
#include "../../sound/parts.h"

static int is_null_and_pays(bp_pool *pool, const bp_soa *buffer) {
  pool->free_count -= buffer == NULL && pool->free_count > 0;
  return 0;
}

#define ABSORBS is_null_and_pays

#include "../../sound/pool.c"
