/* The usage of the pool that was asked last is remembered by its address, and told of the next pool there. */
#include "../../sound/parts.h"

static const bp_pool *asked_last;
static bp_usage remembered;

static void forget(bp_pool *pool) {
  (void)pool;
  asked_last = NULL;
}

static bp_usage usage_remembered(const bp_pool *pool) {
  if (asked_last != pool) {
    remembered = sound_usage_of(pool);
  }
  asked_last = pool;
  return remembered;
}

#define BEFORE_OPERATION forget
#define USAGE_OF usage_remembered

#include "../../sound/pool.c"
