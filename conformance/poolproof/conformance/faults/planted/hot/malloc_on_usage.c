/* Asking for the usage builds the answer on the heap. */
#include "../../sound/parts.h"

static bp_usage usage_by_the_heap(const bp_pool *pool) {
  bp_usage *volatile answer = (bp_usage *)malloc(sizeof(bp_usage));
  const bp_usage usage = sound_usage_of(pool);
  free(answer);
  return usage;
}

#define USAGE_OF usage_by_the_heap

#include "../../sound/pool.c"
