/* A table has places for 500 pools, and destroy gives none of them back. */
#include "../../sound/parts.h"

static uint32_t places_left = 500;

static bp_pool *allocate_with_place(bp_config config) {
  if (places_left == 0) {
    return NULL;
  }
  --places_left;
  return sound_allocate(config);
}

#define ALLOCATE allocate_with_place

#include "../../sound/pool.c"
