/* A reset of the receipts reallocates a table. */
#define EXTRA_STATE void *volatile table;
#include "../../sound/parts.h"

static void reset_with_table(bp_pool *pool) {
  sound_reset_receipts(pool);
  free(pool->table);
  pool->table = malloc(256);
}

static void release_with_table(bp_pool *pool) {
  if (pool != NULL) {
    free(pool->table);
    sound_release(pool);
  }
}

#define RESET_RECEIPTS reset_with_table
#define RELEASE release_with_table

#include "../../sound/pool.c"
